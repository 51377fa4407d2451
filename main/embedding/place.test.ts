import { describe, expect, it } from 'vitest'
import { matrix, row, selectRows } from '../../shared/matrix'
import { random } from '../../shared/random'
import { neighbourSearch } from './neighbours'
import { codesAt, placeAmong, placeAtNeighbours, weightedNeighbours } from './place'

function cloud(n: number, d: number, seed: number) {
  const source = random(seed)
  const points = matrix(n, d)
  for (let c = 0; c < points.data.length; c++) points.data[c] = source.normal()
  return points
}

describe('placing points in a layout', () => {
  const codes = cloud(200, 5, 1)
  const layout = cloud(200, 3, 2)

  it('puts a code of the set exactly where it is, and reads its own code back there', () => {
    const chosen = [3, 77, 199]
    const placed = placeAmong(neighbourSearch(codes), layout, selectRows(codes, chosen))
    expect([...placed.data]).toEqual([...selectRows(layout, chosen).data])
    const read = codesAt(neighbourSearch(layout), codes, placed)
    expect([...read.codes.data]).toEqual([...selectRows(codes, chosen).data])
    expect([...read.spread]).toEqual([0, 0, 0])
    expect(read.indices[0]).toBe(3)
  })

  it('places codes whose neighbours are known where a search would place them', () => {
    const search = neighbourSearch(codes)
    const queries = cloud(20, 5, 3)
    const known = placeAtNeighbours(layout, search.nearest(queries, 6))
    expect([...known.data]).toEqual([...placeAmong(search, layout, queries, 5).data])
  })

  it('gives weights that sum to one, fall with distance and stay finite far away', () => {
    const queries = cloud(20, 3, 3)
    queries.data.fill(1e15, 0, 3)
    const { weights, rows, k } = weightedNeighbours(neighbourSearch(layout), queries)
    for (let r = 0; r < rows; r++) {
      const own = weights.subarray(r * k, (r + 1) * k)
      expect(own.reduce((a, b) => a + b)).toBeCloseTo(1, 5)
      for (let j = 1; j < k; j++) expect(own[j]!).toBeLessThanOrEqual(own[j - 1]!)
    }
  })

  it('does not jump while a place is dragged', () => {
    const search = neighbourSearch(layout)
    const steps = 4000
    const path = matrix(steps, 3)
    for (let s = 0; s < steps; s++) {
      const t = s / steps
      row(path, s).set([2 * t - 1, Math.sin(3 * t), 1 - 2 * t * t])
    }
    const { codes: along } = codesAt(search, codes, path)
    let longest = 0
    for (let s = 1; s < steps; s++) {
      let squared = 0
      for (let c = 0; c < 5; c++) squared += (along.data[s * 5 + c]! - along.data[(s - 1) * 5 + c]!) ** 2
      longest = Math.max(longest, Math.sqrt(squared))
    }
    // Codes lie about √10 apart; a neighbour entering with its full weight of 1/8 would move the mean by 0.4.
    expect(longest).toBeLessThan(0.1)
  })

  it('works with fewer points than neighbours and with points that coincide', () => {
    const few = matrix(3, 2, Float32Array.from([0, 0, 0, 0, 4, 0]))
    const at = codesAt(neighbourSearch(few), cloud(3, 2, 4), matrix(1, 2, Float32Array.from([0, 0])))
    expect([...at.weights]).toEqual([0.5, 0.5, 0])
    const same = codesAt(
      neighbourSearch(matrix(20, 2)),
      cloud(20, 2, 4),
      matrix(1, 2, Float32Array.from([1, 1])),
    )
    expect(same.weights.every((weight) => weight === 1 / 8)).toBe(true)
  })

  it('says which shapes disagree', () => {
    expect(() => placeAmong(neighbourSearch(codes), cloud(199, 3, 1), codes)).toThrow(
      'each of 200 points, got 199',
    )
  })
})
