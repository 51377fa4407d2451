import { describe, expect, it } from 'vitest'
import { random } from '../../../shared/random'
import { defaultObjective, type ObjectiveSpec } from '../../../shared/objectives'
import { scalePixels } from '../batches'
import { blobs } from '../blobs.fixture'
import { matchCosts } from '../../ot/matching.fixture'
import { tensorsHere } from '../tensors'
import { Trainer } from '../trainer'
import { defaultTraining } from '../training'
import type { NamedArrays } from '../weights'

const shape = { height: 10, width: 8, channels: 1 }
const pictures = blobs(200, shape)
const latent = 3
const net = { kind: 'ae-dense', ...shape, latent, hidden: [48, 24], activation: 'silu' } as const
const settings = {
  ...defaultTraining,
  batchSize: 36,
  learningRate: 2e-3,
  beta1: 0.5,
  epochs: 240,
  reportEvery: 5,
}
type Gan = Extract<ObjectiveSpec, { kind: 'gan' }>
const gan = (change: Partial<Gan>): Gan => ({ ...(defaultObjective('gan') as Gan), ...change })

async function trained(
  objective: ObjectiveSpec,
  epochs = settings.epochs,
  given?: NamedArrays,
): Promise<Trainer> {
  const spec = { ...net, objective }
  const chosen = { ...settings, epochs }
  const trainer = await Trainer.start(tensorsHere(), pictures, spec, chosen, () => 0, given, matchCosts)
  while (!(await trainer.step()));
  return trainer
}

async function picturesDrawn({ network }: Trainer): Promise<Float32Array> {
  const source = random(9)
  const noise = Float32Array.from({ length: 200 * latent }, () => source.normal())
  const codes = (await network.program.run('draw', { noise, choice: new Int32Array(200) }))['codes']!
  return network.decode(codes)
}

const size = shape.height * shape.width
const real = scalePixels(pictures.pixels)
const rowsOf = (values: Float32Array): Float32Array[] =>
  Array.from({ length: values.length / size }, (_, i) => values.subarray(i * size, (i + 1) * size))
const squared = (a: Float32Array, b: Float32Array) =>
  a.reduce((sum, value, i) => sum + (value - b[i]!) ** 2, 0)
const mean = (numbers: readonly number[]) => numbers.reduce((sum, value) => sum + value, 0) / numbers.length

/** Mean squared distance of pictures from the nearest real one, and of each from the next. */
function likeness(made: Float32Array): { fromReal: number; apart: number } {
  const rows = rowsOf(made)
  const reals = rowsOf(real)
  const fromReal = mean(rows.map((row) => Math.min(...reals.map((other) => squared(row, other)))))
  return { fromReal, apart: mean(rows.slice(1).map((row, i) => squared(row, rows[i]!))) }
}

describe('an adversarial objective', () => {
  it.each<ObjectiveSpec>([
    gan({ loss: 'minimax' }),
    gan({ loss: 'non-saturating', packing: 2 }),
    gan({ loss: 'least-squares', prior: 'uniform' }),
    gan({ loss: 'wasserstein', discriminatorSteps: 3, bound: 0.1 }),
    gan({ loss: 'wasserstein-gp', discriminatorSteps: 3 }),
    { kind: 'wgan-qc', gamma: 0.1 },
    { kind: 'ali', units: 32 },
  ])('draws pictures like real ones, and unlike each other: %o', async (objective) => {
    const trainer = await trained(objective)
    const made = likeness(await picturesDrawn(trainer))
    const { apart } = likeness(real)
    // One picture again and again may be like a real one, and noise unlike itself, but neither is both.
    expect(made.fromReal).toBeLessThan(apart / 2)
    expect(made.apart).toBeGreaterThan(apart / 4)
    // Guessing a code of N(0, I) without looking would leave 1.
    const { figures } = trainer.history().epochs.at(-1)!
    if (objective.kind !== 'ali') expect(figures['latent regression']).toBeLessThan(0.6)
    trainer.dispose()
  })
})

describe('the steps of a game', () => {
  const begun = (objective: ObjectiveSpec, given?: NamedArrays) =>
    Trainer.start(tensorsHere(), pictures, { ...net, objective }, settings, () => 0, given)
  const weightsOf = async ({ network }: Trainer) => network.exportWeights()
  const changed = (before: NamedArrays, after: NamedArrays) =>
    Object.keys(before).filter((name) =>
      before[name]!.data.some((value, i) => value !== after[name]!.data[i]),
    )

  it('change the generator on every so manieth batch, and keep clipped weights within their bound', async () => {
    const trainer = await begun(gan({ loss: 'wasserstein', discriminatorSteps: 2, bound: 0.02 }))
    const states = [await weightsOf(trainer)]
    for (let step = 0; step < 3; step++) {
      await trainer.step()
      states.push(await weightsOf(trainer))
    }
    const roles = [0, 1, 2].map(
      (i) => new Set(changed(states[i]!, states[i + 1]!).map((name) => name.split('/')[0])),
    )
    expect(roles.map((role) => [...role].sort())).toEqual([
      ['decoder', 'discriminator', 'encoder'],
      ['discriminator', 'encoder'],
      ['decoder', 'discriminator', 'encoder'],
    ])
    const bounds = Object.entries(states.at(-1)!)
      .filter(([name]) => name.startsWith('discriminator/'))
      .map(([, { data }]) => data.reduce((most, value) => Math.max(most, Math.abs(value)), 0))
    // The bound itself, in single precision.
    expect(Math.max(...bounds)).toBe(Math.fround(0.02))
    trainer.dispose()
  })

  it('give other losses for another seed, and the same for the same', async () => {
    const losses = async (seed: number) => {
      const spec = { ...net, objective: gan({ loss: 'minimax' }) }
      const short = { ...settings, seed, epochs: 1, reportEvery: 1 }
      const trainer = await Trainer.start(tensorsHere(), pictures, spec, short, () => 0)
      while (!(await trainer.step()));
      trainer.dispose()
      return trainer.history().losses
    }
    const first = await losses(1)
    expect(await losses(1)).toEqual(first)
    expect(await losses(2)).not.toEqual(first)
  })

  it('leave the encoder and the generated codes of AE-OT-GAN as they were given', async () => {
    const autoencoder = await begun({ kind: 'ae' })
    for (let step = 0; step < 20; step++) await autoencoder.step()
    const given = await weightsOf(autoencoder)
    const objective: ObjectiveSpec = { ...defaultObjective('ae-ot-gan'), pool: 30 } as ObjectiveSpec
    const codes = { shape: [30, latent], data: Float32Array.from({ length: 90 }, (_, i) => i / 90) }
    const trainer = await begun(objective, { ...given, 'generator/codes': codes })
    const before = await weightsOf(trainer)
    expect(before['encoder/code/kernel']!.data).toEqual(given['encoder/code/kernel']!.data)
    for (let step = 0; step < 3; step++) await trainer.step()
    const roles = new Set(changed(before, await weightsOf(trainer)).map((name) => name.split('/')[0]))
    expect([...roles].sort()).toEqual(['decoder', 'discriminator'])
    const drawn = await trainer.network.program.run('draw', {
      noise: new Float32Array(2 * latent),
      choice: Int32Array.of(7, 29),
    })
    expect(drawn['codes']).toEqual(Float32Array.of(...codes.data.slice(21, 24), ...codes.data.slice(87)))
    autoencoder.dispose()
    trainer.dispose()
  })
})

describe('a refined decoder', () => {
  it('makes pictures again more closely, of codes that stay as they were', async () => {
    const start = await trained({ kind: 'vae', beta: 4, likelihood: 'bernoulli' }, 40)
    const given = await start.network.exportWeights()
    const refined = await trained({ kind: 'refine' }, 40, given)
    const error = (trainer: Trainer) => trainer.history().epochs.at(-1)!.heldOutLoss!
    expect(error(refined)).toBeLessThan(error(start))
    const bytes = pictures.pixels.slice(0, 10 * size)
    expect(await refined.network.encode(bytes)).toEqual(await start.network.encode(bytes))
    start.dispose()
    refined.dispose()
  })
})
