import { describe, expect, it } from 'vitest'
import { matrix } from '../../shared/matrix'
import { random } from '../../shared/random'
import { nearest, neighbourSearch } from './neighbours'

describe('nearest', () => {
  const line = matrix(5, 1, Float32Array.from([0, 10, 3, 3, 7]))

  it('lists the nearest points first, ties by index', () => {
    const found = nearest(line, matrix(2, 1, Float32Array.from([2, 9])), 3)
    expect([...found.indices]).toEqual([2, 3, 0, 1, 4, 2])
    expect([...found.squaredDistances]).toEqual([1, 1, 4, 1, 4, 36])
  })

  it('leaves a point out of its own neighbours, but not its duplicates', () => {
    const found = neighbourSearch(line).nearestOthers(2, 4, 2)
    expect([...found.indices]).toEqual([3, 0, 2, 0])
    expect([...found.squaredDistances]).toEqual([0, 9, 0, 9])
  })

  it('agrees with sorting all distances', () => {
    const source = random(4)
    const points = matrix(300, 7)
    for (let c = 0; c < points.data.length; c++) points.data[c] = source.normal()
    const found = nearest(points, points, 300)
    for (let i = 0; i < 300; i += 37) {
      const distance = (j: number) =>
        points.data
          .subarray(i * 7, i * 7 + 7)
          .reduce((sum, v, c) => sum + (v - points.data[j * 7 + c]!) ** 2, 0)
      const sorted = Array.from({ length: 300 }, (_, j) => j).sort(
        (p, q) => distance(p) - distance(q) || p - q,
      )
      expect([...found.indices.subarray(i * 300, (i + 1) * 300)]).toEqual(sorted)
    }
  })

  it('refuses what it cannot answer, in a sentence', () => {
    expect(() => nearest(line, matrix(1, 2), 1)).toThrow('Expected queries of 1 dimensions, got 2.')
    expect(() => nearest(line, matrix(1, 1), 6)).toThrow('Expected 1 to 5 neighbours, got 6.')
    expect(() => neighbourSearch(line).nearestOthers(0, 1, 5)).toThrow('Expected 1 to 4 neighbours, got 5.')
    expect(() => nearest(matrix(0, 3), matrix(1, 3), 1)).toThrow('Expected points to search')
    expect(() => nearest(matrix(1, 1, Float32Array.from([Infinity])), matrix(1, 1), 1)).toThrow(
      'Point 0 holds',
    )
  })
})
