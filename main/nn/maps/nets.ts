import type { Scalar, Tensor } from '@tensorflow/tfjs-node-gpu'
import type { MapSpec } from '../../../shared/contracts/mapper'
import type { TensorFlow } from '../backend'
import { activation, dense, sequence, type Layer } from '../layers'
import { batchNormalisation } from '../layers-normalisation'
import type { Activation } from '../spec'

/** Affine functions of which a maxout unit takes the largest (Goodfellow et al. 2013). */
const maxoutPieces = 5

/**
 * Dense layers `ROLE/dense1` … and a last one, `ROLE/out`, without activation.
 * @param normalisation of the hidden layers, before their activation
 */
export function perceptron(
  role: string,
  inputs: number,
  hidden: readonly number[],
  outputs: number,
  activated: Activation | 'maxout',
  normalisation: 'none' | 'batch' = 'none',
): Layer {
  const widths = [inputs, ...hidden]
  const layers = hidden.map((units, i) => {
    const name = `${role}/dense${i + 1}`
    if (activated === 'maxout') return maxout(name, widths[i]!, units)
    if (normalisation === 'none') return dense(name, widths[i]!, units, activated)
    const affine = dense(name, widths[i]!, units, 'none', false)
    return sequence([affine, batchNormalisation(`${name}/norm`, [units]), activation(activated, [units])])
  })
  return sequence([...layers, dense(`${role}/out`, widths.at(-1)!, outputs, 'none')])
}

/** The net of a map that makes codes of noise at once. */
export function generatorNet(spec: MapSpec): Layer {
  const { noiseDimension, hidden, dimension, activation, normalisation } = spec
  return perceptron('map', noiseDimension, hidden, dimension, activation, normalisation)
}

function maxout(name: string, inputs: number, units: number): Layer {
  const affine = dense(name, inputs, units * maxoutPieces, 'none')
  return {
    parameters: affine.parameters,
    outputShape: [units],
    apply(context, x) {
      const values = affine.apply(context, x)
      return context.tf.max(context.tf.reshape(values, [-1, units, maxoutPieces]), 2)
    },
  }
}

/** Mean over the batch of |x|², x of [n, d]. */
export function meanSquaredLength(tf: TensorFlow, x: Tensor): Scalar {
  return tf.mean(tf.sum(tf.square(x), 1))
}
