import type { Tensor } from '@tensorflow/tfjs-node-gpu'
import { BrenierError } from '../../shared/errors'
import { firstNonFinite } from '../../shared/matrix'
import { random } from '../../shared/random'
import type { TensorFlow } from './backend'

/** Arrays by stable names, as they go into a file: row-major values with their shape. */
export type NamedArrays = Record<string, { readonly shape: readonly number[]; readonly data: Float32Array }>

/** Tensors by the same names, on the backend. */
export type Weights = Readonly<Record<string, Tensor>>

/** A trainable array of a model: its name, its shape and how it begins. */
export interface Parameter {
  readonly name: string
  readonly shape: readonly number[]
  /** Begins uniform on [−bound, bound]; 0 begins at zero. */
  readonly bound: number
}

export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, side) => product * side, 1)
}

/**
 * Initial values of the parameters. Each parameter draws from a stream of its own, named after it, so that a layer added
 * to a model leaves the others' initial values as they were.
 */
export function initialArrays(parameters: readonly Parameter[], seed: number): NamedArrays {
  const source = random(seed)
  const arrays: NamedArrays = {}
  for (const { name, shape, bound } of parameters) {
    const data = new Float32Array(sizeOf(shape))
    if (bound > 0) {
      const stream = source.fork(`weights of ${name}`)
      for (let i = 0; i < data.length; i++) data[i] = (2 * stream.uniform() - 1) * bound
    }
    arrays[name] = { shape, data }
  }
  return arrays
}

/**
 * @param prefix what stands before a parameter's name
 * @throws BrenierError `bad-shape` where a parameter's array is missing or has another shape, `not-finite` where a value
 *   is NaN or infinite
 */
export function checkArrays(parameters: readonly Parameter[], arrays: NamedArrays, prefix = ''): void {
  for (const parameter of parameters) {
    const name = `${prefix}${parameter.name}`
    const given = arrays[name]
    const { shape } = parameter
    const fits = given && shape.join() === given.shape.join() && given.data.length === sizeOf(shape)
    if (!fits) {
      throw new BrenierError(
        'bad-shape',
        `Expected weights "${name}" of shape [${shape.join(', ')}], got ${given ? `[${given.shape.join(', ')}] with ${given.data.length} values` : 'none'}. The weights belong to another model.`,
      )
    }
    if (firstNonFinite(given.data) >= 0) {
      throw new BrenierError(
        'not-finite',
        `Expected finite weights, but "${name}" holds NaN or infinity. Take another checkpoint.`,
      )
    }
  }
}

/**
 * Puts arrays on the backend, kept until disposed of.
 * @throws as `checkArrays`
 */
export function uploadArrays(
  tf: TensorFlow,
  parameters: readonly Parameter[],
  arrays: NamedArrays,
): Record<string, Tensor> {
  checkArrays(parameters, arrays)
  const tensors: Record<string, Tensor> = {}
  for (const { name, shape } of parameters) {
    // A copy, since a backend may read the values later than this call.
    tensors[name] = tf.keep(tf.tensor(arrays[name]!.data.slice(), [...shape], 'float32'))
  }
  return tensors
}

/** Values of tensors, copied off the backend. */
export function downloadArrays(tensors: Weights): NamedArrays {
  const arrays: NamedArrays = {}
  for (const [name, tensor] of Object.entries(tensors)) {
    arrays[name] = { shape: [...tensor.shape], data: Float32Array.from(tensor.dataSync()) }
  }
  return arrays
}
