import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { assign } from '../../../main/ot/assignment'
import { matrix, type Matrix } from '../../../shared/matrix'
import reference from './reference.json'

const bytes = gunzipSync(readFileSync(new URL('points.f32.gz', import.meta.url)))

/** The two sides of each problem, cut from the file that holds them in a row. */
function* sides(): Generator<[Matrix, Matrix]> {
  let offset = 0
  const next = (size: number, dimension: number): Matrix => {
    const points = matrix(size, dimension)
    for (let c = 0; c < points.data.length; c++, offset += 4) points.data[c] = bytes.readFloatLE(offset)
    return points
  }
  for (const { size, dimension } of reference.problems) yield [next(size, dimension), next(size, dimension)]
}

const cases = [...sides()].map(([a, b], p) => ({ a, b, ...reference.problems[p]! }))

describe.each(cases)("an assignment beside POT's: $name", ({ a, b, costs }) => {
  it.each(['sqeuclidean', 'l1', 'l2'] as const)('costs the same under %s', (cost) => {
    const found = assign({ cost, a, b })
    // Sums of 300 to 500 costs in double precision.
    expect(Math.abs(found.cost / costs[cost] - 1)).toBeLessThan(1e-12)
    expect(Math.abs(found.gap)).toBeLessThan(1e-12 * found.cost)
  })
})
