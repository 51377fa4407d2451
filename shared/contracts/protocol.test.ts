import { describe, expect, it } from 'vitest'
import { BrenierError } from '../errors'
import { methods } from './methods'
import { toEngine, toWindow, validate } from './protocol'
import { cloud, transportState } from './results'

const refusal = (work: () => unknown): BrenierError => {
  try {
    work()
  } catch (error) {
    if (error instanceof BrenierError) return error
  }
  throw new Error('Expected a BrenierError.')
}

describe('protocol', () => {
  it('accepts both kinds of answer', () => {
    const good = { type: 'answer', id: 1, ok: true, value: 3 }
    const bad = {
      type: 'answer',
      id: 1,
      ok: false,
      error: { code: 'internal', message: 'x', details: { a: 1 } },
    }
    expect(validate(toWindow, good, 'answer')).toEqual(good)
    expect(validate(toWindow, bad, 'answer')).toEqual(bad)
  })

  it('refuses unknown keys and names where', () => {
    const error = refusal(() => validate(toEngine, { type: 'hello', contract: 1, extra: true }, 'greeting'))
    expect(error.code).toBe('bad-message')
    expect(error.message).toContain('extra')
  })

  it('refuses NaN and Infinity in numbers and arrays', () => {
    const trace = (point: number[]) => validate(methods['transport.map'].request, { point }, 'transport.map')
    expect(trace([0.5, 1])).toEqual({ point: [0.5, 1] })
    expect(refusal(() => trace([Number.NaN])).code).toBe('bad-message')
    expect(refusal(() => trace([Number.POSITIVE_INFINITY])).code).toBe('bad-message')
    const layout = {
      revision: 1,
      method: 'pca',
      dimensions: 3,
      count: 1,
      iteration: 0,
      iterations: 0,
      kl: null,
    }
    const positions = (z: number) =>
      validate(cloud, { ...layout, positions: new Float32Array([0, 1, z]) }, 'cloud')
    expect(positions(2).positions[2]).toBe(2)
    expect(refusal(() => positions(Number.NaN)).message).toContain('finite')
  })

  it('lets a curve begin with NaN, where nothing has been averaged yet, but not end in Infinity', () => {
    const state = (averaged: number[]) => {
      const none = new Float32Array(0)
      const rest = { relativeRms: none, worstCell: none, cellMass: none, heights: none }
      return validate(
        transportState,
        { ...rest, averagedRms: Float32Array.from(averaged) },
        'transport.state',
      )
    }
    expect(state([Number.NaN, 0.5]).averagedRms[1]).toBe(0.5)
    expect(refusal(() => state([0.5, Number.POSITIVE_INFINITY])).message).toContain('averagedRms')
  })

  it('refuses an array whose length disagrees with its declared count', () => {
    const layout = {
      revision: 1,
      method: 'pca',
      dimensions: 3,
      count: 2,
      iteration: 0,
      iterations: 0,
      kl: null,
    }
    expect(refusal(() => validate(cloud, { ...layout, positions: new Float32Array(3) }, 'cloud')).code).toBe(
      'bad-message',
    )
  })
})
