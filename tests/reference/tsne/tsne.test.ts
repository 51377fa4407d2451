import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { beforeAll, describe, expect, it } from 'vitest'
import { klDivergence, neighbourPreservation, trustworthiness } from '../../../main/embedding/quality'
import { tsne } from '../../../main/embedding/tsne'
import type { TsneStepper } from '../../../main/embedding/tsne'
import { matrix } from '../../../shared/matrix'
import type { Matrix } from '../../../shared/matrix'
import reference from './reference.json'

const unpacked = (name: string) => gunzipSync(readFileSync(new URL(name, import.meta.url)))
const { rows, columns } = reference

function digits(): Matrix {
  return matrix(rows, columns, Float32Array.from(unpacked('digits.u8.gz').subarray(0, rows * columns)))
}

/** scikit-learn's layout in `dims` dimensions, cut from the file that holds them in a row. */
function theirLayout(dims: number): Matrix {
  const bytes = unpacked('positions.f32.gz')
  let offset = 0
  for (const layout of reference.layouts) {
    if (layout.dims === dims) break
    offset += rows * layout.dims * 4
  }
  const data = new Float32Array(rows * dims)
  for (let c = 0; c < data.length; c++) data[c] = bytes.readFloatLE(offset + c * 4)
  return matrix(rows, dims, data)
}

describe.each(reference.layouts)(
  "t-SNE of the UCI digits in $dims dimensions beside scikit-learn's",
  ({ dims, degreesOfFreedom, divergence, trustworthiness: theirTrustworthiness }) => {
    const points = digits()
    const theirs = theirLayout(dims)
    let run: TsneStepper

    beforeAll(() => {
      run = tsne(points, { dims: dims === 3 ? 3 : 2, degreesOfFreedom, perplexity: reference.perplexity })
      while (!run.step()) continue
    }, 120_000)

    it('measures the same divergence for the same positions, so P and Q are the same', () => {
      expect(run.result().neighbours).toBe(reference.neighbours)
      const measured = klDivergence(run.affinities()!, theirs, degreesOfFreedom).value
      // Both search the bandwidth to 1e-5 or better in entropy; the values agree to 4e-6.
      expect(Math.abs(measured / divergence - 1)).toBeLessThan(1e-4)
    })

    it('ends at most 3 % above its divergence', () => {
      const own = run.divergence()!
      expect(own.rows).toBe(rows)
      expect(own.value).toBeLessThan(1.03 * divergence)
      // Far below what any layout of these digits reaches would mean that the measure is broken.
      expect(own.value).toBeGreaterThan(0.6 * divergence)
    })

    it('keeps neighbourhoods as well, by a measure that agrees with its own', () => {
      const { positions } = run.result()
      // Whole-numbered pixels tie, and ties are ranked in different orders.
      const measured = trustworthiness(points, theirs, 10)
      expect(Math.abs(measured - theirTrustworthiness)).toBeLessThan(1e-5)
      // Between seeds both vary by about .0005 and .005.
      expect(trustworthiness(points, positions, 10)).toBeGreaterThan(measured - 0.002)
      expect(neighbourPreservation(points, positions, 10)).toBeGreaterThan(
        neighbourPreservation(points, theirs, 10) - 0.01,
      )
    })
  },
)
