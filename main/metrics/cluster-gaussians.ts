import { matrix, row, selectRows, type Matrix } from '../../shared/matrix'
import type { Random } from '../../shared/random'
import { columnMeans, scatter } from '../../shared/scatter'
import { symmetricEigen } from '../../shared/symmetric-eigen'
import { miniBatchKMeans } from './mini-batch-k-means'

/** Points as a mixture of one Gaussian a cluster: what the OTtrans paper holds its maps against. */
export interface ClusterGaussians {
  /** Index of the cluster of each point it was fitted to: a draw takes one at random, so that shares are theirs. */
  readonly labels: Uint32Array
  /** [k, d] */
  readonly centres: Matrix
  /** A of each cluster, row-major [k, d, d], with AAᵀ its covariance. */
  readonly roots: Float64Array
}

/**
 * k-means, then a Gaussian of each cluster's own mean and covariance ("Optimal Transport Based Generative Autoencoders",
 * section 4.1).
 * @param points [n, d]
 * @param covariance `full`, or `axes`: the deviations of the coordinates alone, as the paper's published code has it
 * @throws BrenierError as `miniBatchKMeans`
 */
export function fitClusterGaussians(
  points: Matrix,
  k: number,
  covariance: 'full' | 'axes',
  source: Random,
): ClusterGaussians {
  const { labels } = miniBatchKMeans(points, k, source)
  const d = points.columns
  const centres = matrix(k, d)
  const roots = new Float64Array(k * d * d)
  for (let cluster = 0; cluster < k; cluster++) {
    const own = selectRows(
      points,
      [...labels.keys()].filter((i) => labels[i] === cluster),
    )
    // A cluster without points is never drawn from.
    if (own.rows === 0) continue
    const mean = columnMeans(own)
    row(centres, cluster).set(mean)
    const spread = scatter(own, mean).map((value) => value / own.rows)
    roots.set(covariance === 'full' ? rootOf(spread, d) : axesOf(spread, d), cluster * d * d)
  }
  return { labels, centres, roots }
}

/** V√Λ of a covariance VΛVᵀ. */
function rootOf(covariance: Float64Array, d: number): Float64Array {
  const { values, vectors } = symmetricEigen(covariance, d)
  const root = new Float64Array(d * d)
  for (let a = 0; a < d; a++) {
    for (let b = 0; b < d; b++) root[a * d + b] = vectors[b * d + a]! * Math.sqrt(Math.max(0, values[b]!))
  }
  return root
}

function axesOf(covariance: Float64Array, d: number): Float64Array {
  const root = new Float64Array(d * d)
  for (let a = 0; a < d; a++) root[a * d + a] = Math.sqrt(covariance[a * d + a]!)
  return root
}

/** Points drawn from the mixture, [count, d]. */
export function drawClusterGaussians(
  { labels, centres, roots }: ClusterGaussians,
  count: number,
  source: Random,
): Matrix {
  const d = centres.columns
  const made = matrix(count, d)
  for (let i = 0; i < count; i++) {
    const cluster = labels[source.integer(labels.length)]!
    const noise = Float64Array.from({ length: d }, () => source.normal())
    for (let a = 0; a < d; a++) {
      let value = centres.data[cluster * d + a]!
      for (let b = 0; b < d; b++) value += roots[(cluster * d + a) * d + b]! * noise[b]!
      made.data[i * d + a] = value
    }
  }
  return made
}
