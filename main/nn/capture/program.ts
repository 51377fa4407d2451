import type { Tensor } from '@tensorflow/tfjs-node-gpu'
import { BrenierError } from '../../../shared/errors'
import type { Backend } from '../backend'
import {
  checkVariables,
  shapeAt,
  shapesOfCall,
  type AdamUpdate,
  type Definitions,
  type FunctionDefinition,
  type InputSpec,
  type InputValues,
  type Program,
} from '../program/definition'
import type { NamedArrays } from '../weights'
import { batchConstants, tracedBatches } from './batch-constants'
import { kernelsOf, type Binding } from './binding'
import { Graph, type Output, type Session } from './graph'
import { trace, type Trace } from './trace'

interface Variable {
  readonly shape: readonly number[]
  readonly handle: Output
  readonly value: Output
  readonly given: Output
  readonly set: Output
}

interface CapturedFunction {
  readonly definition: FunctionDefinition
  readonly placeholders: Readonly<Record<string, Output>>
  readonly results: Readonly<Record<string, Output>>
  /** What has run once all variables have their new values; null where the function changes none. */
  readonly done: Output | null
}

/** A change of a variable that a function asked for; tensors are results of its trace by these names. */
type Effect =
  | { readonly kind: 'assign'; readonly variable: string; readonly value: string }
  | {
      readonly kind: 'adam'
      readonly update: AdamUpdate
      readonly gradient: string
      readonly rate: string
      readonly epsilon: string
    }

/**
 * Functions as one TensorFlow graph, traced once from their tfjs code and run in a session that holds the variables:
 * forward pass, gradients and optimiser of a step are one call. The batch may have any size in any call.
 */
export class CapturedProgram implements Program {
  private readonly binding: Binding
  private readonly variables = new Map<string, Variable>()
  private readonly functions = new Map<string, CapturedFunction>()
  private readonly session: Session

  /**
   * @param arrays the variables with their first values
   * @throws BrenierError `no-backend` where the backend is not native TensorFlow; `internal` where a function cannot be
   *   captured, naming the operation and the line
   */
  constructor(
    private readonly backend: Backend,
    definitions: Definitions,
    arrays: NamedArrays,
  ) {
    const { binding } = kernelsOf(backend)
    this.binding = binding
    const graph = new Graph(binding)
    for (const [name, { shape }] of Object.entries(arrays)) {
      const handle = graph.variable(name, shape)
      const given = graph.placeholder(binding.TF_FLOAT, shape)
      const value = graph.read(handle)
      const set = graph.done([graph.assign(handle, given)])
      this.variables.set(name, { shape, handle, value, given, set })
    }
    for (const [name, definition] of Object.entries(definitions)) {
      this.functions.set(name, this.add(graph, definition))
    }
    this.session = graph.session()
    this.write(arrays)
  }

  private add(graph: Graph, definition: FunctionDefinition): CapturedFunction {
    const { binding } = this
    const { traced, effects, constants } = this.traced(definition)
    const placeholders: Record<string, Output> = {}
    const args: Record<string, Output> = {}
    let batch: Output | undefined
    for (const [name, spec] of Object.entries(definition.inputs)) {
      const type = this.typeOf(spec)
      const placeholder = graph.placeholder(type, shapeAt(spec, -1))
      placeholders[name] = placeholder
      args[`input/${name}`] = spec.kind === 'pixels' ? scaled(graph, binding, placeholder) : placeholder
      const axis = spec.shape.indexOf('batch')
      if (axis >= 0) batch ??= graph.side(placeholder, type, axis)
    }
    // Each function reads for itself: a change waits for the reads of its own call.
    const reads = new Map<string, Output>()
    for (const name of traced.used) {
      const variable = name.startsWith('variable/') && this.variables.get(name.slice('variable/'.length))
      if (!variable) continue
      const value = graph.read(variable.handle)
      reads.set(name.slice('variable/'.length), value)
      args[name] = value
    }
    const outputs = graph.insert(traced, args, constants, batch)
    const changes = effects.map((effect) => this.change(graph, effect, outputs, reads))
    const results = Object.fromEntries(
      Object.entries(outputs)
        .filter(([name]) => name.startsWith('result/'))
        .map(([name, output]) => [name.slice('result/'.length), output]),
    )
    const done = changes.length > 0 ? graph.done(changes) : null
    return { definition, placeholders, results, done }
  }

  /** The function as operations. A function with a batch is traced with two sizes, to see what depends on it. */
  private traced(definition: FunctionDefinition): {
    traced: Trace
    effects: Effect[]
    constants: ReturnType<typeof batchConstants>
  } {
    const batched = Object.values(definition.inputs).some(({ shape }) => shape.includes('batch'))
    const first = this.traceAt(definition, tracedBatches[0])
    const second = batched ? this.traceAt(definition, tracedBatches[1]) : first
    return { ...first, constants: batchConstants(first.traced, second.traced) }
  }

  private traceAt(definition: FunctionDefinition, batch: number): { traced: Trace; effects: Effect[] } {
    const { tf } = this.backend
    const effects: Effect[] = []
    const inputs = Object.fromEntries(
      Object.entries(definition.inputs).map(([name, spec]) => [
        name,
        tf.zeros(shapeAt(spec, batch), spec.kind === 'int' ? 'int32' : 'float32'),
      ]),
    )
    const variables = Object.fromEntries(
      [...this.variables].map(([name, { shape }]) => [name, tf.zeros([...shape])]),
    )
    const args = { ...prefixed('input', inputs), ...prefixed('variable', variables) }
    const kept: Record<string, Tensor> = {}
    const keep = (name: string, tensor: Tensor): string => {
      // A clone shares the data of its original, and outlives the scope of a gradient it may be handed over from.
      kept[name] = tf.keep(tensor.clone())
      return name
    }
    try {
      const traced = trace(this.backend, args, () => {
        const results = definition.run({
          tf,
          inputs,
          variables,
          assign: (variable, value) => {
            this.known(variable)
            effects.push({ kind: 'assign', variable, value: keep(`effect/${effects.length}`, value) })
          },
          adam: (update) => {
            for (const name of [update.variable, update.first, update.second]) this.known(name)
            const at = `effect/${effects.length}`
            effects.push({
              kind: 'adam',
              update,
              gradient: keep(`${at}/gradient`, update.gradient),
              rate: keep(`${at}/rate`, update.rate),
              epsilon: keep(`${at}/epsilon`, update.epsilon),
            })
          },
        })
        return { ...prefixed('result', results), ...kept }
      })
      return { traced, effects }
    } finally {
      tf.dispose([...Object.values(inputs), ...Object.values(variables), ...Object.values(kept)])
    }
  }

  private known(name: string): Variable {
    const variable = this.variables.get(name)
    if (variable) return variable
    throw new BrenierError('internal', `The program has no variable ${name}.`)
  }

  private change(
    graph: Graph,
    effect: Effect,
    outputs: Readonly<Record<string, Output>>,
    reads: ReadonlyMap<string, Output>,
  ): Output {
    const { TF_FLOAT } = this.binding
    const after = (...names: readonly string[]) =>
      names.flatMap((name) => {
        const read = reads.get(name)
        return read === undefined ? [] : [read]
      })
    if (effect.kind === 'assign') {
      const { handle } = this.known(effect.variable)
      return graph.assign(handle, outputs[effect.value]!, after(effect.variable))
    }
    const { update, gradient, rate, epsilon } = effect
    const handles = [update.variable, update.first, update.second].map((name) => this.known(name).handle)
    const held = [update.variable, update.first, update.second]
    if (update.largest !== undefined) {
      handles.push(this.known(update.largest).handle)
      held.push(update.largest)
    }
    const scalar = (value: number) => graph.constant(TF_FLOAT, [], Float32Array.of(value))
    // The bias corrections are in the rate and in epsilon: the powers of β are handed over as zero.
    const [zero, beta1, beta2] = [scalar(0), scalar(update.beta1), scalar(update.beta2)]
    return graph.node(
      update.largest === undefined ? 'ResourceApplyAdam' : 'ResourceApplyAdamWithAmsgrad',
      [...handles, ...[zero, zero, outputs[rate]!, beta1, beta2, outputs[epsilon]!], outputs[gradient]!],
      [graph.type('T', TF_FLOAT)],
      after(...held),
    )
  }

  private typeOf({ kind }: InputSpec): number {
    const { TF_FLOAT, TF_INT32, TF_UINT8 } = this.binding
    return { float: TF_FLOAT, int: TF_INT32, pixels: TF_UINT8 }[kind]
  }

  run(name: string, inputs: Readonly<Record<string, InputValues>>): Record<string, Float32Array> {
    const captured = this.functions.get(name)
    if (!captured) throw new BrenierError('internal', `The program has no function ${name}.`)
    const { definition, placeholders, results, done } = captured
    const { shapes } = shapesOfCall(name, definition.inputs, inputs)
    const feeds = Object.entries(definition.inputs).map(([input, spec]) => ({
      placeholder: placeholders[input]!,
      type: this.typeOf(spec),
      shape: shapes[input]!,
      values: inputs[input]!,
    }))
    const names = Object.keys(results)
    const outputs = names.map((result) => results[result]!)
    const values = this.session.run(feeds, done === null ? outputs : [...outputs, done])
    return Object.fromEntries(names.map((result, i) => [result, values[i]!]))
  }

  read(names: readonly string[] = [...this.variables.keys()]): NamedArrays {
    const variables = names.map((name) => this.known(name))
    if (variables.length === 0) return {}
    const values = this.session.run(
      [],
      variables.map(({ value }) => value),
    )
    return Object.fromEntries(
      names.map((name, i) => [name, { shape: variables[i]!.shape, data: values[i]! }]),
    )
  }

  write(arrays: NamedArrays): void {
    checkVariables(new Map([...this.variables].map(([name, { shape }]) => [name, shape])), arrays)
    const { TF_FLOAT } = this.binding
    const entries = Object.entries(arrays)
    if (entries.length === 0) return
    const feeds = entries.map(([name, { shape, data }]) => ({
      placeholder: this.known(name).given,
      type: TF_FLOAT,
      shape,
      values: data,
    }))
    this.session.run(
      feeds,
      entries.map(([name]) => this.known(name).set),
    )
  }

  dispose(): void {
    this.session.dispose()
  }
}

function prefixed<T>(prefix: string, entries: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(entries).map(([name, value]) => [`${prefix}/${name}`, value]))
}

/** Bytes as numbers in [0, 1]. */
function scaled(graph: Graph, { TF_FLOAT, TF_UINT8 }: Binding, pixels: Output): Output {
  const floats = graph.node('Cast', [pixels], [graph.type('SrcT', TF_UINT8), graph.type('DstT', TF_FLOAT)])
  const most = graph.constant(TF_FLOAT, [], Float32Array.of(255))
  return graph.node('RealDiv', [floats, most], [graph.type('T', TF_FLOAT)])
}
