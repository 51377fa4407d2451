import { BrenierError } from '../../shared/errors'
import { matrix, row, type Matrix } from '../../shared/matrix'
import type { Stepper } from '../../shared/stepper'
import { openPlanes } from '../kernels/planes/index'
import { CHUNK } from '../kernels/planes/planes'
import type { ThreadPool } from '../kernels/thread-pool'
import { exactMasses } from './exact-map'
import { denormalise } from './normalise'
import { drawnSource, hasCorners, sampleCornered, seedFor, type Source } from './source'
import type { Transport } from './transport'

/** Where a map sends noise. */
export interface MappedPoints {
  /** Target of each point, [m]. */
  readonly targets: Uint32Array
  /** Its code in the units the codes came in, [m, d]. */
  readonly codes: Matrix
}

/**
 * T(x) for given noise: the target whose plane is highest.
 * @param points x, [m, d], in the source's units
 * @throws BrenierError `bad-shape` for another dimension, `not-finite` for a point that holds NaN
 */
export function mapPoints(map: Transport, points: Matrix, pool?: ThreadPool): MappedPoints {
  const planes = openPlanes(map.targets, { pool })
  planes.setHeights(map.heights)
  const { indices } = planes.highest(points, 1)
  planes.close()
  const lost = indices.findIndex((target) => target >= map.targets.rows)
  if (lost >= 0) throw new BrenierError('not-finite', `Point ${lost} holds NaN or Infinity; it has no cell.`)
  const normalised = matrix(points.rows, map.targets.columns)
  for (let s = 0; s < points.rows; s++) row(normalised, s).set(row(map.targets, indices[s]!))
  return { targets: indices, codes: denormalise(normalised, map.normalisation) }
}

/**
 * Displacement interpolation ((1 − t)·id + t·T)#μ: every point part of the way to its normalised code.
 * @param points x, [m, d]
 * @param targets of the points, as `mapPoints` gives them
 * @param time t, 0 … 1
 */
export function displaced(map: Transport, points: Matrix, targets: ArrayLike<number>, time: number): Matrix {
  const result = matrix(points.rows, points.columns)
  for (let s = 0; s < points.rows; s++) {
    const code = row(map.targets, targets[s]!)
    for (let k = 0; k < points.columns; k++) {
      const x = points.data[s * points.columns + k]!
      result.data[s * points.columns + k] = x + time * (code[k]! - x)
    }
  }
  return result
}

/** Masses of the cells with what is uncertain about them. */
export interface MeasuredMasses {
  /** w_i, [N]. */
  readonly masses: Float64Array
  /** One standard error of each, [N]; 0 where exact. */
  readonly errors: Float64Array
  readonly exact: boolean
  readonly samples: number
}

/** Samples counted in a step, in multiplications: about 50 ms of one thread. */
const workOfAStep = 5e8

/**
 * Masses of the cells: integrated in two and three dimensions, counted on fresh samples elsewhere, a batch a step. Its result holds
 * what was counted so far.
 * @param samples drawn where they are needed
 */
export function massMeasurement(
  map: Transport,
  samples: number,
  seed: number,
  pool?: ThreadPool,
): Stepper<{ readonly share: number }, MeasuredMasses> & { close(): void } {
  const masses = exactMasses(map)
  if (masses) {
    const result = () => ({ masses, errors: new Float64Array(masses.length), exact: true, samples: 0 })
    return { step: () => true, progress: () => ({ share: 1 }), result, close: () => undefined }
  }
  const { rows, columns } = map.targets
  const planes = openPlanes(map.targets, { pool })
  planes.setHeights(map.heights)
  const { kind: source } = drawnSource(map.source)
  const stream = seedFor(seed, 'masses')
  const batch = CHUNK * Math.max(1, Math.floor(workOfAStep / (rows * columns * CHUNK)))
  const counts = new Float64Array(rows)
  let drawn = 0
  const step = () => {
    const count = Math.min(batch, samples - drawn)
    const hits = planes.drawHits({ source, seed: stream, firstChunk: drawn / CHUNK, count })
    for (let i = 0; i < rows; i++) counts[i]! += hits.counts[i]!
    drawn += count
    return drawn >= samples
  }
  return {
    step,
    progress: () => ({ share: drawn / samples }),
    result() {
      // Also after a cancel before the first step.
      if (drawn === 0) step()
      const masses = counts.map((count) => count / drawn)
      // A cell without a hit may still have mass: one hit is the least that can be told from none.
      const errors = masses.map((mass) => Math.sqrt(Math.max(mass * (1 - mass), 1 / drawn) / drawn))
      return { masses, errors, exact: false, samples: drawn }
    },
    close: () => planes.close(),
  }
}

/** `massMeasurement` to its end. */
export function measureMasses(
  map: Transport,
  samples: number,
  seed: number,
  pool?: ThreadPool,
): MeasuredMasses {
  const measurement = massMeasurement(map, samples, seed, pool)
  while (!measurement.step());
  const measured = measurement.result()
  measurement.close()
  return measured
}

/** Noise from a source, [count, d]; the same seed gives the same points. */
export function drawNoise(source: Source, count: number, seed: number): Matrix {
  if (hasCorners(source)) return sampleCornered(source, count, seed)
  const planes = openPlanes(matrix(1, source.dimension))
  const { points } = planes.drawHighest({ source: source.kind, seed, firstChunk: 0, count }, 1)
  planes.close()
  return points
}
