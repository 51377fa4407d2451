import type { Tensor } from '@tensorflow/tfjs-node-gpu'
import type { Call, InputSpec } from './program/definition'
import type { NamedArrays, Parameter } from './weights'

/** Constants of Adam, as a plain value. */
export interface AdamSettings {
  readonly beta1: number
  readonly beta2: number
}

/** Variants of Adam (Kingma and Ba 2015). */
export type AdamVariant =
  | 'adam'
  /** Divides by the largest second moment so far (Reddi et al. 2018). */
  | 'amsgrad'
  /** Scales each variable's gradient to norm 1 before the moments: AdamNormGrad of SWAE's reference code. */
  | 'normalised'

/** Added to a gradient's norm before it divides, as SWAE's reference code has it. */
const normFloor = 1e-7

/**
 * Rate and ε of a step with Adam's bias corrections drawn into them (section 2 of the paper), so that the update is
 * `rate · first / (√second + ε)`.
 * @param step from 1
 */
export function correctedRate(
  settings: AdamSettings,
  learningRate: number,
  step: number,
): { rate: Float32Array; epsilon: Float32Array } {
  const correction = Math.sqrt(1 - settings.beta2 ** step)
  return {
    rate: Float32Array.of((learningRate * correction) / (1 - settings.beta1 ** step)),
    epsilon: Float32Array.of(1e-8 * correction),
  }
}

/** Inputs of a function that applies Adam: what `correctedRate` gives. */
export const adamInputs: Readonly<Record<'rate' | 'epsilon', InputSpec>> = {
  rate: { kind: 'float', shape: [] },
  epsilon: { kind: 'float', shape: [] },
}

const moments = (variant: AdamVariant) =>
  variant === 'amsgrad' ? (['first', 'second', 'largest'] as const) : (['first', 'second'] as const)

/** The optimiser's variables at their start, zero: `first/NAME` and so on. */
export function initialMoments(parameters: readonly Parameter[], variant: AdamVariant = 'adam'): NamedArrays {
  return Object.fromEntries(
    moments(variant).flatMap((moment) =>
      parameters.map(({ name, shape }) => [
        `${moment}/${name}`,
        { shape, data: new Float32Array(shape.reduce((product, side) => product * side, 1)) },
      ]),
    ),
  )
}

/**
 * One optimiser step within a function that has `adamInputs`.
 * @param names the variables to change
 * @param gradients in their order
 * @param clip bound on the variables' values after the step
 */
export function applyAdam(
  call: Call,
  names: readonly string[],
  gradients: readonly Tensor[],
  settings: AdamSettings,
  variant: AdamVariant = 'adam',
  clip?: number,
): void {
  const { tf } = call
  for (const [i, name] of names.entries()) {
    const given = gradients[i]!
    call.adam({
      variable: name,
      first: `first/${name}`,
      second: `second/${name}`,
      ...(variant === 'amsgrad' && { largest: `largest/${name}` }),
      gradient: variant === 'normalised' ? tf.div(given, tf.add(tf.norm(given), normFloor)) : given,
      rate: call.inputs['rate']!,
      epsilon: call.inputs['epsilon']!,
      beta1: settings.beta1,
      beta2: settings.beta2,
      ...(clip !== undefined && { clip }),
    })
  }
}
