import type { Tensor } from '@tensorflow/tfjs-node-gpu'
import type { TensorFlow } from './backend'
import type { Descent } from './descend'

/** What the names of these figures begin with. They cost a pass over all gradients, a tenth of a dense net's step. */
export const gradientNorm = 'gradient norm'

/** ‖g‖ of a gradient in parts. */
function normOf(tf: TensorFlow, parts: readonly Tensor[]): Tensor {
  return tf.sqrt(tf.addN(parts.map((part): Tensor => tf.sum(tf.square(part)))))
}

/** A descent's figures with the norm of its whole gradient, as results of a function. */
export function withGradientNorm(
  tf: TensorFlow,
  { figures, gradients }: Descent,
  name: string = gradientNorm,
): Record<string, Tensor> {
  return { ...figures, [name]: normOf(tf, Object.values(gradients)) }
}

/** The same with the norm of each net's gradient: a parameter's name begins with that of its net. */
export function withGradientNorms(tf: TensorFlow, { figures, gradients }: Descent): Record<string, Tensor> {
  const netOf = (parameter: string) => parameter.slice(0, parameter.indexOf('/'))
  const nets = new Set(Object.keys(gradients).map(netOf))
  const norms = [...nets].map((net) => {
    const own = Object.keys(gradients).filter((name) => netOf(name) === net)
    const norm = normOf(
      tf,
      own.map((name) => gradients[name]!),
    )
    return [`${gradientNorm} of ${net}`, norm] as const
  })
  return { ...figures, ...Object.fromEntries(norms) }
}
