import { describe, expect, it } from 'vitest'
import { matrix } from '../../../shared/matrix'
import type { Matrix } from '../../../shared/matrix'
import { random } from '../../../shared/random'
import { openNeighbourSearch } from './index'
import { referenceSearch } from './reference'
import type { Neighbours } from './search'
import { wasmSearch } from './wasm-search'

/** Bytes compare much faster than elements do. */
const bits = ({ indices, squaredDistances }: Neighbours) =>
  Buffer.concat([Buffer.from(indices.buffer), Buffer.from(squaredDistances.buffer)])

function normals(n: number, d: number, offset = 0): Matrix {
  const source = random(n * 31 + d)
  const points = matrix(n, d)
  for (let c = 0; c < points.data.length; c++) points.data[c] = offset + source.normal()
  return points
}

function expectSame(points: Matrix, queries: Matrix, k: number): void {
  const kernel = wasmSearch(points)!
  const reference = referenceSearch(points)
  expect(bits(kernel.nearest(queries, k)).equals(bits(reference.nearest(queries, k)))).toBe(true)
  const others = Math.min(k, points.rows - 1)
  if (others < 1) return
  const from = Math.floor(points.rows / 3)
  const own = kernel.nearestOthers(from, points.rows, others)
  expect(bits(own).equals(bits(reference.nearestOthers(from, points.rows, others)))).toBe(true)
}

describe('the kernel of exact neighbours gives the bits of its reference', () => {
  it.each([
    [1, 1, 1],
    [7, 3, 7],
    [8, 1, 3],
    [9, 5, 2],
    [100, 17, 99],
    [1001, 16, 92],
    [777, 2, 8],
    [300, 130, 20],
  ])('for %i points in %i dimensions, k = %i', (n, d, k) => {
    expectSame(normals(n, d), normals(37, d), k)
  })

  it('for points far from the origin, where scores cancel', () => {
    expectSame(normals(600, 6, 1e4), normals(20, 6, 1e4), 30)
  })

  it('for ties: a grid, duplicates and points that are all the same', () => {
    const grid = matrix(900, 2)
    for (let i = 0; i < 900; i++) grid.data.set([i % 30, Math.floor(i / 30)], 2 * i)
    expectSame(grid, grid, 40)
    const copies = normals(500, 4)
    copies.data.copyWithin(0, 400, 1200)
    expectSame(copies, copies, 17)
    expectSame(matrix(700, 3), matrix(5, 3), 9)
  })

  it('for one far outlier that makes scores coarse', () => {
    const points = normals(800, 5)
    points.data.fill(1e7, 0, 5)
    expectSame(points, normals(30, 5), 12)
  })

  it('for magnitudes from 1e-18 to 1e15', () => {
    for (const scale of [1e-18, 1e15]) {
      const points = normals(200, 3)
      points.data.forEach((v, c) => (points.data[c] = v * scale))
      expectSame(points, points, 10)
    }
  })

  it('for no queries at all', () => {
    expect(openNeighbourSearch(normals(10, 2)).nearest(matrix(0, 2), 3).indices).toHaveLength(0)
  })

  it('leaving values that overflow to the reference', () => {
    const huge = normals(50, 2)
    huge.data.forEach((v, c) => (huge.data[c] = v * 1e25))
    expect(wasmSearch(huge)).toBeNull()
    expect([...openNeighbourSearch(huge).nearest(huge, 1).indices]).toEqual(
      Array.from({ length: 50 }, (_, i) => i),
    )
  })
})
