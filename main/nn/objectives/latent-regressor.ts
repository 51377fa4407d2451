import type { Tensor } from '@tensorflow/tfjs-node-gpu'
import type { LayerContext } from '../layers'
import type { Nets } from '../models/nets'
import { meanSquaredError, trainedOf, withoutUpdates, type ObjectiveStep, type StepBatch } from './objective'

/**
 * A step in which the encoder learns to find the code that a picture was made of, ‖E(G(z)) − z‖² (the latent regressor of
 * Donahue et al. 2017, section 4.1): it changes nothing of a generator's training, and gives real pictures codes.
 * @param codes z, [n, latent]
 */
export function latentRegressor(
  { encoder, decoder }: Nets,
  codes: (context: LayerContext, batch: StepBatch) => Tensor,
): ObjectiveStep {
  return {
    name: 'train',
    changes: trainedOf(encoder),
    loss(context, batch) {
      const drawn = codes(context, batch)
      const made = decoder.apply(withoutUpdates(context), drawn)
      const regression = meanSquaredError(context, encoder.apply(context, made), drawn)
      const still = { ...context, training: false }
      const again = decoder.apply(still, encoder.apply(still, batch.pictures))
      const figures = {
        reconstruction: meanSquaredError(context, again, batch.pictures),
        'latent regression': regression,
      }
      return { loss: regression, figures }
    },
  }
}
