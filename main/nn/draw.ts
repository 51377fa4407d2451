import { BrenierError } from '../../shared/errors'
import { matrix, type Matrix } from '../../shared/matrix'
import { random } from '../../shared/random'
import { buildAutoencoder } from './models/autoencoder'
import type { Network } from './network'
import type { ModelSpec } from './spec'

/** Whether codes of new pictures can be drawn from the model itself, without a map. */
export const hasPrior = (spec: ModelSpec): boolean => buildAutoencoder(spec).objective.prior !== null

/** Codes drawn in one go, which bounds the memory of a prior net's feature maps. */
const batchSize = 1024

/**
 * Codes drawn from the distribution that the model's objective gave them; the same seed gives the same codes.
 * @returns [count, latent], float32
 * @throws BrenierError `missing-stage` for a model whose codes have none
 */
export async function drawCodes(network: Network, count: number, seed: number): Promise<Matrix> {
  const { spec, program } = network
  const { prior } = buildAutoencoder(spec).objective
  if (!prior) {
    throw new BrenierError(
      'missing-stage',
      'Expected a model whose training gives its codes a distribution, such as vae or swae, got a plain autoencoder. Solve a map onto its codes instead: `brenier transport solve`.',
    )
  }
  const { latent } = spec
  const [normals, choices] = [random(seed).fork('noise'), random(seed).fork('cluster')]
  const data = new Float32Array(count * latent)
  for (let start = 0; start < count; start += batchSize) {
    const rows = Math.min(batchSize, count - start)
    const noise = Float32Array.from({ length: rows * latent }, () => normals.normal())
    const choice = Int32Array.from({ length: rows }, () => choices.integer(prior.clusters))
    data.set((await program.run('draw', { noise, choice }))['codes']!, start * latent)
  }
  return matrix(count, latent, data)
}
