import type { Nets } from '../models/nets'
import { exceptOffset, meanSquaredError, trainedOf, type Objective } from './objective'

/** A plain autoencoder: the mean squared error per value. */
export function reconstruction(nets: Nets): Objective {
  const { encoder, decoder } = nets
  return {
    parameters: [],
    optimiser: 'adam',
    prior: null,
    steps: [
      {
        name: 'train',
        changes: exceptOffset(nets, trainedOf(encoder, decoder)),
        loss(context, { pictures }) {
          const made = decoder.apply(context, encoder.apply(context, pictures))
          const error = meanSquaredError(context, made, pictures)
          return { loss: error, figures: { reconstruction: error } }
        },
      },
    ],
  }
}
