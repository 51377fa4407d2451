import type { Tensor, Tensor4D } from '@tensorflow/tfjs-node-gpu'
import { BrenierError } from '../../../shared/errors'
import { correctedRate, type AdamSettings } from '../adam'
import type { Network } from '../network'
import { lossAndGradients, measureError, type TrainingProgram } from '../training-program'
import { sizeOf, type NamedArrays } from '../weights'
import { kernelsOf, type Binding } from './binding'
import { Graph, type Output, type Session } from './graph'
import { trace, type Trace } from './trace'

interface Step {
  readonly pixels: Output
  readonly rate: Output
  readonly epsilon: Output
  readonly loss: Output
}

interface Variable {
  readonly role: 'weight' | 'first' | 'second'
  readonly name: string
  readonly shape: readonly number[]
  readonly handle: Output
  readonly value: Output
  readonly given: Output
}

/**
 * Trains with a graph that was captured once: forward pass, gradients and Adam of a step run in one call of a TensorFlow
 * session, which also holds weights and moments.
 *
 * There is a graph function a batch size, since shapes are fixed in it; all share the variables. The network it trains
 * reads its weights from the session when it is asked for them after a step.
 */
export class CapturedProgram implements TrainingProgram {
  private readonly session: Session
  private readonly binding: Binding
  private readonly variables: readonly Variable[]
  private readonly steps = new Map<number, Step>()
  private readonly initialised: Output

  /**
   * @param batchSizes every number of pictures that a step will be asked to train on
   * @throws BrenierError `no-backend` where the backend is not native TensorFlow
   */
  constructor(
    private readonly network: Network,
    private readonly settings: AdamSettings,
    batchSizes: readonly number[],
    moments?: NamedArrays,
  ) {
    this.binding = kernelsOf(network.backend).binding
    const { parameters } = network.model
    const graph = new Graph(this.binding)
    this.variables = (['weight', 'first', 'second'] as const).flatMap((role) =>
      parameters.map(({ name, shape }) => {
        const handle = graph.variable(`${role}/${name}`, shape)
        const given = graph.placeholder(this.binding.TF_FLOAT, shape)
        return { role, name, shape, handle, value: graph.read(handle), given }
      }),
    )
    const assigned = this.variables.map(({ handle, given }) => graph.assign(handle, given))
    this.initialised = graph.afterwards(
      graph.constant(this.binding.TF_FLOAT, [], Float32Array.of(0)),
      assigned,
    )
    for (const size of new Set(batchSizes)) this.steps.set(size, this.addStep(graph, size))
    this.session = graph.session()

    this.initialise(moments)
  }

  private initialise(moments: NamedArrays | undefined): void {
    const weights = this.network.exportWeights()
    const feeds = this.variables.map(({ role, name, shape, given }) => {
      const stored = role === 'weight' ? weights[name] : moments?.[`${role}/${name}`]
      const values = stored?.data ?? new Float32Array(sizeOf(shape))
      return { placeholder: given, type: this.binding.TF_FLOAT, shape, values }
    })
    this.session.run(feeds, [this.initialised])
  }

  /** Adds one training step on `size` pictures: the traced gradients, then Adam in one operation a parameter. */
  private addStep(graph: Graph, size: number): Step {
    const { TF_FLOAT, TF_UINT8 } = this.binding
    const { height, width, channels } = this.network.spec
    const scalar = (value: number) => graph.constant(TF_FLOAT, [], Float32Array.of(value))
    const pixels = graph.placeholder(TF_UINT8, [size, height, width, channels])
    const rate = graph.placeholder(TF_FLOAT, [])
    const epsilon = graph.placeholder(TF_FLOAT, [])
    const floats = graph.node('Cast', [pixels], [graph.type('SrcT', TF_UINT8), graph.type('DstT', TF_FLOAT)])
    const pictures = graph.node('RealDiv', [floats, scalar(255)], [graph.type('T', TF_FLOAT)])

    const of = (role: Variable['role']) => this.variables.filter((variable) => variable.role === role)
    const [weights, first, second] = [of('weight'), of('first'), of('second')]
    const args: Record<string, Output> = { pictures }
    for (const { name, value } of weights) args[name] = value
    const results = graph.insert(traceGradients(this.network, size), args)

    // The bias corrections are in the rate and in epsilon, as in FlatAdam: the powers of β are fed as zero.
    const [zero, beta1, beta2] = [0, this.settings.beta1, this.settings.beta2].map(scalar)
    const applied = weights.map(({ name, handle, value }, i) =>
      graph.node(
        'ResourceApplyAdam',
        [
          handle,
          first[i]!.handle,
          second[i]!.handle,
          ...[zero!, zero!, rate, beta1!, beta2!, epsilon],
          results[`gradient of ${name}`]!,
        ],
        [graph.type('T', TF_FLOAT)],
        [value],
      ),
    )
    return { pixels, rate, epsilon, loss: graph.afterwards(results['loss']!, applied) }
  }

  train(pixels: Uint8Array, count: number, learningRate: number, step: number): number {
    const captured = this.steps.get(count)
    if (!captured) {
      const sizes = [...this.steps.keys()].join(' or ')
      throw new BrenierError('internal', `The captured step takes ${sizes} pictures, got ${count}.`)
    }
    const { TF_FLOAT, TF_UINT8 } = this.binding
    const { height, width, channels } = this.network.spec
    const { rate, epsilon } = correctedRate(this.settings, learningRate, step)
    const scalar = (placeholder: Output, value: number) => ({
      placeholder,
      type: TF_FLOAT,
      shape: [],
      values: Float32Array.of(value),
    })
    const [loss] = this.session.run(
      [
        {
          placeholder: captured.pixels,
          type: TF_UINT8,
          shape: [count, height, width, channels],
          values: pixels,
        },
        scalar(captured.rate, rate),
        scalar(captured.epsilon, epsilon),
      ],
      [captured.loss],
    )
    this.network.follow(() => this.read('weight', (name) => name))
    return loss![0]!
  }

  measure(pixels: Uint8Array, count: number): number {
    return measureError(this.network, pixels, count)
  }

  exportMoments(): NamedArrays {
    return {
      ...this.read('first', (name) => `first/${name}`),
      ...this.read('second', (name) => `second/${name}`),
    }
  }

  private read(role: Variable['role'], named: (name: string) => string): NamedArrays {
    const variables = this.variables.filter((variable) => variable.role === role)
    const values = this.session.run(
      [],
      variables.map(({ value }) => value),
    )
    return Object.fromEntries(
      variables.map(({ name, shape }, i) => [named(name), { shape, data: values[i]! }]),
    )
  }

  dispose(): void {
    this.session.dispose()
  }
}

/** Loss and gradients of a step on `size` pictures as TensorFlow operations. */
function traceGradients(network: Network, size: number): Trace {
  const { tf } = network.backend
  const { height, width, channels } = network.spec
  const pictures = tf.zeros([size, height, width, channels]) as Tensor4D
  try {
    return trace(network.backend, { pictures, ...network.weights }, () => {
      const { value, grads } = lossAndGradients(network, pictures)
      const results: Record<string, Tensor> = { loss: value }
      network.model.parameters.forEach(({ name }, i) => (results[`gradient of ${name}`] = grads[i]!))
      return results
    })
  } finally {
    pictures.dispose()
  }
}
