import type { Tensor } from '@tensorflow/tfjs-node-gpu'
import { BrenierError } from '../../../shared/errors'
import type { TensorFlow } from '../backend'
import { sizeOf, type NamedArrays } from '../weights'

/** A side of an input's shape: a number, or the batch, whose size comes with each call. */
export type Side = number | 'batch'

export interface InputSpec {
  /** `pixels` are handed over as bytes 0 … 255 and arrive as numbers in [0, 1]; `int` is for indices and seeds. */
  readonly kind: 'float' | 'int' | 'pixels'
  readonly shape: readonly Side[]
}

export type InputValues = Float32Array | Int32Array | Uint8Array

/** One step of Adam on one variable; the bias corrections are in `rate` and `epsilon`. */
export interface AdamUpdate {
  readonly variable: string
  /** Variables of the same shape that hold the moments. */
  readonly first: string
  readonly second: string
  /** AMSGrad (Reddi et al. 2018): a variable that holds the largest second moment so far, which then divides. */
  readonly largest?: string
  readonly gradient: Tensor
  /** Scalars. */
  readonly rate: Tensor
  readonly epsilon: Tensor
  readonly beta1: number
  readonly beta2: number
  /** The variable is kept within ± this number. */
  readonly clip?: number
}

/** What the code of a function works with. */
export interface Call {
  readonly tf: TensorFlow
  readonly inputs: Readonly<Record<string, Tensor>>
  /** Values of the program's variables as they were when the call began. */
  readonly variables: Readonly<Record<string, Tensor>>
  /** Gives a variable a new value once the call is over. */
  assign(variable: string, value: Tensor): void
  adam(update: AdamUpdate): void
}

/**
 * A function of a program: ordinary tfjs code without asynchronous parts and without values read back in between. All
 * randomness comes from its inputs.
 */
export interface FunctionDefinition {
  readonly inputs: Readonly<Record<string, InputSpec>>
  /** @returns float tensors by name */
  run(call: Call): Record<string, Tensor>
}

/** Functions over variables that they share, run op by op or as one TensorFlow graph. Dispose of it when done. */
export interface Program {
  /**
   * @param inputs row-major values by name; they must not change before the call returns
   * @param unwanted what the names of results begin with that are left out; a graph then does without what only they need
   * @throws BrenierError `bad-shape` where an input does not fit its declaration
   */
  run(
    name: string,
    inputs: Readonly<Record<string, InputValues>>,
    unwanted?: string,
  ): Record<string, Float32Array>
  /** Values of variables, all or those named, copied. */
  read(names?: readonly string[]): NamedArrays
  /** Gives variables new values. @throws BrenierError `bad-shape` for an unknown name or another shape */
  write(arrays: NamedArrays): void
  dispose(): void
}

export type Definitions = Readonly<Record<string, FunctionDefinition>>

export const wantedOf = (results: readonly string[], unwanted: string | undefined): string[] =>
  results.filter((name) => unwanted === undefined || !name.startsWith(unwanted))

/**
 * The shapes of a call's inputs, and the size of its batch (1 where nothing has one).
 * @throws BrenierError `bad-shape` where values are missing or their number fits no batch, or not the others'
 */
export function shapesOfCall(
  name: string,
  specs: Readonly<Record<string, InputSpec>>,
  inputs: Readonly<Record<string, InputValues>>,
): { batch: number; shapes: Record<string, number[]> } {
  let batch: number | undefined
  for (const [input, { shape }] of Object.entries(specs)) {
    const values = inputs[input]
    if (!values) throw refused(name, input, shape, 'none')
    const fixed = sizeOf(shape.map((side) => (side === 'batch' ? 1 : side)))
    const size = shape.includes('batch') ? values.length / fixed : (batch ?? 1)
    const whole = Number.isInteger(size) && size > 0
    const fits = shape.includes('batch') ? whole && size === (batch ?? size) : values.length === fixed
    if (!fits) throw refused(name, input, shape, `${values.length} values`)
    if (shape.includes('batch')) batch = size
  }
  const size = batch ?? 1
  const shapes = Object.fromEntries(
    Object.entries(specs).map(([input, spec]) => [input, shapeAt(spec, size)]),
  )
  return { batch: size, shapes }
}

/** The shape of an input in a call with that batch. */
export function shapeAt(spec: InputSpec, batch: number): number[] {
  return spec.shape.map((side) => (side === 'batch' ? batch : side))
}

function refused(name: string, input: string, shape: readonly Side[], got: string): BrenierError {
  return new BrenierError(
    'bad-shape',
    `Expected ${name}'s input "${input}" of shape [${shape.join(', ')}], with one batch for all inputs; got ${got}.`,
  )
}

/** @throws BrenierError `bad-shape` for arrays that are not the variables' */
export function checkVariables(shapes: ReadonlyMap<string, readonly number[]>, arrays: NamedArrays): void {
  for (const [name, { shape, data }] of Object.entries(arrays)) {
    const expected = shapes.get(name)
    if (expected && expected.join() === shape.join() && data.length === sizeOf(shape)) continue
    throw new BrenierError(
      'bad-shape',
      `Expected values for a variable of the program, got "${name}" of shape [${shape.join(', ')}]${expected ? ` instead of [${expected.join(', ')}]` : ', which it does not have'}.`,
    )
  }
}
