import type { Scalar, Tensor } from '@tensorflow/tfjs-node-gpu'
import type { TensorFlow } from '../backend'
import type { Descent } from '../descend'
import { dense, sequence, type Layer } from '../layers'
import type { Activation } from '../spec'

/** Dense layers `ROLE/dense1` … and a last one, `ROLE/out`, without activation. */
export function perceptron(
  role: string,
  inputs: number,
  hidden: readonly number[],
  outputs: number,
  activation: Activation,
): Layer {
  const widths = [inputs, ...hidden]
  const layers = hidden.map((units, i) => dense(`${role}/dense${i + 1}`, widths[i]!, units, activation))
  return sequence([...layers, dense(`${role}/out`, widths.at(-1)!, outputs, 'none')])
}

/** A descent's figures with the norm of its whole gradient, as results of a function. */
export function withGradientNorm(
  tf: TensorFlow,
  { figures, gradients }: Descent,
  name = 'gradient norm',
): Record<string, Tensor> {
  const squares = gradients.map((gradient): Tensor => tf.sum(tf.square(gradient)))
  return { ...figures, [name]: tf.sqrt(tf.addN(squares)) }
}

/** Mean over the batch of |x|², x of [n, d]. */
export function meanSquaredLength(tf: TensorFlow, x: Tensor): Scalar {
  return tf.mean(tf.sum(tf.square(x), 1))
}
