import type { Random } from '../../shared/random'
import { exactDomain } from './domain'
import { sampleCornered, type Source } from './source'

/** Beyond it a normal coordinate has a chance of 1e-15: lines through Gaussian noise are walked so far. */
const GAUSSIAN_REACH = 8

/** Points drawn from the source, row-major [count, d]. */
export function drawPoints(source: Source, count: number, stream: Random): Float64Array {
  switch (source.kind) {
    case 'cube':
      return Float64Array.from({ length: count * source.dimension }, () => stream.uniform() - 0.5)
    case 'gaussian':
      return Float64Array.from({ length: count * source.dimension }, () => stream.normal())
    case 'polygon':
    case 'polytope':
      return Float64Array.from(sampleCornered(source, count, Math.floor(stream.uniform() * 2 ** 32)).data)
  }
}

/** A direction uniform on the unit sphere, [d]. */
export function drawDirection(d: number, stream: Random): Float64Array {
  for (;;) {
    const direction = Float64Array.from({ length: d }, () => stream.normal())
    const length = Math.hypot(...direction)
    if (length > 0) return direction.map((value) => value / length)
  }
}

/**
 * The part of a line x + sω that lies in the source's domain, as s from least to most.
 * @param point x, inside the domain, [d]
 * @param direction ω, of length 1, [d]
 */
export function chord(
  source: Source,
  point: ArrayLike<number>,
  direction: Float64Array,
): { readonly least: number; readonly most: number } {
  let least = Number.NEGATIVE_INFINITY
  let most = Number.POSITIVE_INFINITY
  /** Keeps the part where offset + s·rate ≤ 0. */
  const keep = (offset: number, rate: number) => {
    if (rate > 0) most = Math.min(most, -offset / rate)
    if (rate < 0) least = Math.max(least, -offset / rate)
  }
  switch (source.kind) {
    case 'cube':
      for (let k = 0; k < source.dimension; k++) {
        keep(point[k]! - 0.5, direction[k]!)
        keep(-point[k]! - 0.5, -direction[k]!)
      }
      break
    case 'gaussian': {
      const along = direction.reduce((sum, value, k) => sum + value * point[k]!, 0)
      least = -GAUSSIAN_REACH - along
      most = GAUSSIAN_REACH - along
      break
    }
    case 'polygon':
    case 'polytope': {
      const { sides } = exactDomain(source)!
      const d = source.dimension
      for (let side = 0; side < sides.length; side += d + 1) {
        let [offset, rate] = [-sides[side + d]!, 0]
        for (let k = 0; k < d; k++) {
          offset += sides[side + k]! * point[k]!
          rate += sides[side + k]! * direction[k]!
        }
        keep(offset, rate)
      }
    }
  }
  // A point that rounding put a hair outside has a chord of no length.
  return { least: Math.min(0, least), most: Math.max(0, most) }
}

/** Writes x + sω into `out`. */
export function pointOn(
  point: ArrayLike<number>,
  direction: ArrayLike<number>,
  s: number,
  out: Float64Array,
): void {
  for (let k = 0; k < out.length; k++) out[k] = point[k]! + s * direction[k]!
}
