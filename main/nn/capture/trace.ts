import type { Tensor, TensorInfo } from '@tensorflow/tfjs-node-gpu'
import { BrenierError } from '../../../shared/errors'
import type { Backend } from '../backend'
import { kernelsOf, type OpAttribute } from './binding'

/** Where a value of a traced step comes from. */
export type Origin =
  | { readonly kind: 'argument'; readonly name: string }
  | { readonly kind: 'constant'; readonly constant: number }
  | { readonly kind: 'operation'; readonly operation: number; readonly output: number }

export interface TracedOperation {
  /** TensorFlow's name of the operation. */
  readonly op: string
  readonly attributes: readonly OpAttribute[]
  readonly inputs: readonly Origin[]
}

export interface TracedConstant {
  /** TensorFlow's number of the type. */
  readonly type: number
  readonly shape: readonly number[]
  readonly values: Float32Array | Int32Array | Uint8Array
}

/** A step as a list of TensorFlow operations, in an order in which they can run. */
export interface Trace {
  readonly operations: readonly TracedOperation[]
  readonly constants: readonly TracedConstant[]
  /** What the step returned, by name. */
  readonly results: Readonly<Record<string, Origin>>
  /** Names of the arguments that the step used. */
  readonly used: ReadonlySet<string>
}

/**
 * Runs a function once and writes down every TensorFlow operation it executes. tfjs-node sends each kernel through two
 * functions of its backend, with TensorFlow's own names; values that come from JavaScript pass a third.
 *
 * @param args tensors the function may use, by name: in a graph they become inputs or variables
 * @param run ordinary tfjs code without asynchronous parts
 * @throws BrenierError `internal` that names the operation where the code reads a value back into JavaScript, or uses a
 *   tensor made before and not declared, or runs what TensorFlow does not have: none of it can be part of a graph
 */
export function trace(
  backend: Backend,
  args: Readonly<Record<string, Tensor>>,
  run: () => Record<string, Tensor>,
): Trace {
  const kernels = kernelsOf(backend)
  const operations: TracedOperation[] = []
  const constants: TracedConstant[] = []
  const origins = new Map<object, Origin>()
  const written = new Set<object>()
  for (const [name, tensor] of Object.entries(args)) origins.set(tensor.dataId, { kind: 'argument', name })

  const { executeSingleOutput, executeMultipleOutputs, move, readSync } = kernels

  const originOf = (op: string, input: TensorInfo): Origin => {
    const known = origins.get(input.dataId)
    if (known) return known
    if (!written.has(input.dataId)) {
      throw new BrenierError(
        'internal',
        `${op} uses a tensor of shape [${input.shape.join(', ')}] made before the step${codeLine()}. Declare it as input or variable of the captured step.`,
      )
    }
    const constant = constants.length
    const values = readSync.call(kernels, input.dataId)
    constants.push({ type: kernels.getDTypeInteger(input.dtype), shape: [...input.shape], values })
    const origin: Origin = { kind: 'constant', constant }
    origins.set(input.dataId, origin)
    return origin
  }
  const record = (op: string, attributes: readonly OpAttribute[], inputs: readonly TensorInfo[]): number => {
    const from = inputs.map((input) => {
      if ('dataId' in input) return originOf(op, input)
      throw new BrenierError(
        'internal',
        `${op} takes a 64-bit integer${codeLine()}, which a captured step cannot hold.`,
      )
    })
    const plain = op === 'BatchMatMulV2' && inputs.every(({ shape }) => shape.length === 2)
    return operations.push(plain ? product(attributes, from) : { op, attributes, inputs: from }) - 1
  }

  kernels.executeSingleOutput = (op, attributes, inputs) => {
    const operation = record(op, attributes, inputs)
    const result = executeSingleOutput.call(kernels, op, attributes, inputs)
    origins.set(result.dataId, { kind: 'operation', operation, output: 0 })
    return result
  }
  kernels.executeMultipleOutputs = (op, attributes, inputs, count) => {
    const operation = record(op, attributes, inputs)
    const results = executeMultipleOutputs.call(kernels, op, attributes, inputs, count)
    results.forEach((result, output) => origins.set(result.dataId, { kind: 'operation', operation, output }))
    return results
  }
  kernels.move = (dataId, values, shape, dtype, refCount) => {
    written.add(dataId)
    move.call(kernels, dataId, values, shape, dtype, refCount)
  }
  kernels.readSync = (dataId) => {
    const origin = origins.get(dataId)
    if (origin && origin.kind !== 'constant') {
      const source = origin.kind === 'operation' ? operations[origin.operation]!.op : origin.name
      throw new BrenierError(
        'internal',
        `The step reads the value of ${source} back into JavaScript${codeLine()}, which a captured step cannot do. Keep it a tensor.`,
      )
    }
    return readSync.call(kernels, dataId)
  }

  // Random numbers of tfjs come from JavaScript and would be the same in every step.
  const source: { random: () => number } = Math
  const { random } = source
  source.random = () => {
    throw new BrenierError(
      'internal',
      `The step draws random numbers in JavaScript${codeLine()}: captured, they would be the same in every step. Draw them from a seed that is an input.`,
    )
  }

  try {
    const results: Record<string, Origin> = {}
    backend.tf.tidy(() => {
      for (const [name, tensor] of Object.entries(run()))
        results[name] = originOf(`The result ${name}`, tensor)
    })
    const origins = [...operations.flatMap(({ inputs }) => inputs), ...Object.values(results)]
    const used = new Set(origins.flatMap((origin) => (origin.kind === 'argument' ? [origin.name] : [])))
    return { operations, constants, results, used }
  } catch (thrown) {
    if (thrown instanceof BrenierError || !(thrown instanceof Error)) throw thrown
    throw new BrenierError(
      'internal',
      `A captured step cannot hold what it runs${codeLine(thrown)}: ${thrown.message}`,
    )
  } finally {
    Object.assign(kernels, { executeSingleOutput, executeMultipleOutputs, move, readSync })
    source.random = random
  }
}

/** A product of two matrices, for which tfjs takes the operation for batches of them: TensorFlow fuses this one with bias and activation. */
function product(attributes: readonly OpAttribute[], inputs: readonly Origin[]): TracedOperation {
  const names: Readonly<Record<string, string>> = { adj_x: 'transpose_a', adj_y: 'transpose_b' }
  const renamed = attributes.map((attribute) => ({
    ...attribute,
    name: names[attribute.name] ?? attribute.name,
  }))
  return { op: 'MatMul', attributes: renamed, inputs }
}

/** Where in the step's own code the program is, or was: ` at file.ts:12`, or nothing where that is not known. */
function codeLine({ stack = '' } = new Error()): string {
  const frames = stack.split('\n').slice(1)
  const own = frames.find(
    (frame) => !/node_modules|[/\\]trace\.[jt]s|node:/.test(frame) && /:\d+:\d+\)?$/.test(frame),
  )
  const place = own && /([^/\\(]+:\d+):\d+\)?$/.exec(own)
  return place ? ` at ${place[1]}` : ''
}
