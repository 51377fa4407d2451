import type { Scalar, Tensor } from '@tensorflow/tfjs-node-gpu'
import { applyAdam, type AdamSettings, type AdamVariant } from './adam'
import type { LayerContext } from './layers'
import type { StepLoss } from './objectives/objective'
import type { Call } from './program/definition'
import type { Parameter } from './weights'

/** One step of an optimiser within a function of a program. */
export interface Descent {
  readonly figures: Record<string, Tensor>
  /** Of the loss, in the order of the parameters. */
  readonly gradients: readonly Tensor[]
}

/**
 * Makes a loss smaller by one step of Adam, within a function that has `adamInputs`.
 * @param changes the parameters to change
 * @param loss of weights in training
 * @param clip bound on the parameters' values after the step
 */
export function descend(
  call: Call,
  changes: readonly Parameter[],
  settings: AdamSettings,
  variant: AdamVariant,
  loss: (context: LayerContext) => StepLoss,
  clip?: number,
): Descent {
  const { tf, variables } = call
  const names = changes.map(({ name }) => name)
  let figures: StepLoss['figures'] = {}
  const lossOf = (...tensors: Tensor[]): Scalar => {
    const weights = { ...variables, ...Object.fromEntries(names.map((name, i) => [name, tensors[i]!])) }
    const update = (name: string, value: Tensor) => call.assign(name, value)
    const made = loss({ tf, weights, training: true, update })
    figures = Object.fromEntries(
      Object.entries(made.figures).map(([name, figure]) => [name, tf.keep(figure.clone())]),
    )
    return made.loss
  }
  const { grads } = tf.valueAndGrads(lossOf)(names.map((name) => variables[name]!))
  applyAdam(call, names, grads, settings, variant, clip)
  const handed = Object.entries(figures).map(([name, figure]) => {
    // Kept past the scope of the gradients only to be handed over to the caller's.
    const copy = figure.clone()
    figure.dispose()
    return [name, copy] as const
  })
  return { figures: Object.fromEntries(handed), gradients: grads }
}
