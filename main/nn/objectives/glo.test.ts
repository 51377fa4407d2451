import { describe, expect, it } from 'vitest'
import { random } from '../../../shared/random'
import { loadBackend } from '../backend'
import { scalePixels } from '../batches'
import { blobs } from '../blobs.fixture'
import { tensorsHere } from '../tensors'
import { Trainer } from '../trainer'
import { defaultTraining } from '../training'
import { gaussianOf, whitened } from './code-gaussian'
import { laplacianDistance } from './laplacian-pyramid'

const { tf } = await loadBackend()
const shape = { height: 10, width: 8, channels: 1 }
const pictures = blobs(200, shape)
const latent = 3
const objective = { kind: 'glo', squares: 1, codeRate: 10 } as const
const spec = { kind: 'ae-dense', ...shape, latent, hidden: [48, 24], activation: 'silu', objective } as const
const settings = { ...defaultTraining, batchSize: 36, learningRate: 1e-2, epochs: 80, reportEvery: 1 }

const normals = (count: number, seed: number) => {
  const source = random(seed)
  return Float32Array.from({ length: count }, () => source.normal())
}
const mean = (values: Float32Array) => values.reduce((sum, value) => sum + value, 0) / values.length

async function finish(trainer: Trainer): Promise<Trainer> {
  while (!(await trainer.step()));
  return trainer
}
const begun = (change: Partial<typeof settings> = {}) =>
  Trainer.start(tensorsHere(), pictures, spec, { ...settings, ...change }, () => 0)

describe('generative latent optimisation', () => {
  it('learns a code within the unit ball for each picture, and an encoder that finds it', async () => {
    const trainer = await finish(await begun())
    const { kept, epochs } = await trainer.checkpoint()
    const { figures, heldOutLoss } = epochs.at(-1)!
    const rows = Array.from({ length: trainer.split.training.length }, (_, i) =>
      Math.hypot(...kept['codes']!.data.subarray(i * latent, (i + 1) * latent)),
    )
    expect(Math.max(...rows)).toBeLessThan(1 + 1e-6)
    // The mean picture leaves the variance; codes that say nothing would.
    const values = scalePixels(pictures.pixels)
    const variance = tf
      .moments(tf.tensor2d(values, [200, 80]), 0)
      .variance.mean()
      .dataSync()[0]!
    expect(figures['error of learned codes']!).toBeLessThan(variance / 5)
    expect(heldOutLoss!).toBeLessThan(variance / 2)
    trainer.dispose()
  })

  it('draws codes with the mean and covariance of those it learned', async () => {
    const trainer = await finish(await begun({ epochs: 10 }))
    const learned = (await trainer.checkpoint()).kept['codes']!.data
    const draws = 20_000
    const noise = normals(draws * latent, 4)
    const drawn = await trainer.network.program.run('draw', { noise, choice: new Int32Array(draws) })
    const [ofLearned, ofDrawn] = [
      await gaussianOf(learned, latent),
      await gaussianOf(drawn['codes']!, latent),
    ]
    // A deviation is estimated to 1/√(2 · 20,000) = 0.5 % of it.
    ofLearned.factor.forEach((value, at) => expect(Math.abs(ofDrawn.factor[at]! - value)).toBeLessThan(0.02))
    ofLearned.mean.forEach((value, k) => expect(Math.abs(ofDrawn.mean[k]! - value)).toBeLessThan(0.02))
    trainer.dispose()
  })

  it('goes on with its codes where it was interrupted, as if it had not been', async () => {
    const whole = await finish(await begun({ epochs: 3 }))
    const first = await begun({ epochs: 3 })
    for (let step = 0; step < 8; step++) await first.step()
    const checkpoint = await first.checkpoint()
    const second = await finish(await Trainer.resume(tensorsHere(), pictures, checkpoint, () => 0))
    expect(second.history().losses).toEqual(whole.history().losses)
    for (const trainer of [whole, first, second]) trainer.dispose()
  })
})

describe('the normal distribution of codes', () => {
  it('has their mean and covariance, also where they do not vary in some direction', async () => {
    const [n, d] = [500, 4]
    const base = normals(n * 2, 5)
    // The third coordinate is twice the first, the fourth is 7.
    const codes = Float32Array.from({ length: n * d }, (_, at) => {
      const [a, b] = [base[2 * Math.floor(at / d)]!, base[2 * Math.floor(at / d) + 1]!]
      return [a, a + b, 2 * a, 7][at % d]!
    })
    const { mean: middle, factor } = await gaussianOf(codes, d)
    const column = (k: number) => codes.filter((_, at) => at % d === k)
    for (let k = 0; k < d; k++) {
      expect(middle[k]!).toBeCloseTo(mean(column(k)), 4)
      for (let j = 0; j < d; j++) {
        const [a, b] = [column(k), column(j)]
        const covariance = mean(a.map((value, i) => (value - mean(a)) * (b[i]! - mean(b))))
        const product = [0, 1, 2, 3].reduce((sum, m) => sum + factor[k * d + m]! * factor[j * d + m]!, 0)
        expect(product).toBeCloseTo(covariance, 3)
      }
    }
  })
})

describe('whitened codes', () => {
  it('have mean 0 and covariance I', async () => {
    const base = normals(600, 7)
    const codes = base.map((value, at) => (at % 3 === 1 ? 5 + 3 * value + base[at - 1]! : value))
    const { mean: middle, factor } = await gaussianOf(await whitened(codes, 3), 3)
    middle.forEach((value) => expect(value).toBeCloseTo(0, 5))
    factor.forEach((value, at) => expect(value).toBeCloseTo(at % 4 === 0 ? 1 : 0, 5))
  })
})

describe('the Laplacian distance', () => {
  const distanceOf = (values: Float32Array, size: [number, number, number, number]) =>
    laplacianDistance(tf, tf.tensor4d(values, size)).dataSync()[0]!

  it('of an even difference is its size: there is no detail', () => {
    expect(distanceOf(new Float32Array(2 * 28 * 28 * 3).fill(-0.25), [2, 28, 28, 3])).toBeCloseTo(0.25, 2)
  })

  it('is the sum of the mean absolute values of its levels, each by itself in every channel', () => {
    const [height, width] = [9, 6]
    const values = normals(height * width * 2, 6)
    const channel = (k: number) => values.filter((_, at) => at % 2 === k)
    const [first, second] = [0, 1].map((k) => pyramid(channel(k), height, width))
    // Absolute values are rounded off by up to a thousandth in each of three terms.
    expect(distanceOf(values, [1, height, width, 2])).toBeCloseTo((first! + second!) / 2, 2)
  })
})

/** The distance of one channel, pixel by pixel. */
function pyramid(x: Float32Array, height: number, width: number): number {
  if (Math.min(height, width) < 4) return mean(x.map(Math.abs))
  const taps = [1, 4, 6, 4, 1]
  const at = (row: number, column: number) => {
    let [sum, weights] = [0, 0]
    for (let i = -2; i <= 2; i++) {
      for (let j = -2; j <= 2; j++) {
        const [r, c] = [row + i, column + j]
        if (r < 0 || c < 0 || r >= height || c >= width) continue
        const weight = taps[i + 2]! * taps[j + 2]!
        sum += weight * x[r * width + c]!
        weights += weight
      }
    }
    return sum / weights
  }
  const detail = x.map((value, i) => Math.abs(value - at(Math.floor(i / width), i % width)))
  const [halfHeight, halfWidth] = [Math.ceil(height / 2), Math.ceil(width / 2)]
  // "Same" padding of stride 2 leaves out as much at the end as at the start: one pixel less at the start of an even side.
  const [top, left] = [height, width].map((side) => (side % 2 === 0 ? 1 : 0))
  const half = Float32Array.from({ length: halfHeight * halfWidth }, (_, i) =>
    at(2 * Math.floor(i / halfWidth) + top!, 2 * (i % halfWidth) + left!),
  )
  return mean(detail) + pyramid(half, halfHeight, halfWidth)
}
