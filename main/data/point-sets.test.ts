import { describe, expect, it } from 'vitest'
import { drawPointSet, pointSetNames } from './point-sets'

const draw = (name: string, count?: number) => drawPointSet(name, 1, count)!

/** x, y and label of each point. */
function* each(name: string, count?: number): Generator<readonly [number, number, number]> {
  const { points, labels } = draw(name, count)
  for (let i = 0; i < points.rows; i++)
    yield [points.data[2 * i]!, points.data[2 * i + 1]!, labels?.[i] ?? -1]
}

/** Root mean square deviation from the modes' centres, a coordinate. */
function deviation(
  name: string,
  count: number,
  centre: (label: number) => readonly [number, number],
): number {
  let sum = 0
  for (const [x, y, label] of each(name, count)) {
    const [cx, cy] = centre(label)
    sum += (x - cx) ** 2 + (y - cy) ** 2
  }
  return Math.sqrt(sum / (2 * count))
}

describe('point sets', () => {
  it.each(pointSetNames)('draws %s alike for a seed and otherwise for another', (name) => {
    expect(drawPointSet(name, 3)!.points.data).toEqual(drawPointSet(name, 3)!.points.data)
    expect(drawPointSet(name, 3)!.points.data).not.toEqual(drawPointSet(name, 4)!.points.data)
    expect(draw(name, 100).points.rows).toBe(100)
  })

  it('knows no other name', () => {
    expect(drawPointSet('hexagons')).toBeNull()
  })

  // 10,000 points: σ is estimated to 0.7 %, so 3 % is four standard errors.
  it.each<[string, number, (label: number) => readonly [number, number]]>([
    [
      'gaussians-25',
      0.05 / 2.828,
      (label) => [((label % 5) - 2) * 0.70711, (Math.floor(label / 5) - 2) * 0.70711],
    ],
    ['gaussians-8-wide', 1, (label) => onCircle(label, 10)],
    ['gaussians-8', 0.02 / 1.414, (label) => onCircle(label, 2 / 1.414)],
    ['ring', 0.01, (label) => onCircle(label, 1)],
    ['two-clusters', 0.1, (label) => [2 * label - 1, 0]],
  ])('gives the modes of %s their centres and σ', (name, sigma, centre) => {
    const found = deviation(name, 10_000, centre)
    expect(found / sigma).toBeGreaterThan(0.97)
    expect(found / sigma).toBeLessThan(1.03)
  })

  it('gives every mode its share exactly', () => {
    const counts = new Uint32Array(25)
    for (const [, , label] of each('gaussians-25', 2500)) counts[label]!++
    expect([...counts]).toEqual(new Array(25).fill(100))
  })

  it('keeps moons and circles within six σ of their curves', () => {
    for (const [x, y, label] of each('moons')) {
      const radius = label === 0 ? Math.hypot(x, y) : Math.hypot(x - 1, y - 0.5)
      expect(Math.abs(radius - 1)).toBeLessThan(0.3)
    }
    for (const [x, y, label] of each('circles')) {
      expect(Math.abs(Math.hypot(x, y) - (label === 0 ? 1 : 0.5))).toBeLessThan(0.3)
    }
  })

  it('rolls the swiss roll from a radius of 1.5π to 4.5π over 7.5', () => {
    const radii = [...each('swiss-roll', 5000)].map(([x, y]) => Math.hypot(x, y) * 7.5)
    // Noise of σ 0.25 adds at most six of them.
    expect(Math.min(...radii)).toBeGreaterThan(1.5 * Math.PI - 1.5)
    expect(Math.max(...radii)).toBeLessThan(4.5 * Math.PI + 1.5)
    expect(Math.min(...radii)).toBeLessThan(1.5 * Math.PI + 0.5)
    expect(Math.max(...radii)).toBeGreaterThan(4.5 * Math.PI - 0.5)
    expect(draw('swiss-roll').labels).toBeNull()
  })

  it('keeps the dumbbell inside its two discs and its bar', () => {
    for (const [x, y, label] of each('dumbbell')) {
      const inside = label === 1 ? Math.abs(y) <= 0.0801 : Math.hypot(x - (label - 1), y) <= 0.5001
      expect(inside, `${x}, ${y} of part ${label}`).toBe(true)
    }
  })
})

function onCircle(label: number, radius: number): readonly [number, number] {
  const angle = (2 * Math.PI * label) / 8
  return [radius * Math.cos(angle), radius * Math.sin(angle)]
}
