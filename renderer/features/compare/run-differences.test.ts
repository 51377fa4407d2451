import { describe, expect, it } from 'vitest'
import { publishedFigure } from '../../../shared/published-figures'
import { madeUpModel } from '../../host/fake/trainings'
import { pathFigures } from './path-figures'
import { differencesOf } from './run-differences'

describe('what tells runs apart', () => {
  it('is named in the order of the Train view, with the value of each run', () => {
    const swae = { kind: 'swae', beta: 0.5, alpha: 1, pseudoInputs: 500 } as const
    const { differ, same } = differencesOf([
      madeUpModel,
      { ...madeUpModel, objective: swae, latent: 8, epochs: 1200 },
    ])
    expect(differ).toEqual([
      { key: 'objective', name: 'Objective', values: ['ae', 'swae, β 0.5, α 1, Pseudo-inputs 500'] },
      { key: 'latent', name: 'Code size', values: ['16', '8'] },
      { key: 'epochs', name: 'Epochs', values: ['60', '1,200'] },
    ])
    expect(same).toContain('Seed')
    expect(same).not.toContain('Code size')
  })

  it('is nothing for a run beside itself', () => {
    expect(differencesOf([madeUpModel, madeUpModel]).differ).toEqual([])
  })
})

describe('published figures', () => {
  it('stand beside a run of the same set, objective, code size and weight alone', () => {
    const swae = { kind: 'swae', beta: 0.5 } as const
    const find = (data: string, latent: number, objective: { kind: 'swae' | 'ae'; beta?: number } = swae) =>
      publishedFigure(data, 'neighbours', { objective, latent })?.value
    expect(find('Fashion-MNIST', 8)).toBe(0.81)
    expect(find('Fashion-MNIST', 9)).toBeUndefined()
    expect(find('UCI digits', 8)).toBeUndefined()
    expect(find('Fashion-MNIST', 8, { kind: 'swae', beta: 0.7 })).toBeUndefined()
    expect(find('Fashion-MNIST', 8, { kind: 'ae' })).toBeUndefined()
    expect(
      publishedFigure('Fashion-MNIST', 'perValue', { objective: { kind: 'ae' }, latent: 16 })?.value,
    ).toBe(0.0026)
  })
})

describe('a path in figures', () => {
  it('counts the steps at which the label changes, and says where there is none', () => {
    const trace = { jumps: Float32Array.of(1, 3, 2), offData: Float32Array.of(0, 0.5, 0.25, 0) }
    expect(pathFigures({ ...trace, votes: Int32Array.of(4, 4, 7, 4) })).toEqual({
      largestJump: 3,
      farthest: 0.5,
      labelChanges: 2,
    })
    expect(pathFigures({ ...trace, votes: Int32Array.of(-1, -1, -1, -1) }).labelChanges).toBeNull()
  })
})
