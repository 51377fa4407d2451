import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { modelParameters } from '../../../shared/contracts/study'
import { parseBetas, parseParameter, parseShare, shareText } from './parameter-text'

describe('a number field', () => {
  it.each([
    ['learningRate', '0.002', 0.002],
    ['learningRate', '2e-3', 0.002],
    ['learningRate', '.5', 0.5],
    ['epochs', '1,000', 1000],
    ['latent', ' 16 ', 16],
    ['seed', '0', 0],
  ] as const)('%s takes %j as %d', (name, text, value) => {
    expect(parseParameter(name, text)).toBe(value)
  })

  it.each([
    ['latent', '0'],
    ['latent', '2.5'],
    ['latent', '1025'],
    ['learningRate', '0'],
    ['learningRate', '-0.1'],
    ['learningRate', 'fast'],
    ['learningRate', 'Infinity'],
    ['epochs', ''],
    ['epochs', '1 000'],
    ['beta2', '1'],
    ['seed', '-1'],
    ['seed', '0x10'],
  ] as const)('%s refuses %j', (name, text) => {
    expect(parseParameter(name, text)).toBeNull()
  })

  it('takes just what the contract takes, at both ends', () => {
    const entries = modelParameters.entries
    for (const name of ['latent', 'width', 'batch', 'epochs'] as const) {
      for (const value of [0, 1, 1024, 1025, 4096, 4097, 100_000, 100_001]) {
        const accepted = v.safeParse(entries[name], value).success
        expect(parseParameter(name, String(value)) !== null, `${name} ${value}`).toBe(accepted)
      }
    }
  })
})

describe('β₁ and β₂', () => {
  it.each(['0.5, 0.999', '0.5 0.999', '0.5;0.999', '.5,.999'])('are read from %j', (text) => {
    expect(parseBetas(text)).toEqual([0.5, 0.999])
  })
  it.each(['0.5', '0.5, 1', '0.5, 0.9, 0.99', 'a, b'])('are not read from %j', (text) => {
    expect(parseBetas(text)).toBeNull()
  })
})

describe('the held-out share', () => {
  it('is a percentage', () => {
    expect([parseShare('10'), parseShare('12.5 %'), shareText(0.1), shareText(0.125)]).toEqual([
      0.1,
      0.125,
      '10',
      '12.5',
    ])
  })
  it.each(['', '0', '51', 'half'])('cannot be %j', (text) => {
    expect(parseShare(text)).toBeNull()
  })
})
