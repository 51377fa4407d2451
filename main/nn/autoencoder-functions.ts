import type { Scalar, Tensor } from '@tensorflow/tfjs-node-gpu'
import { adamInputs, applyAdam, type AdamSettings } from './adam'
import type { LayerContext } from './layers'
import { trained, type Autoencoder } from './models/autoencoder'
import type { Call, Definitions, InputSpec } from './program/definition'

const picturesOf = ({ spec }: Autoencoder): InputSpec => ({
  kind: 'pixels',
  shape: ['batch', spec.height, spec.width, spec.channels],
})

const inference = ({ tf, variables }: Call): LayerContext => ({ tf, weights: variables, training: false })

/** What a trained autoencoder does: `encode`, `decode`, and both after one another. Its variables are the weights. */
export function autoencoderFunctions(model: Autoencoder): Definitions {
  const { encoder, decoder, spec } = model
  const pictures = picturesOf(model)
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
  }
}

/**
 * `train`: one step of Adam on the mean squared error per pixel; `measure`: that error alone. Their variables are the
 * weights and Adam's moments.
 */
export function autoencoderTraining(model: Autoencoder, settings: AdamSettings): Definitions {
  const { encoder, decoder } = model
  const pictures = picturesOf(model)
  const error = (context: LayerContext, given: Tensor): Scalar => {
    const made = decoder.apply(context, encoder.apply(context, given))
    return context.tf.mean(context.tf.squaredDifference(made, given))
  }
  const names = trained(model).map(({ name }) => name)
  return {
    train: {
      inputs: { pictures, ...adamInputs },
      run: (call) => {
        const { tf, variables, inputs } = call
        const loss = (...tensors: Tensor[]): Scalar => {
          const weights = { ...variables, ...Object.fromEntries(names.map((name, i) => [name, tensors[i]!])) }
          const update = (name: string, value: Tensor) => call.assign(name, value)
          return error({ tf, weights, training: true, update }, inputs['pictures']!)
        }
        const { value, grads } = tf.valueAndGrads(loss)(names.map((name) => variables[name]!))
        applyAdam(call, names, grads, settings)
        return { loss: value }
      },
    },
    measure: {
      inputs: { pictures },
      run: (call) => ({ loss: error(inference(call), call.inputs['pictures']!) }),
    },
  }
}
