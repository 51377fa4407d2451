import { beforeAll, describe, expect, it } from 'vitest'
import { defaultObjective, type ObjectiveSpec } from '../../shared/objectives'
import { loadBackend, type Backend } from './backend'
import { blobs } from './blobs.fixture'
import { smallNets } from './nets.fixture'
import { modelKinds, type ModelKind, type ModelSpec } from './spec'
import { fastestProgram, type ProgramMaker } from './program-maker'
import { tensorsHere, type Tensors } from './tensors'
import { Trainer } from './trainer'
import { defaultTraining, type TrainingCheckpoint, type TrainingSettings } from './training'
import type { NamedArrays } from './weights'

const shape = { height: 8, width: 9, channels: 1 }
// 107 pictures, 21 kept out, 86 trained on: batches of 16 leave a last one of 6, and 21 leave one of 5.
const pictures = blobs(107, shape)
const settings: TrainingSettings = {
  ...defaultTraining,
  epochs: 3,
  batchSize: 16,
  heldOutShare: 0.2,
  reportEvery: 4,
}

const specs = smallNets(shape, 3)

let backend: Backend
const tensors = tensorsHere()
beforeAll(async () => {
  backend = await loadBackend()
})

/** A clock that advances by 10 ms at each reading. */
function ticking(): () => number {
  let now = 0
  return () => (now += 10)
}

function trainer(
  kind: ModelKind,
  change: Partial<TrainingSettings> = {},
  by: Tensors = tensors,
): Promise<Trainer> {
  return Trainer.start(by, pictures, specs[kind], { ...settings, ...change }, ticking())
}

async function advance(training: Trainer, steps: number): Promise<void> {
  for (let i = 0; i < steps; i++) await training.step()
}

/** Equality to the last bit; the test library's own takes seconds on arrays of this size. */
function expectSame(got: NamedArrays, expected: NamedArrays): void {
  expect(Object.keys(got)).toEqual(Object.keys(expected))
  for (const [name, { shape, data }] of Object.entries(got)) {
    expect(shape).toEqual(expected[name]!.shape)
    expect(Buffer.compare(bytes(data), bytes(expected[name]!.data)), name).toBe(0)
  }
}

function bytes(data: Float32Array): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
}

async function finish(training: Trainer): Promise<TrainingCheckpoint> {
  while (!(await training.step()));
  expect(training.result().finished).toBe(true)
  const checkpoint = await training.checkpoint()
  training.dispose()
  return checkpoint
}

it.each(modelKinds)(
  'an %s learns: the held-out error falls below half of that of the best constant picture',
  async (kind) => {
    const { epochs } = await finish(await trainer(kind, { epochs: 25, learningRate: 5e-3 }))
    const size = shape.height * shape.width
    const mean = new Float64Array(size)
    for (let i = 0; i < pictures.pixels.length; i++) {
      mean[i % size] = mean[i % size]! + pictures.pixels[i]! / 255 / pictures.count
    }
    let variance = 0
    for (let i = 0; i < pictures.pixels.length; i++) {
      variance += (pictures.pixels[i]! / 255 - mean[i % size]!) ** 2 / pictures.pixels.length
    }
    expect(epochs.at(-1)!.heldOutLoss!).toBeLessThan(variance / 2)
  },
)

describe.each(['ae-dense', 'ae-conv'] as const)('training an %s', (kind) => {
  it('repeats itself bit for bit for the same seed, and differs for another', async () => {
    const losses = async (seed: number) => (await finish(await trainer(kind, { seed }))).losses
    const first = await losses(1)
    expect(await losses(1)).toEqual(first)
    expect(await losses(2)).not.toEqual(first)
  })

  it.each([1, 6, 7, 10])(
    'goes on from a checkpoint after %i steps as if it had not stopped',
    async (stop) => {
      // Six batches an epoch: 6 stops before the held-out pictures are measured, 7 in the middle of measuring.
      const whole = await finish(await trainer(kind))
      const stopped = await trainer(kind)
      await advance(stopped, stop)
      const { weights, moments, ...plain } = await stopped.checkpoint()
      stopped.dispose()
      const checkpoint = { ...JSON.parse(JSON.stringify(plain)), weights, moments } as TrainingCheckpoint
      const resumed = await finish(await Trainer.resume(tensors, pictures, checkpoint, ticking()))
      expect(resumed.losses).toEqual(whole.losses)
      expectSame(resumed.weights, whole.weights)
      expectSame(resumed.moments, whole.moments)
      const figures = (state: TrainingCheckpoint) => state.epochs.map(({ seconds: _, ...rest }) => rest)
      expect(figures(resumed)).toEqual(figures(whole))
    },
  )

  it('is the same to the last bit whether steps begin before the one before is through', async () => {
    const apart = await finish(await trainer(kind))
    const training = await trainer(kind)
    const begun: number[] = []
    while (!(await training.step(true))) if (training.begun) begun.push(training.progress().step)
    // None over the end of an epoch of six steps, whose state is kept.
    expect(begun).toEqual([1, 2, 3, 4, 5, 7, 8, 9, 10, 11, 13, 14, 15, 16, 17])
    const together = await training.checkpoint()
    training.dispose()
    expect(together.losses).toEqual(apart.losses)
    expectSame(together.weights, apart.weights)
    expectSame(together.moments, apart.moments)
  })

  it('has in a checkpoint the step that was begun', async () => {
    const training = await trainer(kind)
    await training.step(true)
    const { step, weights } = await training.checkpoint()
    training.dispose()
    const two = await trainer(kind)
    await advance(two, 2)
    expect(step).toBe(2)
    expectSame(weights, (await two.checkpoint()).weights)
    two.dispose()
  })

  it('holds no more tensors after 50 steps than after one, and none when disposed of', async () => {
    const { tf } = backend
    const before = tf.memory().numTensors
    const training = await trainer(kind, { epochs: 50 })
    await training.step()
    const after = tf.memory().numTensors
    await advance(training, 50)
    await training.network.reconstruct(pictures.pixels)
    await training.checkpoint()
    expect(tf.memory().numTensors).toBe(after)
    training.dispose()
    expect(tf.memory().numTensors).toBe(before)
  })
})

describe('a training', () => {
  it('measures the last, smaller batches with the weight of their pictures', async () => {
    // At a rate too small to move anything, the batches' mean is the error of all pictures of a kind at once.
    const small = { epochs: 1, learningRate: 1e-30 }
    const first = async (batchSize: number) =>
      (await finish(await trainer('ae-dense', { ...small, batchSize }))).epochs[0]!
    const [parts, one] = [await first(5), await first(107)]
    expect(parts.figures['reconstruction']!).toBeCloseTo(one.figures['reconstruction']!, 6)
    expect(parts.heldOutLoss!).toBeCloseTo(one.heldOutLoss!, 6)
  })

  it('reports where it stands', async () => {
    const training = await trainer('ae-dense')
    expect(training.progress()).toMatchObject({
      step: 0,
      steps: 18,
      epoch: 0,
      figures: {},
      heldOutLoss: null,
    })
    await advance(training, 8)
    const progress = training.progress()
    // Six training batches and two of measuring make the first epoch.
    expect(progress).toMatchObject({ step: 6, epoch: 1, epochs: 3 })
    expect(progress.heldOutLoss).toBeGreaterThan(0)
    // The clock gives a step 10 ms: 16 pictures in that time.
    expect(progress.picturesPerSecond).toBeGreaterThan(1000)
    expect(progress.picturesPerSecond).toBeLessThanOrEqual(1600)
    expect(progress.secondsLeft).toBeCloseTo((12 * 16) / progress.picturesPerSecond, 6)
    training.dispose()
  })

  it('reports the norm of each net’s gradient: after one step, 1 − β₁ of it is in the first moments', async () => {
    const training = await trainer('ae-dense', { reportEvery: 1 })
    await training.step()
    const { moments } = await training.checkpoint()
    const { figures } = training.progress()
    for (const net of ['encoder', 'decoder']) {
      const own = Object.entries(moments).filter(([name]) => name.startsWith(`first/${net}/`))
      const squares = own.flatMap(([, { data }]) => Array.from(data, (value) => value ** 2))
      const norm = Math.sqrt(squares.reduce((sum, square) => sum + square, 0)) / (1 - settings.beta1)
      // Of single precision.
      expect(figures[`gradient norm of ${net}`]! / norm).toBeCloseTo(1, 5)
    }
    training.dispose()
  })

  it('takes a gradient’s norm only with a point of the curve, also of a function that runs in every third step', async () => {
    const gan = defaultObjective('gan') as Extract<ObjectiveSpec, { kind: 'gan' }>
    const spec: ModelSpec = {
      ...specs['ae-dense'],
      objective: { ...gan, loss: 'wasserstein', discriminatorSteps: 3 },
    }
    const runs: Record<string, boolean[]> = {}
    const noting: ProgramMaker = (...args) => {
      const program = fastestProgram(...args)
      const { run } = program
      program.run = (name, inputs, unwanted) => {
        const results = run.call(program, name, inputs, unwanted)
        const has = Object.keys(results).some((result) => result.startsWith('gradient norm'))
        ;(runs[name] ??= []).push(has)
        return results
      }
      return program
    }
    const training = await Trainer.start(
      tensorsHere(loadBackend, noting),
      pictures,
      spec,
      { ...settings, reportEvery: 5 },
      ticking(),
    )
    await advance(training, 6)
    const [point] = training.history().losses
    training.dispose()
    // Points come after 5 steps and more; generate runs in the first and the fourth of these.
    expect(runs['discriminate']).toEqual([false, false, false, false, true, false])
    expect(runs['generate']).toEqual([false, true])
    expect(Object.keys(point!.figures)).toEqual(
      expect.arrayContaining(['gradient norm of decoder', 'gradient norm of discriminator']),
    )
  })

  it('has at the end of an epoch the state of that moment at hand', async () => {
    const training = await trainer('ae-dense')
    await advance(training, 8)
    const now = await training.checkpoint()
    expect(training.lastGood.step).toBe(now.step)
    expectSame(training.lastGood.weights, now.weights)
    training.dispose()
  })

  describe('that refines the decoder after its own epochs', () => {
    const objective = { kind: 'vae', beta: 4, likelihood: 'bernoulli' } as const
    const spec: ModelSpec = { ...specs['ae-conv'], objective }
    const settled = { ...settings, epochs: 3, refineEpochs: 3, reportEvery: 1 }
    const start = () => Trainer.start(tensors, pictures, spec, settled, ticking())

    it('leaves the encoder, makes pictures again more closely, and reports no more of the objective', async () => {
      const training = await start()
      while (training.progress().epoch < 3) await training.step()
      const { weights } = training.lastGood
      const last = await finish(training)
      const of = (net: string, arrays: NamedArrays) =>
        Object.fromEntries(Object.entries(arrays).filter(([name]) => name.startsWith(`${net}/`)))
      expectSame(of('encoder', last.weights), of('encoder', weights))
      expect(last.weights['decoder/picture/kernel']!.data).not.toEqual(
        weights['decoder/picture/kernel']!.data,
      )
      expect(last.epochs.map(({ figures }) => 'KL divergence' in figures)).toEqual([
        ...[true, true, true],
        ...[false, false, false],
      ])
      const [before, after] = [last.epochs[2]!, last.epochs[5]!]
      expect(after.heldOutLoss!).toBeLessThan(before.heldOutLoss!)
    })

    it('takes the first step of it as Adam takes its first, at the schedule’s beginning', async () => {
      const training = await start()
      while (training.progress().epoch < 3) await training.step()
      const before = training.lastGood.weights['decoder/picture/bias']!.data[0]!
      const { learningRate } = training.progress()
      await training.step()
      const after = (await training.checkpoint()).weights['decoder/picture/bias']!.data[0]!
      // Whatever the gradient, its first step is as long as the rate.
      expect(Math.abs(after - before) / learningRate).toBeCloseTo(1, 2)
      training.dispose()
    })

    it.each([18, 20, 26])(
      'goes on from a checkpoint after %i steps of either as if it had not stopped',
      async (stop) => {
        const whole = await finish(await start())
        const stopped = await start()
        while (stopped.progress().step < stop) await stopped.step()
        const checkpoint = await stopped.checkpoint()
        stopped.dispose()
        const resumed = await finish(await Trainer.resume(tensors, pictures, checkpoint, ticking()))
        expect(resumed.losses).toEqual(whole.losses)
        expectSame(resumed.weights, whole.weights)
      },
    )
  })

  it('stops with the last good state where the loss becomes NaN', async () => {
    const ill: ProgramMaker = (...args) => {
      const program = fastestProgram(...args)
      const { run } = program
      let steps = 0
      program.run = (name, inputs) =>
        name === 'train' && ++steps === 8
          ? { reconstruction: Float32Array.of(Number.NaN) }
          : run.call(program, name, inputs)
      return program
    }
    const wild = await trainer('ae-dense', {}, tensorsHere(loadBackend, ill))
    // Six batches and two of measuring make an epoch, after which the state is kept; then the seventh.
    await advance(wild, 8)
    const kept = await wild.checkpoint()
    expect(kept.step).toBe(6)
    await wild.step()
    await expect(wild.step()).rejects.toThrow(
      /in step 8 the reconstruction is NaN\. The state after step 6 is kept; train anew/,
    )
    expect(wild.result().finished).toBe(false)
    const last = await wild.checkpoint()
    expect(last.step).toBe(6)
    expect(last.epochs).toHaveLength(1)
    expectSame(last.weights, kept.weights)
    expectSame(last.moments, kept.moments)
    wild.dispose()
  })

  it('refuses settings and checkpoints that do not fit, naming what to change', async () => {
    await expect(trainer('ae-dense', { learningRate: Number.NaN })).rejects.toThrow(/learningRate .* above 0/)
    const steep = { kind: 'exponential', end: 7 } as const
    await expect(trainer('ae-dense', { schedule: steep })).rejects.toThrow(/schedule .* from 0 to 1; got .*7/)
    await expect(trainer('ae-dense', { batchSize: 0 })).rejects.toThrow(/batchSize .* 1 to 8192, got 0/)
    const training = await trainer('ae-dense')
    const checkpoint = await training.checkpoint()
    training.dispose()
    const fewer = blobs(106, shape)
    await expect(Trainer.resume(tensors, fewer, checkpoint, ticking())).rejects.toThrow(
      /107 pictures, got 106/,
    )
    const { 'first/encoder/code/bias': _, ...moments } = checkpoint.moments
    await expect(Trainer.resume(tensors, pictures, { ...checkpoint, moments }, ticking())).rejects.toThrow(
      /"first\/encoder\/code\/bias" of shape \[3\], got none/,
    )
    const newer = { ...checkpoint, format: 2 as unknown as 1 }
    await expect(Trainer.resume(tensors, pictures, newer, ticking())).rejects.toThrow(/format 1, got 2/)
  })
})
