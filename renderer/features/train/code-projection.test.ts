import { describe, expect, it } from 'vitest'
import { projectCodes } from './code-projection'

/** Corners of a cube and its centre, moved and scaled. */
const cube = (scale = 1, shift = 0): Float32Array =>
  Float32Array.from(
    [-1, 1].flatMap((x) => [-1, 1].flatMap((y) => [-1, 1].flatMap((z) => [x, y, z]))).concat([0, 0, 0]),
    (value) => value * scale + shift,
  )

describe('codes on the panel', () => {
  it('lie inside it, whatever their scale and place', () => {
    for (const positions of [cube(), cube(1e-6), cube(1e6, 1e6)]) {
      const { x, y } = projectCodes(positions, 300, 200)
      expect(Math.min(...x)).toBeGreaterThanOrEqual(0)
      expect(Math.max(...x)).toBeLessThanOrEqual(300)
      expect(Math.min(...y)).toBeGreaterThanOrEqual(0)
      expect(Math.max(...y)).toBeLessThanOrEqual(200)
    }
  })
  it('have their mean in the middle', () => {
    const { x, y } = projectCodes(cube(3, 7), 300, 200)
    expect(x.at(-1)).toBeCloseTo(150, 3)
    expect(y.at(-1)).toBeCloseTo(100, 3)
  })
  it('are drawn from the far ones to the near ones', () => {
    const { order, depth } = projectCodes(cube(), 300, 200)
    const depths = [...order].map((i) => depth[i]!)
    expect(depths).toEqual([...depths].sort((a, b) => a - b))
    expect([depths[0], depths.at(-1)]).toEqual([0, 1])
  })
  it('are not shrunk by one that lies far off', () => {
    const many = Float32Array.from({ length: 3000 }, (_, i) => Math.sin(i * 12.9898))
    const spread = (positions: Float32Array) => {
      const { x } = projectCodes(positions, 300, 300)
      const inner = [...x.slice(0, 999)].sort((a, b) => a - b)
      return inner[900]! - inner[100]!
    }
    const stray = many.slice()
    stray.set([50, 50, 50], 2997)
    // The rest keeps at least 1 / 1.3 of its size, less what the stray moves the mean.
    expect(spread(stray)).toBeGreaterThan(0.7 * spread(many))
  })
  it('may be none, or all the same', () => {
    expect(projectCodes(new Float32Array(), 300, 200).order).toHaveLength(0)
    const { x, depth } = projectCodes(Float32Array.of(1, 1, 1, 1, 1, 1), 300, 200)
    expect([...x, ...depth]).toEqual([150, 150, 0.5, 0.5])
  })
})
