import { BrenierError } from '../../shared/errors'
import { matrix, type Matrix } from '../../shared/matrix'
import { random } from '../../shared/random'
import type { Highest, Planes } from '../kernels/planes/planes'
import { convexPolygon } from './convex-polygon'
import { samplePolytope } from './polytope'

/** The measure noise is drawn from. */
export type Source =
  /** Uniform on [−½, ½]^d. */
  | { readonly kind: 'cube'; readonly dimension: number }
  /** Standard normal. */
  | { readonly kind: 'gaussian'; readonly dimension: number }
  /** Uniform on a convex polygon, corners counter-clockwise, row-major [m, 2]. */
  | { readonly kind: 'polygon'; readonly dimension: 2; readonly corners: Float64Array }
  /** Uniform on a convex polytope, the hull of its corners, row-major [m, 3]. */
  | { readonly kind: 'polytope'; readonly dimension: 3; readonly corners: Float64Array }

/** A source that the kernels draw from themselves, in any dimension. */
export type DrawnSource = Extract<Source, { readonly kind: 'cube' | 'gaussian' }>
/** A source given by corners, in which cells are always exact. */
export type CorneredSource = Exclude<Source, DrawnSource>

export const hasCorners = (source: Source): source is CorneredSource => 'corners' in source

/**
 * The source as sampling solvers take it.
 * @throws BrenierError `bad-argument` for a polygon or a polytope
 */
export function drawnSource(source: Source): DrawnSource {
  if (!hasCorners(source)) return source
  throw new BrenierError(
    'bad-argument',
    `Expected the cube or Gaussian noise to sample a map from, got a ${source.kind}. Its maps are exact: leave the method at auto.`,
  )
}

/** Corners of the square [−½, ½]², the cube in two dimensions. */
export const unitSquare: Float64Array = Float64Array.of(-0.5, -0.5, 0.5, -0.5, 0.5, 0.5, -0.5, 0.5)

/** ½E|x|² for the sources with a closed form. */
export function halfSecondMoment(source: { kind: 'cube' | 'gaussian'; dimension: number }): number {
  return source.kind === 'cube' ? source.dimension / 24 : source.dimension / 2
}

/** Variance of one coordinate. */
export function coordinateVariance(source: { kind: 'cube' | 'gaussian' }): number {
  return source.kind === 'cube' ? 1 / 12 : 1
}

/** A 32-bit seed for one purpose, so that two purposes never see the same samples. */
export function seedFor(seed: number, purpose: string): number {
  return Math.floor(random(seed).fork(purpose).uniform() * 4294967296)
}

/** Samples [count, d] from any source together with their `keep` highest planes. */
export function drawHighest(
  planes: Planes,
  source: Source,
  seed: number,
  count: number,
  keep: number,
): Highest & { readonly points: Matrix } {
  if (!hasCorners(source))
    return planes.drawHighest({ source: source.kind, seed, firstChunk: 0, count }, keep)
  const points = sampleCornered(source, count, seed)
  return { ...planes.highest(points, keep), points }
}

/** Points uniform on a polygon or a polytope, [count, d]; the same seed gives the same points. */
export function sampleCornered(source: CorneredSource, count: number, seed: number): Matrix {
  return source.kind === 'polygon'
    ? samplePolygon(convexPolygon(source.corners), count, seed)
    : samplePolytope(source.corners, count, seed)
}

/**
 * Points uniform on a convex polygon, [count, 2]: a triangle of its fan by area, then a point of the triangle.
 */
export function samplePolygon(corners: Float64Array, count: number, seed: number): Matrix {
  const triangles = corners.length / 2 - 2
  if (triangles < 1) {
    throw new BrenierError(
      'bad-shape',
      `Expected a polygon of at least 3 corners, got ${corners.length / 2}.`,
    )
  }
  const upTo = new Float64Array(triangles)
  const [x0, y0] = [corners[0]!, corners[1]!]
  let total = 0
  for (let t = 0; t < triangles; t++) {
    const [ax, ay] = [corners[2 * t + 2]! - x0, corners[2 * t + 3]! - y0]
    const [bx, by] = [corners[2 * t + 4]! - x0, corners[2 * t + 5]! - y0]
    total += (ax * by - ay * bx) / 2
    upTo[t] = total
  }
  const stream = random(seed)
  const points = matrix(count, 2)
  for (let s = 0; s < count; s++) {
    const at = stream.uniform() * total
    let t = 0
    while (t < triangles - 1 && upTo[t]! <= at) t++
    let u = stream.uniform()
    let v = stream.uniform()
    if (u + v > 1) [u, v] = [1 - u, 1 - v]
    points.data[2 * s] = x0 + u * (corners[2 * t + 2]! - x0) + v * (corners[2 * t + 4]! - x0)
    points.data[2 * s + 1] = y0 + u * (corners[2 * t + 3]! - y0) + v * (corners[2 * t + 5]! - y0)
  }
  return points
}
