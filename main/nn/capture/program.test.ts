import type { Scalar, Tensor } from '@tensorflow/tfjs-node-gpu'
import { describe, expect, it } from 'vitest'
import { random } from '../../../shared/random'
import { adamInputs, applyAdam, correctedRate, initialMoments } from '../adam'
import { loadBackend } from '../backend'
import { blobs } from '../blobs.fixture'
import { expectSameFigures, remembered } from '../captured.fixture'
import { figuresOf } from '../figures'
import { smallNets } from '../nets.fixture'
import { activation, dense, dropout, gated, sequence, type LayerContext } from '../layers'
import { layerNormalisation, spectralNormalisation } from '../layers-normalisation'
import { matchCosts } from '../../ot/matching.fixture'
import { trainedOf } from '../objectives/objective'
import { eagerProgram, fastestProgram, type ProgramMaker } from '../program-maker'
import { tensorsHere } from '../tensors'
import {
  checkObjective,
  defaultObjective,
  objectiveKinds,
  objectives,
  type ObjectiveKind,
  type ObjectiveSetting,
  type ObjectiveSpec,
} from '../../../shared/objectives'
import { modelKinds, type ModelKind, type ModelSpec } from '../spec'
import { Trainer } from '../trainer'
import { defaultTraining } from '../training'
import type { MatchCosts } from '../matching'
import type { FunctionDefinition } from '../program/definition'
import { initialArrays, type NamedArrays } from '../weights'

const shape = { height: 12, width: 9, channels: 1 }
const pictures = blobs(150, shape)
const nets = smallNets(shape, 3)

/** Settings that take more of an objective's code than its standard ones, or carry rounding less far. */
const others: Partial<Record<ObjectiveKind, object>> = {
  'wae-gan': { lambda: 1 },
  gan: { loss: 'wasserstein-gp', prior: 'uniform', packing: 2, discriminatorSteps: 2 },
}

/** An objective with its standard weights and small numbers of units, inputs and codes. */
function small(kind: ObjectiveKind): ObjectiveSpec {
  const settings: Readonly<Record<string, ObjectiveSetting>> = objectives[kind].settings
  const sizes = Object.entries(settings).flatMap(([name, setting]) =>
    setting.type === 'whole' ? [[name, Math.min(setting.standard, 16)]] : [],
  )
  return checkObjective({ ...defaultObjective(kind), ...Object.fromEntries(sizes), ...others[kind] })
}

const backend = await loadBackend()

const plain: ModelSpec = {
  kind: 'ae-conv',
  ...shape,
  latent: 3,
  filters: [8, 12],
  kernel: 4,
  hidden: 0,
  // Rounding that carries a value over a rectifier's kink would change its gradient at once.
  activation: 'elu',
  normalisation: 'none',
}

/** Nets of many operations, which take long one by one, with one objective each; the others with every one. */
const objectivesOf = (net: ModelKind): readonly ObjectiveKind[] => {
  if (net === 'ae-resnet') return ['ae']
  return net === 'ae-gated' ? ['swae'] : objectiveKinds
}

/** And a convolutional net without batch normalisation. */
const models = [
  ...modelKinds.flatMap((net) =>
    objectivesOf(net).map(
      (objective) => [objective, net, { ...nets[net], objective: small(objective) }] as const,
    ),
  ),
  ['ae', 'ae-conv without batch normalisation', plain] as const,
]

describe.runIf(backend.native).each(models)('captured steps of %s over %s', (_objective, _net, spec) => {
  it('give the losses of the same steps run op by op, over 200 of them', async () => {
    const matching = remembered(matchCosts)
    const train = async (makeProgram: ProgramMaker, match: MatchCosts) => {
      // 135 pictures to train on: batches of 16 and a last one of 7.
      // A discriminator with rectifiers has kinks, which in small steps rounding carries hardly a value across.
      const learningRate = spec.objective?.kind === 'wae-gan' ? 1e-4 : 1e-3
      const settings = { ...defaultTraining, epochs: 23, batchSize: 16, learningRate, reportEvery: 1 }
      const tensors = tensorsHere(loadBackend, makeProgram)
      const trainer = await Trainer.start(tensors, pictures, spec, settings, () => 0, {}, match)
      while (!(await trainer.step()));
      const { losses, epochs } = trainer.history()
      trainer.dispose()
      return {
        steps: losses.map(({ figures }) => figures),
        heldOut: epochs.map(({ heldOutLoss }) => ({ 'held out': heldOutLoss! })),
      }
    }
    const eager = await train(eagerProgram, matching.first)
    const captured = await train(fastestProgram, matching.again)
    expect(eager.steps.length).toBeGreaterThan(200)
    expectSameFigures(captured.steps, eager.steps)
    expectSameFigures(captured.heldOut, eager.heldOut)
  }, 180_000)
})

describe.runIf(backend.native)('a captured critic', () => {
  const critic = sequence([
    gated(spectralNormalisation('a', dense('a', 6, 8, 'none')), dense('b', 6, 8, 'none')),
    layerNormalisation('n', [8]),
    dropout('drop', 0.25, [8]),
    activation('silu', [8]),
    dense('c', 8, 1, 'none'),
  ])
  const trained = trainedOf(critic)
  const settings = { beta1: 0.5, beta2: 0.9 }

  /** A step of WGAN-GP (Gulrajani et al. 2017): the penalty is the square of the input gradient's distance to norm 1. */
  const functions: Record<string, FunctionDefinition> = {
    step: {
      inputs: {
        real: { kind: 'float', shape: ['batch', 6] },
        seed: { kind: 'int', shape: [2] },
        ...adamInputs,
      },
      run(call) {
        const { tf, inputs, variables } = call
        const loss = (...tensors: Tensor[]): Scalar => {
          const changed = Object.fromEntries(trained.map(({ name }, i) => [name, tensors[i]!]))
          const context: LayerContext = {
            tf,
            weights: { ...variables, ...changed },
            training: true,
            seed: inputs['seed']!,
            update: (name, value) => call.assign(name, value),
          }
          const score = (x: Tensor) => tf.sum(critic.apply(context, x))
          const slopes = tf.norm(tf.grad(score)(inputs['real']!), 'euclidean', 1)
          const penalty = tf.mean(tf.square(tf.sub(slopes, 1)))
          return tf.add(tf.mean(critic.apply(context, inputs['real']!)), tf.mul(penalty, 10))
        }
        const { value, grads } = tf.valueAndGrads(loss)(trained.map(({ name }) => variables[name]!))
        applyAdam(
          call,
          trained.map(({ name }) => name),
          grads,
          settings,
          'amsgrad',
        )
        return { loss: value }
      },
    },
  }

  it('with gradient penalty, dropout and normalisations follows the one run op by op, and its seeds', () => {
    const losses = (makeProgram: ProgramMaker, first: number) => {
      const variables = { ...initialArrays(critic.parameters, 3), ...initialMoments(trained, 'amsgrad') }
      const program = makeProgram(backend, functions, variables)
      const source = random(5)
      const values = Array.from({ length: 200 }, (_, step) => {
        const real = Float32Array.from({ length: 6 * (step % 10 === 9 ? 3 : 8) }, () => source.normal())
        const rates = correctedRate(settings, 1e-3, step + 1)
        return figuresOf([program.run('step', { real, seed: Int32Array.of(first, step), ...rates })])
      })
      program.dispose()
      return values
    }
    const captured = losses(fastestProgram, 1)
    expectSameFigures(captured, losses(eagerProgram, 1))
    expect(losses(fastestProgram, 1)).toEqual(captured)
    expect(losses(fastestProgram, 2)).not.toEqual(captured)
  })
})

describe('a program', () => {
  const variables = (): NamedArrays => ({
    total: { shape: [2], data: Float32Array.of(1, 2) },
    calls: { shape: [], data: Float32Array.of(0) },
  })
  /** Adds the batch's sums to the total, and counts; its constants depend on the batch in every way there is. */
  const functions: Record<string, FunctionDefinition> = {
    add: {
      inputs: { rows: { kind: 'float', shape: ['batch', 2] }, factor: { kind: 'float', shape: [] } },
      run({ tf, inputs, variables: { total, calls }, assign }) {
        const rows = inputs['rows']!
        const n = rows.shape[0]!
        const flat = tf.mul(tf.reshape(rows, [2 * n]), tf.ones([2 * n]))
        const sums = tf.sum(tf.reshape(flat, [n, 2]), 0)
        assign('total', tf.add(total!, tf.mul(sums, inputs['factor']!)))
        assign('calls', tf.add(calls!, 1))
        return { before: total!, mean: tf.div(sums, n) }
      },
    },
    scaled: {
      inputs: { bytes: { kind: 'pixels', shape: ['batch'] } },
      run: ({ inputs }) => ({ values: inputs['bytes']! }),
    },
  }

  it.each([
    ['op by op', eagerProgram],
    ['captured', fastestProgram],
  ])('%s takes batches of any size, and changes its variables after they were read', (_, makeProgram) => {
    const program = makeProgram(backend, functions, variables())
    const factor = Float32Array.of(2)
    const one = program.run('add', { rows: Float32Array.of(1, 10), factor })
    expect([...one['before']!]).toEqual([1, 2])
    expect([...one['mean']!]).toEqual([1, 10])
    const three = program.run('add', { rows: Float32Array.of(1, 0, 2, 0, 3, 6), factor })
    expect([...three['before']!]).toEqual([3, 22])
    expect([...three['mean']!]).toEqual([2, 2])
    expect([...program.read(['total'])['total']!.data]).toEqual([15, 34])
    expect([...program.read()['calls']!.data]).toEqual([2])
    program.write({ total: { shape: [2], data: Float32Array.of(0, 0) } })
    expect([...program.run('add', { rows: Float32Array.of(5, 5), factor })['before']!]).toEqual([0, 0])
    const scaled = program.run('scaled', { bytes: Uint8Array.of(0, 51, 255) })
    expect(scaled['values']![1]).toBeCloseTo(0.2, 6)
    expect(scaled['values']![2]).toBe(1)
    program.dispose()
  })

  it('refuses inputs that fit no batch, and variables it does not have', () => {
    const program = fastestProgram(backend, functions, variables())
    const factor = Float32Array.of(1)
    expect(() => program.run('add', { rows: Float32Array.of(1, 2, 3), factor })).toThrow(
      /add's input "rows" of shape \[batch, 2\].* got 3 values/,
    )
    expect(() => program.run('add', { rows: Float32Array.of(1, 2) })).toThrow(
      /"factor" of shape \[\].* got none/,
    )
    const other = { mean: { shape: [2], data: Float32Array.of(1, 2) } }
    expect(() => program.write(other)).toThrow(/"mean" of shape \[2\], which it does not have/)
    program.dispose()
  })

  it.runIf(backend.native)('refuses what a graph cannot hold, with the line of the code', () => {
    const capture = (run: FunctionDefinition['run']) =>
      fastestProgram(backend, { step: { inputs: { x: { kind: 'float', shape: ['batch'] } }, run } }, {})
    expect(() => capture(({ tf, inputs }) => ({ y: tf.add(inputs['x']!, tf.randomNormal([1])) }))).toThrow(
      /random numbers in JavaScript at program\.test\.ts:\d+/,
    )
    expect(() => capture(({ inputs }) => ({ y: inputs['x']!.mul(inputs['x']!.dataSync()[0]!) }))).toThrow(
      /reads the value of input\/x back into JavaScript at program\.test\.ts:\d+/,
    )
    expect(() => capture(({ tf, inputs }) => ({ y: tf.div(inputs['x']!, inputs['x']!.size - 1) }))).toThrow(
      /that is 4 for a batch of 5 and 6 for 7/,
    )
    expect(() =>
      capture(({ tf, inputs }) => ({ y: tf.concat(tf.unstack(inputs['x']!.reshape([-1, 1]))) })),
    ).toThrow(/depends on the size of the batch/)
    expect(() =>
      capture(({ tf, inputs }) => ({ y: tf.engine().runKernel('Unheard', { x: inputs['x']! }) as Tensor })),
    ).toThrow(/cannot hold what it runs at program\.test\.ts:\d+: .*Unheard/)
    expect(() =>
      capture(({ tf, inputs, assign }) => (assign('none', tf.scalar(1)), { y: inputs['x']! })),
    ).toThrow(/no variable none/)
  })
})
