import { describe, expect, it } from 'vitest'
import { checkSpec, defaultSpec, modelKinds } from './spec'

describe('model specifications', () => {
  it('survive a trip through JSON', () => {
    for (const kind of modelKinds) {
      const spec = defaultSpec(kind, { height: 92, width: 112, channels: 3 }, 20)
      expect(checkSpec(JSON.parse(JSON.stringify(spec)))).toEqual(spec)
    }
  })

  it('give larger pictures more stages', () => {
    const stages = (side: number) => {
      const spec = defaultSpec('ae-conv', { height: side, width: side, channels: 1 }, 8)
      return spec.kind === 'ae-conv' ? spec.filters.length : 0
    }
    expect([8, 28, 64, 128].map(stages)).toEqual([1, 2, 4, 5])
  })

  it('take rows of values where no layer halves them, and no others', () => {
    const row = { height: 1, width: 10, channels: 1 }
    expect(defaultSpec('ae-dense', row, 2)).toMatchObject(row)
    for (const kind of modelKinds.filter((one) => one !== 'ae-dense')) {
      expect(() => defaultSpec(kind, row, 2), kind).toThrow(/height .* 8 to 256, got 1/)
    }
  })

  it('are refused with the field, what it may be and what came', () => {
    const good = defaultSpec('ae-conv', { height: 28, width: 28, channels: 1 }, 8)
    const refusal = (change: object) => () => checkSpec({ ...good, ...change })
    expect(refusal({ latent: 0 })).toThrow(/latent .* 1 to 4096, got 0/)
    expect(refusal({ height: 4 })).toThrow(/height .* 8 to 256, got 4/)
    expect(refusal({ kind: 'vae-of-tomorrow' })).toThrow(/kind .* ae-dense, ae-conv, ae-resnet, ae-gated/)
    expect(refusal({ filters: [32, -1] })).toThrow(/filters/)
    expect(refusal({ activation: 'tanh' })).toThrow(/activation/)
    expect(() => checkSpec(null)).toThrow(/an object/)
  })
})
