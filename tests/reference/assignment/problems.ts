import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
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

export const problems = [...sides()].map(([a, b], p) => ({ a, b, ...reference.problems[p]! }))
