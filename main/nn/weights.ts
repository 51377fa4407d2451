import type { Tensor } from '@tensorflow/tfjs-node-gpu'
import { BrenierError } from '../../shared/errors'
import { firstNonFinite } from '../../shared/matrix'
import { random } from '../../shared/random'

/** Arrays by stable names, as they go into a file: row-major values with their shape. */
export type NamedArrays = Record<string, { readonly shape: readonly number[]; readonly data: Float32Array }>

/** Tensors by the same names, on the backend. */
export type Weights = Readonly<Record<string, Tensor>>

/** A trainable array of a model: its name, its shape and how it begins. */
export interface Parameter {
  readonly name: string
  readonly shape: readonly number[]
  /** Begins uniform on [−bound, bound]; 0 begins at `fill`. */
  readonly bound: number
  /** Where it begins without randomness; 0 by default. */
  readonly fill?: number
  /** False for running statistics, which a step changes by other means than the optimiser. */
  readonly trainable?: false
}

export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, side) => product * side, 1)
}

/**
 * Initial values of the parameters. Each parameter draws from a stream of its own, named after it, so that a layer added
 * to a model leaves the others' initial values as they were.
 */
export function initialArrays(parameters: readonly Parameter[], seed: number): NamedArrays {
  const filling = fill(parameters, seed)
  for (;;) {
    const { done, value } = filling.next()
    if (done) return value
  }
}

/** The same, returning to the event loop in between: the ten million weights of a large net take a quarter of a second. */
export async function initialArraysInTurns(
  parameters: readonly Parameter[],
  seed: number,
): Promise<NamedArrays> {
  const filling = fill(parameters, seed)
  for (;;) {
    const { done, value } = filling.next()
    if (done) return value
    await toEventLoop()
  }
}

const toEventLoop = () => new Promise<void>((resolve) => setImmediate(resolve))

/** Values drawn, copied and looked at in one go: less than 10 ms each. */
const drawnAtOnce = 250_000
const copiedAtOnce = 2_000_000
const seenAtOnce = 2_000_000

/** Copies to hand over to another thread, made in turns: a message of a large net that copied it would hold up the event loop. */
export async function copiedInTurns(arrays: NamedArrays): Promise<NamedArrays> {
  const copies: NamedArrays = {}
  let copied = 0
  for (const [name, { shape, data }] of Object.entries(arrays)) {
    const copy = new Float32Array(data.length)
    for (let start = 0; start < data.length; start += copiedAtOnce) {
      const part = data.subarray(start, start + copiedAtOnce)
      copy.set(part, start)
      copied += part.length
      if (copied < copiedAtOnce) continue
      copied = 0
      await toEventLoop()
    }
    copies[name] = { shape, data: copy }
  }
  return copies
}

function* fill(parameters: readonly Parameter[], seed: number): Generator<undefined, NamedArrays> {
  const source = random(seed)
  const arrays: NamedArrays = {}
  let drawn = 0
  for (const { name, shape, bound, fill = 0 } of parameters) {
    const data = new Float32Array(sizeOf(shape))
    if (fill !== 0) data.fill(fill)
    if (bound > 0) {
      const stream = source.fork(`weights of ${name}`)
      for (let i = 0; i < data.length; i++) {
        data[i] = (2 * stream.uniform() - 1) * bound
        if (++drawn % drawnAtOnce === 0) yield
      }
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
export async function checkArrays(
  parameters: readonly Parameter[],
  arrays: NamedArrays,
  prefix = '',
): Promise<void> {
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
  }
  const broken = await firstBroken(
    Object.fromEntries(parameters.map(({ name }) => [`${prefix}${name}`, arrays[`${prefix}${name}`]!])),
  )
  if (broken !== undefined) {
    throw new BrenierError(
      'not-finite',
      `Expected finite weights, but "${broken}" holds NaN or infinity. Take another checkpoint.`,
    )
  }
}

/** The name of the first array that holds NaN or infinity, looked for in turns. */
export async function firstBroken(arrays: NamedArrays): Promise<string | undefined> {
  let seen = 0
  for (const [name, { data }] of Object.entries(arrays)) {
    for (let start = 0; start < data.length; start += seenAtOnce) {
      const part = data.subarray(start, start + seenAtOnce)
      if (firstNonFinite(part) >= 0) return name
      seen += part.length
      if (seen < seenAtOnce) continue
      seen = 0
      await toEventLoop()
    }
  }
  return undefined
}
