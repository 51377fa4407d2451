import type { Tensor } from '@tensorflow/tfjs-node-gpu'
import { BrenierError } from '../../../shared/errors'
import type { Backend } from '../backend'
import { shapeAt, type AdamUpdate, type FunctionDefinition, type InputSpec } from '../program/definition'
import { batchConstants, tracedBatches, type BatchConstant } from './batch-constants'
import type { Binding } from './binding'
import type { Graph, Output } from './graph'
import { trace, type Trace } from './trace'

/** Shapes of a program's variables, by name. */
export type VariableShapes = ReadonlyMap<string, readonly number[]>

/** A change of a variable that a function asked for; its tensors are outputs of the inserted trace, by these names. */
export type Effect =
  | { readonly kind: 'assign'; readonly variable: string; readonly value: string }
  | {
      readonly kind: 'adam'
      readonly update: AdamUpdate
      readonly gradient: string
      readonly rate: string
      readonly epsilon: string
    }

/** A function as operations for batches of any size. */
export interface Captured {
  readonly definition: FunctionDefinition
  readonly traced: Trace
  readonly constants: readonly BatchConstant[]
  readonly effects: readonly Effect[]
}

/** A captured function in a graph. */
export interface Inserted {
  /** Where its inputs are fed. */
  readonly placeholders: Readonly<Record<string, Output>>
  readonly results: Readonly<Record<string, Output>>
  /** Values that its effects refer to. */
  readonly effectValues: Readonly<Record<string, Output>>
  /** The values of the variables it read. */
  readonly reads: ReadonlyMap<string, Output>
}

/**
 * Traces a function. One with a batch is traced with two sizes, to see what depends on it.
 * @throws BrenierError `internal` where it cannot be captured, naming the operation and the line
 */
export function captureFunction(
  backend: Backend,
  definition: FunctionDefinition,
  variables: VariableShapes,
): Captured {
  const batched = Object.values(definition.inputs).some(({ shape }) => shape.includes('batch'))
  const first = traceAt(backend, definition, variables, tracedBatches[0])
  const second = batched ? traceAt(backend, definition, variables, tracedBatches[1]) : first
  return { definition, ...first, constants: batchConstants(first.traced, second.traced) }
}

/**
 * Adds a captured function to a graph.
 * @param valueOf adds an operation that gives a variable's value
 */
export function insertFunction(
  graph: Graph,
  binding: Binding,
  captured: Captured,
  valueOf: (variable: string) => Output,
): Inserted {
  const { definition, traced, constants } = captured
  const placeholders: Record<string, Output> = {}
  const args: Record<string, Output> = {}
  let batch: Output | undefined
  for (const [name, spec] of Object.entries(definition.inputs)) {
    const type = inputType(binding, spec)
    const placeholder = graph.placeholder(type, shapeAt(spec, -1))
    placeholders[name] = placeholder
    args[`input/${name}`] = spec.kind === 'pixels' ? scaled(graph, binding, placeholder) : placeholder
    const axis = spec.shape.indexOf('batch')
    if (axis >= 0) batch ??= graph.side(placeholder, type, axis)
  }
  const reads = new Map<string, Output>()
  for (const name of traced.used) {
    if (!name.startsWith('variable/')) continue
    const variable = name.slice('variable/'.length)
    const value = valueOf(variable)
    reads.set(variable, value)
    args[name] = value
  }
  const outputs = graph.insert(traced, args, constants, batch)
  return {
    placeholders,
    results: unprefixed('result', outputs),
    effectValues: unprefixed('effect', outputs),
    reads,
  }
}

/** TensorFlow's number of the type that an input is fed as. */
export function inputType({ TF_FLOAT, TF_INT32, TF_UINT8 }: Binding, { kind }: InputSpec): number {
  return { float: TF_FLOAT, int: TF_INT32, pixels: TF_UINT8 }[kind]
}

function traceAt(
  backend: Backend,
  definition: FunctionDefinition,
  shapes: VariableShapes,
  batch: number,
): { traced: Trace; effects: Effect[] } {
  const { tf } = backend
  const effects: Effect[] = []
  const kept: Record<string, Tensor> = {}
  // Values do not matter to a trace, only where they come from.
  const inputs = Object.fromEntries(
    Object.entries(definition.inputs).map(([name, spec]) => [
      name,
      tf.zeros(shapeAt(spec, batch), spec.kind === 'int' ? 'int32' : 'float32'),
    ]),
  )
  const variables = Object.fromEntries([...shapes].map(([name, shape]) => [name, tf.zeros([...shape])]))
  const known = (...names: readonly string[]): void => {
    const missing = names.find((name) => !shapes.has(name))
    if (missing !== undefined) throw new BrenierError('internal', `The program has no variable ${missing}.`)
  }
  const keep = (name: string, tensor: Tensor): string => {
    // A clone shares the data of its original, and outlives the scope of a gradient it may be handed over from.
    kept[name] = tf.keep(tensor.clone())
    return name
  }
  const run = (): Record<string, Tensor> => {
    const results = definition.run({
      tf,
      inputs,
      variables,
      assign: (variable, value) => {
        known(variable)
        effects.push({ kind: 'assign', variable, value: keep(`${effects.length}`, value) })
      },
      adam: (update) => {
        known(update.variable, update.first, update.second, ...(update.largest ? [update.largest] : []))
        const at = effects.length
        effects.push({
          kind: 'adam',
          update,
          gradient: keep(`${at}/gradient`, update.gradient),
          rate: keep(`${at}/rate`, update.rate),
          epsilon: keep(`${at}/epsilon`, update.epsilon),
        })
      },
    })
    return { ...prefixed('result', results), ...prefixed('effect', kept) }
  }
  try {
    const args = { ...prefixed('input', inputs), ...prefixed('variable', variables) }
    return { traced: trace(backend, args, run), effects }
  } finally {
    tf.dispose([...Object.values(inputs), ...Object.values(variables), ...Object.values(kept)])
  }
}

function prefixed<T>(prefix: string, entries: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(entries).map(([name, value]) => [`${prefix}/${name}`, value]))
}

function unprefixed<T>(prefix: string, entries: Readonly<Record<string, T>>): Record<string, T> {
  const start = `${prefix}/`
  return Object.fromEntries(
    Object.entries(entries).flatMap(([name, value]) =>
      name.startsWith(start) ? [[name.slice(start.length), value] as const] : [],
    ),
  )
}

/** Bytes as numbers in [0, 1]. */
function scaled(graph: Graph, { TF_FLOAT, TF_UINT8 }: Binding, pixels: Output): Output {
  const floats = graph.node('Cast', [pixels], [graph.type('SrcT', TF_UINT8), graph.type('DstT', TF_FLOAT)])
  const most = graph.constant(TF_FLOAT, [], Float32Array.of(255))
  return graph.node('RealDiv', [floats, most], [graph.type('T', TF_FLOAT)])
}
