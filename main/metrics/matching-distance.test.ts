import { describe, expect, it } from 'vitest'
import { matrix, type Matrix } from '../../shared/matrix'
import { random } from '../../shared/random'
import { drawPointSet } from '../data/point-sets'
import { assignmentStepper } from '../ot/assignment'
import { drawnDistance, matchingDistance, type Assignment } from './matching-distance'

/** On a line the optimal bijection keeps the order. */
const byOrder: Assignment = (from, to) => {
  const order = ({ data }: Matrix) => [...data.keys()].sort((p, q) => data[p]! - data[q]!)
  const permutation = new Uint32Array(from.rows)
  const partners = order(to)
  order(from).forEach((i, rank) => (permutation[i] = partners[rank]!))
  return permutation
}

const line = (...values: number[]) => matrix(values.length, 1, Float32Array.from(values))

describe('matchingDistance', () => {
  it('gives W₂, the mean length and the longest by hand', () => {
    const found = matchingDistance(
      matrix(2, 2, Float32Array.of(0, 0, 1, 1)),
      matrix(2, 2, Float32Array.of(1, 1, 3, 4)),
      [1, 0],
    )
    expect(found).toEqual({ w2: Math.sqrt(12.5), meanLength: 2.5, longest: 5, samples: 2 })
  })

  it('of a moved set is how far it was moved, of equal points 0', () => {
    const source = random(1)
    const data = Float32Array.from({ length: 50 }, () => Math.round(1000 * source.normal()))
    const moved = matrix(
      50,
      1,
      data.map((x) => x + 7),
    )
    const { w2, meanLength } = matchingDistance(
      matrix(50, 1, data),
      moved,
      byOrder(matrix(50, 1, data), moved),
    )
    expect([w2, meanLength]).toEqual([7, 7])
    expect(matchingDistance(line(2, 2), line(2, 2), [1, 0]).w2).toBe(0)
  })

  it('refuses what is no bijection, other sizes and NaN', () => {
    expect(() => matchingDistance(line(1, 2), line(1, 2), [0, 0])).toThrow(
      'once, got 0 for generated sample 1',
    )
    expect(() => matchingDistance(line(1, 2), line(1, 2), [0, 2])).toThrow('got 2')
    expect(() => matchingDistance(line(1, 2), line(1), [0])).toThrow('the 2 generated ones, got 1 and 1')
    expect(() => matchingDistance(line(Number.NaN), line(1), [0])).toThrow('NaN')
  })
})

describe('drawnDistance', () => {
  it('averages pairs and tells their scatter', () => {
    // Two normals of n draws on a line: E W₂² is about (2/n) log log n plus a constant; here only against its own pairs.
    const source = random(2)
    const draw = () =>
      matrix(
        100,
        1,
        Float32Array.from({ length: 100 }, () => source.normal()),
      )
    const pairs = Array.from({ length: 20 }, () => ({ generated: draw(), real: draw() }))
    const { w2, meanLength, samples } = drawnDistance(pairs, byOrder)
    const single = pairs.map(({ generated, real }) =>
      matchingDistance(generated, real, byOrder(generated, real)),
    )
    expect(w2.mean).toBeCloseTo(single.reduce((sum, { w2: one }) => sum + one, 0) / 20, 12)
    expect([w2.count, meanLength.count, samples]).toEqual([20, 20, 100])
    expect(meanLength.mean).toBeLessThan(w2.mean)
    expect(w2.deviation).toBeGreaterThan(0)
  })

  it.each([
    ['moons', 0.07],
    ['circles', 0.071],
  ])('of %s drawn anew is the %f that the OTtrans paper gives for the data itself', (name, published) => {
    const draw = (seed: number) => drawPointSet(name, seed, 1000)!.points
    const pairs = Array.from({ length: 20 }, (_, i) => ({
      generated: draw(2 * i + 1),
      real: draw(2 * i + 2),
    }))
    const { meanLength } = drawnDistance(pairs, (a, b) => {
      const stepper = assignmentStepper({ cost: 'sqeuclidean', a, b })
      while (!stepper.step()) continue
      return stepper.result().permutation
    })
    // The paper's is one draw of that scatter, ours a mean of ten.
    expect(Math.abs(meanLength.mean - published)).toBeLessThan(2 * meanLength.deviation!)
    expect(meanLength.deviation).toBeLessThan(0.02)
  })

  it('refuses no pair and pairs of different size', () => {
    expect(() => drawnDistance([], byOrder)).toThrow('got none')
    const [one, two] = [line(1), line(1, 2)]
    expect(() =>
      drawnDistance(
        [
          { generated: one, real: one },
          { generated: two, real: two },
        ],
        byOrder,
      ),
    ).toThrow('pairs of 1 samples each, got one of 2')
  })
})
