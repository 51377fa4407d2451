import { BrenierError } from '../../../shared/errors'
import { matrix, type Matrix } from '../../../shared/matrix'
import { fillSamples } from './samples'
import { CHUNK, NO_PLANE, type Draw, type Highest, type Hits, type Planes } from './planes'

/** The kernel in plain TypeScript: its oracle in tests, its fallback where WebAssembly is missing. */
export function referencePlanes(planes: Matrix): Planes {
  const { rows: count, columns: dimension, data } = planes
  const heights = new Float32Array(count)

  const highest = (points: Matrix, keep: number): Highest => {
    const samples = points.rows
    const indices = new Uint32Array(samples * keep).fill(NO_PLANE)
    const scores = new Float32Array(samples * keep).fill(-Infinity)
    for (let s = 0; s < samples; s++) {
      const from = s * keep
      for (let j = 0; j < count; j++) {
        let score = heights[j]!
        for (let k = 0; k < dimension; k++) {
          score = Math.fround(score + Math.fround(data[j * dimension + k]! * points.data[s * dimension + k]!))
        }
        if (!(score > scores[from + keep - 1]!)) continue
        let t = from + keep - 1
        for (; t > from && score > scores[t - 1]!; t--) {
          scores[t] = scores[t - 1]!
          indices[t] = indices[t - 1]!
        }
        scores[t] = score
        indices[t] = j
      }
    }
    return { samples, keep, indices, scores }
  }

  const drawn = (draw: Draw): Matrix => {
    const points = matrix(draw.count, dimension)
    fillSamples(draw, points)
    return points
  }

  return {
    count,
    dimension,
    setHeights(values) {
      if (values.length !== count) {
        throw new BrenierError('bad-shape', `Expected ${count} heights, got ${values.length}.`)
      }
      heights.set(values)
    },
    highest,
    drawHighest(draw, keep) {
      const points = drawn(draw)
      return { ...highest(points, keep), points }
    },
    drawHits(draw): Hits {
      const { indices, scores } = highest(drawn(draw), 1)
      const counts = new Uint32Array(count)
      let energy = 0
      for (let start = 0; start < draw.count; start += CHUNK) {
        let sum = 0
        for (let s = start; s < Math.min(draw.count, start + CHUNK); s++) {
          if (indices[s] === NO_PLANE) continue
          counts[indices[s]!]! += 1
          sum += scores[s]!
        }
        energy += sum
      }
      return { samples: draw.count, counts, energy }
    },
    close: () => undefined,
  }
}
