import type { LayerContext } from './layers'
import type { Autoencoder } from './models/autoencoder'
import type { Prior } from './objectives/objective'
import type { Call, Definitions, FunctionDefinition, InputSpec } from './program/definition'
import type { PictureShape } from './spec'

export const picturesOf = (spec: PictureShape): InputSpec => ({
  kind: 'pixels',
  shape: ['batch', spec.height, spec.width, spec.channels],
})

export const inference = ({ tf, variables }: Call): LayerContext => ({
  tf,
  weights: variables,
  training: false,
})

/**
 * What a trained autoencoder does: `encode`, `decode`, both after one another, `draw` codes where its objective gives
 * them a distribution, and `cluster` where that has a cluster for each picture. Its variables are the weights.
 */
export function autoencoderFunctions(model: Autoencoder): Definitions {
  const { encoder, decoder, spec, objective } = model
  const pictures = picturesOf(spec)
  return {
    encode: {
      inputs: { pictures },
      run: (call) => ({ codes: encoder.apply(inference(call), call.inputs['pictures']!) }),
    },
    decode: {
      inputs: { codes: { kind: 'float', shape: ['batch', spec.latent] } },
      run: (call) => ({ pictures: decoder.apply(inference(call), call.inputs['codes']!) }),
    },
    reconstruct: {
      inputs: { pictures },
      run: (call) => {
        const context = inference(call)
        return { pictures: decoder.apply(context, encoder.apply(context, call.inputs['pictures']!)) }
      },
    },
    ...(objective.prior && { draw: drawing(objective.prior, spec.latent) }),
    ...(objective.prior?.clusterOf && { cluster: clustering(objective.prior.clusterOf, spec) }),
  }
}

function clustering(clusterOf: NonNullable<Prior['clusterOf']>, spec: PictureShape): FunctionDefinition {
  return {
    inputs: { pictures: picturesOf(spec) },
    run: (call) => ({
      clusters: call.tf.cast(clusterOf(inference(call), call.inputs['pictures']!), 'float32'),
    }),
  }
}

function drawing(prior: Prior, latent: number): FunctionDefinition {
  return {
    inputs: {
      noise: { kind: 'float', shape: ['batch', latent] },
      choice: { kind: 'int', shape: ['batch'] },
    },
    run: (call) => ({
      codes: prior.codes(inference(call), call.inputs['noise']!, call.inputs['choice']!),
    }),
  }
}
