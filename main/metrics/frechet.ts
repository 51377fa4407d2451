import { BrenierError } from '../../shared/errors'
import type { Matrix } from '../../shared/matrix'
import { columnMeans, scatter } from '../../shared/scatter'
import { symmetricEigen } from '../../shared/symmetric-eigen'
import { requireComparable, requireSamples } from './samples'

/** A Gaussian fitted to features. */
export interface GaussianFit {
  readonly mean: Float64Array
  /** Row-major [d, d]. */
  readonly covariance: Float64Array
}

/** A Fréchet distance with what it depends on. */
export interface FrechetDistance {
  /** |μ₁ − μ₂|² + Tr(Σ₁ + Σ₂ − 2(Σ₁Σ₂)^½); never below 0. Squared units of the features. */
  readonly value: number
  /** |μ₁ − μ₂|². */
  readonly meanTerm: number
  /** The rest: how the covariances differ. */
  readonly covarianceTerm: number
  /** The net the features come from: values of different nets or layers have nothing to do with each other. */
  readonly features: string
  readonly dimensions: number
  readonly generatedSamples: number
  readonly realSamples: number
  readonly warnings: readonly string[]
}

/**
 * Mean and covariance (divided by n − 1) in double precision.
 * @param features [n, d], n ≥ 2
 * @throws BrenierError `empty-set`, `not-finite`
 */
export function fitGaussian(features: Matrix): GaussianFit {
  requireSamples(features, 'features', 2)
  const mean = columnMeans(features)
  const covariance = scatter(features, mean)
  for (let i = 0; i < covariance.length; i++) covariance[i]! /= features.rows - 1
  return { mean, covariance }
}

/**
 * The squared 2-Wasserstein distance of two Gaussians (Dowson and Landau, J. Multivariate Anal. 12, 1982), with
 * Tr(Σ₁Σ₂)^½ = Σ √λ over the eigenvalues λ of Σ₁^½ Σ₂ Σ₁^½: symmetric matrices only, so that no imaginary part
 * arises, and singular covariances need no ridge. O(d³).
 * @throws BrenierError `bad-shape`, `did-not-converge`
 */
export function frechetTerms(a: GaussianFit, b: GaussianFit): { mean: number; covariance: number } {
  const d = a.mean.length
  if (b.mean.length !== d) {
    throw new BrenierError(
      'bad-shape',
      `Expected two Gaussians of one dimension, got ${d} and ${b.mean.length}.`,
    )
  }
  let mean = 0
  let traces = 0
  for (let j = 0; j < d; j++) {
    mean += (a.mean[j]! - b.mean[j]!) ** 2
    traces += a.covariance[j * d + j]! + b.covariance[j * d + j]!
  }
  const root = symmetricRoot(a.covariance, d)
  const { values } = symmetricEigen(product(product(root, b.covariance, d), root, d), d)
  let cross = 0
  for (const value of values) cross += Math.sqrt(Math.max(0, value))
  // Equal covariances cancel to rounding, which may fall below 0.
  return { mean, covariance: Math.max(0, traces - 2 * cross) }
}

/**
 * Fréchet distance of two sets of features (Heusel et al., NeurIPS 2017; FID where the features are Inception's pool3).
 * It is biased: fewer samples give larger values, so only equal numbers compare.
 * @param generated [n, d]
 * @param real [m, d]
 * @param features the name of the net and layer they come from
 * @throws BrenierError `bad-shape`, `empty-set`, `not-finite`, `did-not-converge`
 */
export function frechetDistance(generated: Matrix, real: Matrix, features: string): FrechetDistance {
  requireComparable(generated, real, 2)
  const { mean, covariance } = frechetTerms(fitGaussian(generated), fitGaussian(real))
  const dimensions = real.columns
  const fewest = Math.min(generated.rows, real.rows)
  const warnings =
    fewest > dimensions
      ? []
      : [
          `${fewest} samples do not determine a covariance of ${dimensions} dimensions: the distance is far too large. Take more than ${dimensions}, better ten times as many.`,
        ]
  return {
    value: mean + covariance,
    meanTerm: mean,
    covarianceTerm: covariance,
    features,
    dimensions,
    generatedSamples: generated.rows,
    realSamples: real.rows,
    warnings,
  }
}

/** Σ^½ of a positive semi-definite matrix, eigenvalues below 0 taken as 0. */
function symmetricRoot(matrix: Float64Array, d: number): Float64Array {
  const { values, vectors } = symmetricEigen(matrix, d)
  // Rows scaled by λ^¼: their Gram matrix over the columns is VᵀΛ^½V.
  const scaled = vectors.map((value, at) => value * Math.max(0, values[Math.floor(at / d)]!) ** 0.25)
  const root = new Float64Array(d * d)
  for (let k = 0; k < d; k++) {
    for (let i = 0; i < d; i++) {
      const factor = scaled[k * d + i]!
      if (factor === 0) continue
      for (let j = 0; j < d; j++) root[i * d + j]! += factor * scaled[k * d + j]!
    }
  }
  return root
}

function product(p: Float64Array, q: Float64Array, d: number): Float64Array {
  const result = new Float64Array(d * d)
  for (let i = 0; i < d; i++) {
    for (let k = 0; k < d; k++) {
      const factor = p[i * d + k]!
      for (let j = 0; j < d; j++) result[i * d + j]! += factor * q[k * d + j]!
    }
  }
  return result
}
