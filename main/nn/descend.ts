import type { Scalar, Tensor } from '@tensorflow/tfjs-node-gpu'
import { applyAdam, type AdamSettings, type AdamVariant } from './adam'
import type { LayerContext } from './layers'
import type { StepLoss } from './objectives/objective'
import type { Call } from './program/definition'
import type { Parameter } from './weights'

/** One step of an optimiser within a function of a program. */
export interface Descent {
  readonly figures: Record<string, Tensor>
  /** Of the loss, by parameter. */
  readonly gradients: Readonly<Record<string, Tensor>>
  /** Of the loss, by the inputs that are learned. */
  readonly slopes: Readonly<Record<string, Tensor>>
}

/**
 * Makes a loss smaller by one step of Adam, within a function that has `adamInputs`.
 * @param changes the parameters to change
 * @param loss of weights in training, and of the inputs that are learned
 * @param clip bound on the parameters' values after the step
 * @param learned inputs of the function by which the loss is differentiated too
 */
export function descend(
  call: Call,
  changes: readonly Parameter[],
  settings: AdamSettings,
  variant: AdamVariant,
  loss: (context: LayerContext, inputs: Readonly<Record<string, Tensor>>) => StepLoss,
  clip?: number,
  learned: readonly string[] = [],
): Descent {
  const { tf, variables, inputs } = call
  const names = changes.map(({ name }) => name)
  const named = (these: readonly string[], tensors: readonly Tensor[]) =>
    Object.fromEntries(these.map((name, i) => [name, tensors[i]!]))
  let figures: StepLoss['figures'] = {}
  const lossOf = (...tensors: Tensor[]): Scalar => {
    const weights = { ...variables, ...named(names, tensors) }
    const update = (name: string, value: Tensor) => call.assign(name, value)
    const made = loss({ tf, weights, training: true, update }, named(learned, tensors.slice(names.length)))
    figures = Object.fromEntries(
      Object.entries(made.figures).map(([name, figure]) => [name, tf.keep(figure.clone())]),
    )
    return made.loss
  }
  const at = [...names.map((name) => variables[name]!), ...learned.map((name) => inputs[name]!)]
  const { grads } = tf.valueAndGrads(lossOf)(at)
  const gradients = grads.slice(0, names.length)
  applyAdam(call, names, gradients, settings, variant, clip)
  const handed = Object.entries(figures).map(([name, figure]) => {
    // Kept past the scope of the gradients only to be handed over to the caller's.
    const copy = figure.clone()
    figure.dispose()
    return [name, copy] as const
  })
  return {
    figures: Object.fromEntries(handed),
    gradients: named(names, gradients),
    slopes: named(learned, grads.slice(names.length)),
  }
}
