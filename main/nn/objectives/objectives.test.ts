import type { Tensor2D } from '@tensorflow/tfjs-node-gpu'
import { describe, expect, it } from 'vitest'
import { random } from '../../../shared/random'
import { loadBackend } from '../backend'
import { gatherPixels, scalePixels } from '../batches'
import { blobs } from '../blobs.fixture'
import { Encoding } from '../encode'
import type { ObjectiveSpec } from '../../../shared/objectives'
import { tensorsHere } from '../tensors'
import { Trainer } from '../trainer'
import { defaultTraining } from '../training'
import { mmdImq } from './divergences'

const { tf } = await loadBackend()
const shape = { height: 10, width: 8, channels: 1 }
const pictures = blobs(200, shape)
const latent = 3
const settings = { ...defaultTraining, batchSize: 36, learningRate: 3e-3, reportEvery: 5 }

function train(objective: ObjectiveSpec): Promise<Trainer> {
  const net = { kind: 'ae-dense', ...shape, latent, hidden: [48, 24], activation: 'silu' } as const
  return Trainer.start(tensorsHere(), pictures, { ...net, objective }, { ...settings, epochs: 60 }, () => 0)
}

async function finish(trainer: Trainer): Promise<Trainer> {
  while (!(await trainer.step()));
  return trainer
}

async function codesOf({ network }: Trainer): Promise<Tensor2D> {
  const encoding = new Encoding(network, pictures)
  while (!(await encoding.step()));
  const { rows, columns, data } = encoding.result()
  return tf.tensor2d(data, [rows, columns])
}

function standardNormal(rows: number): Tensor2D {
  const source = random(5)
  return tf.tensor2d(
    Float32Array.from({ length: rows * latent }, () => source.normal()),
    [rows, latent],
  )
}

/** How far a training's codes are from N(0, I). */
async function discrepancy(trainer: Trainer): Promise<number> {
  const codes = await codesOf(trainer)
  return mmdImq(tf, codes, standardNormal(codes.shape[0]), 1).dataSync()[0]!
}

/** Pictures of codes drawn from the prior, and how unlike each other they are. */
async function drawn(
  { network }: Trainer,
  clusters: number,
): Promise<{ made: Float32Array; variance: number }> {
  const source = random(9)
  const noise = Float32Array.from({ length: 40 * latent }, () => source.normal())
  const choice = Int32Array.from({ length: 40 }, () => Math.floor(clusters * source.uniform()))
  const codes = (await network.program.run('draw', { noise, choice }))['codes']!
  const made = await network.decode(codes)
  const variance = tf
    .moments(tf.tensor2d(made, [40, 80]), 0)
    .variance.mean()
    .dataSync()[0]!
  return { made, variance }
}

/** Pictures of the prior are at most half as far from the nearest real one as an even grey is. */
async function expectPicturesLikeReal(trainer: Trainer, clusters: number): Promise<void> {
  const { made } = await drawn(trainer, clusters)
  const real = tf.tensor2d(scalePixels(pictures.pixels), [200, 80])
  const nearest = (rows: Tensor2D) =>
    tf.min(tf.sum(tf.squaredDifference(tf.expandDims(rows, 1), tf.expandDims(real, 0)), 2), 1).mean()
  const [ofMade, ofGrey] = [tf.tensor2d(made, [40, 80]), tf.fill([40, 80], tf.mean(real).dataSync()[0]!)]
  const [near, far] = [nearest(ofMade), nearest(ofGrey as Tensor2D)].map((value) => value.dataSync()[0]!)
  expect(near!).toBeLessThan(far! / 2)
}

describe('an objective with a prior', () => {
  it.each<ObjectiveSpec>([
    { kind: 'vae', beta: 1, likelihood: 'gaussian' },
    { kind: 'vae', beta: 1, likelihood: 'bernoulli' },
    { kind: 'wae-mmd', lambda: 10, deviation: 1 },
    { kind: 'wae-gan', lambda: 5, deviation: 1, units: 32 },
  ])('brings the codes towards it, and new codes make pictures of all kinds: %o', async (objective) => {
    const [plain, shaped] = [await finish(await train({ kind: 'ae' })), await finish(await train(objective))]
    expect(await discrepancy(shaped)).toBeLessThan((await discrepancy(plain)) / 2)
    const { made, variance } = await drawn(shaped, 1)
    expect(made.every((value) => value >= 0 && value <= 1)).toBe(true)
    const given = tf.moments(tf.tensor2d(scalePixels(pictures.pixels), [200, 80]), 0).variance.mean()
    // A decoder that ignores its codes would make one picture.
    expect(variance).toBeGreaterThan(given.dataSync()[0]! / 5)
    const figures = shaped.history().epochs.at(-1)!.figures
    expect(figures['reconstruction']!).toBeLessThan(given.dataSync()[0]!)
    plain.dispose()
    shaped.dispose()
  })
})

describe('the Wasserstein autoencoder with a discriminator', () => {
  it('changes the discriminator in a step of its own, and reports both sides', async () => {
    const trainer = await train({ kind: 'wae-gan', lambda: 1, deviation: 1, units: 16 })
    const before = await trainer.network.exportWeights()
    await trainer.step()
    const after = await trainer.network.exportWeights()
    const changed = Object.keys(before).filter(
      (name) => Buffer.compare(bytes(before[name]!.data), bytes(after[name]!.data)) !== 0,
    )
    expect(changed).toContain('discriminator/dense1/kernel')
    expect(changed).toContain('encoder/code/kernel')
    expect(changed).toContain('decoder/picture/kernel')
    for (let step = 1; step < 5; step++) await trainer.step()
    const { figures } = trainer.history().losses[0]!
    expect(Object.keys(figures).sort()).toEqual([
      'discriminator',
      'encoder against discriminator',
      'gradient norm of decoder',
      'gradient norm of discriminator',
      'gradient norm of encoder',
      'reconstruction',
    ])
    // Of a discriminator that knows nothing yet: 2 log 2.
    expect(figures['discriminator']).toBeGreaterThan(1)
    expect(figures['discriminator']).toBeLessThan(1.6)
    trainer.dispose()
  })
})

describe('the symmetric Wasserstein autoencoder', () => {
  const objective = { kind: 'swae', beta: 0.5, alpha: 1, pseudoInputs: 20 } as const

  it('begins with the first pictures of the training as pseudo-inputs, and learns them', async () => {
    const trainer = await train(objective)
    const inputs = async () => (await trainer.network.exportWeights())['prior/inputs']!
    const start = (await inputs()).data
    const given = scalePixels(gatherPixels(pictures, trainer.split.training.subarray(0, 20)))
    const apart = start.map((value, i) => value - given[i]!)
    const deviation = Math.sqrt(apart.reduce((sum, value) => sum + value ** 2, 0) / apart.length)
    expect(deviation).toBeGreaterThan(0.008)
    expect(deviation).toBeLessThan(0.012)
    await trainer.step()
    expect((await inputs()).data).not.toEqual(start)
    trainer.dispose()
  })

  it('makes pictures of the conditional priors that are near to real ones', async () => {
    const trainer = await finish(await train(objective))
    await expectPicturesLikeReal(trainer, 20)
    trainer.dispose()
  })
})

describe('the variational autoencoder with a prior of pseudo-inputs', () => {
  it('makes pictures of its prior that are near to real ones', async () => {
    const trainer = await finish(
      await train({ kind: 'vamp', beta: 1, likelihood: 'gaussian', pseudoInputs: 20 }),
    )
    await expectPicturesLikeReal(trainer, 20)
    trainer.dispose()
  })
})

function bytes(data: Float32Array): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
}
