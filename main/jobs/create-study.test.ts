import { describe, expect, it } from 'vitest'
import { pictureSet } from '../data/picture-set'
import { proposedModel } from './create-study'

const pictures = (side: number, channels: 1 | 3) =>
  pictureSet({
    name: 'blank',
    height: side,
    width: side,
    channels,
    pixels: new Uint8Array(side * side * channels),
  })

describe('a proposed model', () => {
  it('is dense for small pictures and convolutional for large ones', () => {
    expect(proposedModel(pictures(28, 1))).toMatchObject({ kind: 'ae-dense', width: 512 })
    expect(proposedModel(pictures(64, 3))).toMatchObject({ kind: 'ae-conv', width: 16 })
  })

  it('has few filters where convolutions were chosen, not as many as a dense layer has units', () => {
    expect(proposedModel(pictures(28, 1), 'ae-conv')).toMatchObject({ kind: 'ae-conv', width: 16 })
  })
})
