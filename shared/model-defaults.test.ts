import { describe, expect, it } from 'vitest'
import { defaultModel, proposedModel, withNet } from './model-defaults'

const pictures = (side: number, channels: 1 | 3) => ({ height: side, width: side, channels })

describe('a proposed model', () => {
  it('is dense for small pictures and convolutional for large ones', () => {
    expect(proposedModel(pictures(28, 1))).toMatchObject({ kind: 'ae-dense', width: 512 })
    expect(proposedModel(pictures(64, 3))).toMatchObject({ kind: 'ae-conv', width: 16 })
  })

  it('has few filters where convolutions are chosen, not as many as a dense layer has units', () => {
    expect(proposedModel(pictures(28, 1), 'ae-conv')).toMatchObject({ kind: 'ae-conv', width: 16 })
    expect(withNet({ ...defaultModel, width: 700 }, 'ae-conv').width).toBe(16)
    expect(withNet({ ...defaultModel, width: 700 }, 'ae-dense').width).toBe(700)
  })
})
