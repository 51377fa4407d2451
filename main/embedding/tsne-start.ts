import type { Matrix } from '../../shared/matrix'
import { random } from '../../shared/random'
import { principalComponents } from './pca'
import type { TsneOptions } from './tsne-options'

/** Standard deviation of the start along its first axis: small, so that the exaggerated phase decides the order. */
const START_DEVIATION = 1e-4
/** Jitter on the start, as a share of its deviation: it parts points that coincide. */
const JITTER = 0.01

/**
 * Principal components scaled to a deviation of 1e-4 along the first, with jitter; flat directions get noise alone.
 * @returns row-major [n, dims]
 */
export function startPositions(points: Matrix, { dims, seed, start }: TsneOptions): Float32Array {
  const n = points.rows
  const positions = new Float32Array(n * dims)
  const source = random(seed).fork('t-SNE start')
  const jitter = (share: number) => START_DEVIATION * share * source.normal()
  if (start) {
    positions.set(start.data)
    for (let c = 0; c < positions.length; c++) positions[c]! += jitter(JITTER)
    return positions
  }
  const count = Math.min(dims, points.columns)
  const { scores, variances } = principalComponents(points, count)
  const scale = variances[0]! > 0 ? START_DEVIATION / Math.sqrt(variances[0]!) : 0
  for (let a = 0; a < dims; a++) {
    const flat = a >= count || !(variances[a]! > 1e-10 * variances[0]!)
    for (let i = 0; i < n; i++) {
      positions[i * dims + a] = flat ? jitter(1) : scale * scores.data[i * count + a]! + jitter(JITTER)
    }
  }
  return positions
}
