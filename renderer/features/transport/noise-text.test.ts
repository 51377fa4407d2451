import { describe, expect, it } from 'vitest'
import { cornersText, firstCorners, noiseKinds, pointsOf } from './noise-text'

describe('the choice of noise', () => {
  it('offers a disc in the plane, a ball in space, and corners in both alone', () => {
    const offered = (dimension: number) => noiseKinds(dimension).map(({ value }) => value)
    expect(offered(2)).toEqual(['cube', 'disc', 'corners', 'gaussian'])
    expect(offered(3)).toEqual(['cube', 'ball', 'corners', 'gaussian'])
    expect(offered(64)).toEqual(['cube', 'gaussian'])
  })

  it('reads the corners that it writes', () => {
    for (const dimension of [2, 3])
      expect(pointsOf(cornersText(firstCorners(dimension)), dimension)).toEqual(firstCorners(dimension))
    expect(pointsOf(' 0 0;1 −2.5, 1e-3   4,', 2)).toEqual([
      [0, 0],
      [1, -2.5],
      [0.001, 4],
    ])
  })

  it.each(['', '0 0, 1 0', '0 0, 1 0, 1', '0 0, 1 0, 1 x', '0 0 0, 1 0 0, 0 1 0'])(
    'takes no corners of the plane from “%s”',
    (text) => {
      expect(pointsOf(text, 2)).toBeNull()
    },
  )
})
