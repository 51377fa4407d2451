import { describe, expect, it } from 'vitest'
import { matrix, row, type Matrix } from '../../shared/matrix'
import { random } from '../../shared/random'
import { openPlanes } from '../kernels/planes/index'
import { CellCentres } from './cell-centres'
import { innerPoint } from './inner-point'
import { newtonTransport } from './newton'
import { exactCentres } from './exact-map'
import { gaussianMapHeights } from './start-heights'
import { prepareTargets } from './targets'

function normals(rows: number, columns: number, seed: number): Matrix {
  const source = random(seed)
  return matrix(
    rows,
    columns,
    Float32Array.from({ length: rows * columns }, () => source.normal()),
  )
}

describe('centres of cells', () => {
  it('tend to the exact centres of mass in the plane', () => {
    const solver = newtonTransport({
      targets: prepareTargets(normals(50, 2, 1)),
      source: { kind: 'cube', dimension: 2 },
    })
    while (!solver.step());
    const map = solver.result()
    const exact = exactCentres(map)
    const planes = openPlanes(map.targets)
    planes.setHeights(map.heights)
    const counted = new CellCentres(50, 2)
    counted.add(planes.drawHighest({ source: 'cube', seed: 1, firstChunk: 0, count: 100_096 }, 1))
    const sampled = counted.centres(map)
    // 2000 hits a cell, at most 0.5 apart: standard error below 0.15/√2000 = 0.0034.
    exact.data.forEach((value, at) => expect(Math.abs(value - sampled.data[at]!)).toBeLessThan(0.015))
  })

  it('lie inside their cells, also of cells no sample hit', () => {
    const targets = prepareTargets(normals(300, 6, 2))
    const heights = gaussianMapHeights(targets.points, targets.masses, 1 / 12).map((h) => 0.7 * h)
    const planes = openPlanes(targets.points)
    planes.setHeights(heights)
    const counted = new CellCentres(300, 6)
    // One sample a cell: about a third of the cells goes without.
    const drawn = planes.drawHighest({ source: 'cube', seed: 3, firstChunk: 0, count: 300 }, 1)
    counted.add(drawn)
    const unhit = new Set(Array.from({ length: 300 }, (_, i) => i))
    for (const cell of drawn.indices) unhit.delete(cell)
    expect(unhit.size).toBeGreaterThan(60)
    const map = { targets: targets.points, heights, source: { kind: 'cube', dimension: 6 } } as const
    const centres = counted.centres(map)
    const { indices } = planes.highest(centres, 1)
    // Cells that the cube does not reach have no point in it: those the plain start leaves empty.
    const outside = [...indices].filter((cell, i) => cell !== i).length
    const { counts } = planes.drawHits({ source: 'cube', seed: 4, firstChunk: 0, count: 1_000_192 })
    const empty = counts.filter((count) => count === 0).length
    expect(outside).toBeLessThanOrEqual(empty)
  })
})

describe('a point inside a cell', () => {
  it('is found in a sliver that noise misses, and not in an empty cell', () => {
    const targets = matrix(3, 1, Float32Array.of(-1, 0, 1))
    // The middle line leads on |x| < 1e-9 only.
    const sliver = Float64Array.of(0, 1e-9, 0)
    const x = innerPoint(targets, sliver, 1, [0.4], 0.5)!
    expect(Math.abs(x[0]!)).toBeLessThanOrEqual(1e-9)
    expect(innerPoint(targets, Float64Array.of(0, -1, 0), 1, [0.4], 0.5)).toBeUndefined()
  })

  it('stays in the cube and leaves its start alone', () => {
    const targets = normals(100, 4, 5)
    const start = new Float64Array(4)
    const heights = new Float64Array(100)
    for (let cell = 0; cell < 100; cell++) {
      const x = innerPoint(targets, heights, cell, start, 0.5)
      if (!x) continue
      expect(Math.max(...x.map(Math.abs))).toBeLessThanOrEqual(0.5)
      const score = (i: number) => row(targets, i).reduce((sum, y, k) => sum + y * x[k]!, 0)
      for (let j = 0; j < 100; j++) expect(score(j)).toBeLessThanOrEqual(score(cell) + 1e-12)
    }
    expect([...start]).toEqual([0, 0, 0, 0])
  })
})
