import type { Nets } from '../models/nets'
import { meanSquaredError, trainedOf, type Objective } from './objective'

/**
 * Trains the decoder alone, by the mean squared error per value, on the codes of an encoder that stays as it is: codes, and
 * a map solved onto them, keep their meaning while pictures get sharper (An et al. 2020, AE-OT, section 6).
 */
export function refinement({ encoder, decoder }: Nets): Objective {
  return {
    parameters: [],
    optimiser: 'adam',
    prior: null,
    steps: [
      {
        name: 'train',
        changes: trainedOf(decoder),
        loss(context, { pictures }) {
          const codes = encoder.apply({ ...context, training: false }, pictures)
          const error = meanSquaredError(context, decoder.apply(context, codes), pictures)
          return { loss: error, figures: { reconstruction: error } }
        },
      },
    ],
  }
}
