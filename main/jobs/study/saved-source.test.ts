import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import type { NoiseSource } from '../../../shared/contracts/study'
import { drawNoise } from '../../ot/apply'
import { chosenSource } from '../transport/chosen-source'
import { fromSavedSource, savedSource, toSavedSource } from './saved-source'

describe('a saved source of noise', () => {
  it.each<[NoiseSource, number]>([
    ['cube', 5],
    ['gaussian', 5],
    ['disc', 2],
    ['ball', 3],
  ])('is the same when read again: %s in %i dimensions', (choice, dimension) => {
    const source = chosenSource(choice, dimension)
    const text = JSON.stringify(toSavedSource(source))
    const reopened = fromSavedSource(v.parse(savedSource, JSON.parse(text)), dimension)
    expect(reopened).toEqual(source)
    expect(drawNoise(reopened, 100, 3)).toEqual(drawNoise(source, 100, 3))
  })

  it('has its corners as rows', () => {
    const source = chosenSource(
      {
        points: [
          [0, 0],
          [1, 0],
          [0, 1],
        ],
      },
      2,
    )
    expect(toSavedSource(source)).toEqual({
      kind: 'polygon',
      corners: [
        [0, 0],
        [1, 0],
        [0, 1],
      ],
    })
  })
})
