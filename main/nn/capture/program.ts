import { BrenierError } from '../../../shared/errors'
import type { Backend } from '../backend'
import {
  checkVariables,
  shapesOfCall,
  wantedOf,
  type Definitions,
  type InputValues,
  type Program,
} from '../program/definition'
import type { NamedArrays } from '../weights'
import { kernelsOf, type Binding } from './binding'
import {
  captureFunction,
  inputType,
  insertFunction,
  type Captured,
  type Effect,
  type Inserted,
} from './function'
import { Graph, type Output, type Session } from './graph'

interface Variable {
  readonly shape: readonly number[]
  readonly handle: Output
  readonly value: Output
  readonly given: Output
  readonly set: Output
}

interface ProgramFunction extends Inserted, Captured {
  /** What has run once all variables have their new values; null where the function changes none. */
  readonly done: Output | null
}

/**
 * Functions as one TensorFlow graph, traced once from their tfjs code and run in a session that holds the variables:
 * forward pass, gradients and optimiser of a step are one call. The batch may have any size in any call.
 */
export class CapturedProgram implements Program {
  private readonly binding: Binding
  private readonly variables = new Map<string, Variable>()
  private readonly functions = new Map<string, ProgramFunction>()
  private readonly session: Session

  /**
   * @param arrays the variables with their first values
   * @throws BrenierError `no-backend` where the backend is not native TensorFlow; `internal` where a function cannot be
   *   captured, naming the operation and the line
   */
  constructor(backend: Backend, definitions: Definitions, arrays: NamedArrays) {
    const { binding } = kernelsOf(backend)
    this.binding = binding
    const graph = new Graph(binding)
    for (const [name, { shape }] of Object.entries(arrays)) {
      const handle = graph.variable(name, shape)
      const given = graph.placeholder(binding.TF_FLOAT, shape)
      const set = graph.done([graph.assign(handle, given)])
      this.variables.set(name, { shape, handle, value: graph.read(handle), given, set })
    }
    for (const [name, definition] of Object.entries(definitions)) {
      const captured = captureFunction(backend, definition, this.shapes())
      // Each function reads for itself: a change waits for the reads of its own call.
      const read = (variable: string) => graph.read(this.known(variable).handle)
      const inserted = insertFunction(graph, binding, captured, read)
      const changes = this.changes(graph, captured.effects, inserted)
      const done = changes.length > 0 ? graph.done(changes) : null
      this.functions.set(name, { ...captured, ...inserted, done })
    }
    this.session = graph.session()
    this.write(arrays)
  }

  private shapes(): ReadonlyMap<string, readonly number[]> {
    return new Map([...this.variables].map(([name, { shape }]) => [name, shape]))
  }

  private known(name: string): Variable {
    const variable = this.variables.get(name)
    if (variable) return variable
    throw new BrenierError('internal', `The program has no variable ${name}.`)
  }

  /**
   * Adam changes a variable in place where nobody else holds its value, and copies it first otherwise: it waits until all
   * gradients are there, by when every product that reads a weight is through.
   */
  private changes(graph: Graph, effects: readonly Effect[], inserted: Inserted): Output[] {
    const gradients = effects.flatMap((effect) =>
      effect.kind === 'adam' ? [inserted.effectValues[effect.gradient]!] : [],
    )
    const allThere = gradients.length > 0 ? [graph.node('NoOp', [], [], gradients)] : []
    return effects.map((effect) => this.change(graph, effect, inserted, allThere))
  }

  private change(
    graph: Graph,
    effect: Effect,
    { effectValues, reads }: Inserted,
    gradientsThere: readonly Output[],
  ): Output {
    const { TF_FLOAT } = this.binding
    const after = (...names: readonly string[]) => names.flatMap((name) => reads.get(name) ?? [])
    if (effect.kind === 'assign') {
      const { handle } = this.known(effect.variable)
      return graph.assign(handle, effectValues[effect.value]!, after(effect.variable))
    }
    const { update, gradient, rate, epsilon } = effect
    const { variable, first, second, largest } = update
    const held = largest === undefined ? [variable, first, second] : [variable, first, second, largest]
    const scalar = (value: number) => graph.constant(TF_FLOAT, [], Float32Array.of(value))
    // The bias corrections are in the rate and in epsilon: the powers of β are handed over as zero.
    const [zero, beta1, beta2] = [scalar(0), scalar(update.beta1), scalar(update.beta2)]
    const applied = graph.node(
      largest === undefined ? 'ResourceApplyAdam' : 'ResourceApplyAdamWithAmsgrad',
      [
        ...held.map((name) => this.known(name).handle),
        ...[zero, zero, effectValues[rate]!, beta1, beta2, effectValues[epsilon]!],
        effectValues[gradient]!,
      ],
      [graph.type('T', TF_FLOAT)],
      [...after(...held), ...gradientsThere],
    )
    if (update.clip === undefined) return applied
    const { handle } = this.known(variable)
    const [least, most] = [scalar(-update.clip), scalar(update.clip)]
    const clipped = graph.node(
      'ClipByValue',
      [graph.read(handle, [applied]), least, most],
      [graph.type('T', TF_FLOAT)],
    )
    return graph.assign(handle, clipped)
  }

  run(
    name: string,
    inputs: Readonly<Record<string, InputValues>>,
    unwanted?: string,
  ): Record<string, Float32Array> {
    const captured = this.functions.get(name)
    if (!captured) throw new BrenierError('internal', `The program has no function ${name}.`)
    const { definition, placeholders, results, done } = captured
    const { shapes } = shapesOfCall(name, definition.inputs, inputs)
    const feeds = Object.entries(definition.inputs).map(([input, spec]) => ({
      placeholder: placeholders[input]!,
      type: inputType(this.binding, spec),
      shape: shapes[input]!,
      values: inputs[input]!,
    }))
    const names = wantedOf(Object.keys(results), unwanted)
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
    checkVariables(this.shapes(), arrays)
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
