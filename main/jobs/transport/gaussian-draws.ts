import { matrix, type Matrix } from '../../../shared/matrix'
import { random } from '../../../shared/random'
import { symmetricEigen } from '../../../shared/symmetric-eigen'
import { fitGaussian } from '../../metrics/frechet'

/**
 * Draws of the Gaussian with the mean and covariance of codes: a generator that every autoencoder has once it is trained
 * (Ghosh et al., From Variational to Deterministic Autoencoders, ICLR 2020, section 4). The same seed and dimension give
 * the same standard normals, whatever the codes.
 * @param codes [n, d], n ≥ 2
 * @returns [count, d]
 * @throws BrenierError `empty-set`, `not-finite`
 */
export function gaussianDraws(codes: Matrix, count: number, seed: number): Matrix {
  const d = codes.columns
  const { mean, covariance } = fitGaussian(codes)
  const { values, vectors } = symmetricEigen(covariance, d)
  const stream = random(seed).fork('gaussian draws')
  const draws = matrix(count, d)
  for (let s = 0; s < count; s++) {
    const code = Float64Array.from(mean)
    for (let k = 0; k < d; k++) {
      const along = Math.sqrt(Math.max(0, values[k]!)) * stream.normal()
      for (let j = 0; j < d; j++) code[j]! += along * vectors[k * d + j]!
    }
    draws.data.set(code, s * d)
  }
  return draws
}
