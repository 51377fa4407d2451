import { describe, expect, it } from 'vitest'
import type { MapMethod, MapSpec, MapTraining } from '../../../shared/contracts/mapper'
import { matrix, type Matrix } from '../../../shared/matrix'
import { random } from '../../../shared/random'
import { loadBackend } from '../backend'
import { match } from '../../ot/matching.fixture'
import { expectSameFigures, remembered } from '../captured.fixture'
import { eagerProgram, fastestProgram, type ProgramMaker } from '../program-maker'
import { tensorsHere } from '../tensors'
import { LearnedMap } from './learned-map'
import type { Match } from '../matching'
import { mapperSettings } from '../../../shared/mapper-settings'
import { MapTrainer, type MapCheckpoint } from './trainer'

const backend = await loadBackend()

/** Uniform on a square of side 2 about (3, 3): noise uniform on [−1, 1]² moves there by x + (3, 3). */
const square = ((): Matrix => {
  const source = random(11)
  return matrix(
    600,
    2,
    Float32Array.from({ length: 1200 }, () => 2 + 2 * source.uniform()),
  )
})()

const adversarial: Extract<MapMethod, { kind: 'gan' }> = {
  kind: 'gan',
  game: 'non-saturating',
  lipschitz: { kind: 'none' },
  pack: 1,
  discriminatorSteps: 1,
  discriminatorHidden: [32],
  discriminatorActivation: 'silu',
}

const small: Readonly<Record<string, MapMethod>> = {
  OTtrans: { kind: 'ottrans', regression: 'l2', pairs: 0 },
  OTgen: { kind: 'otgen', regression: 'l1', pairs: 0, diversity: 0.5 },
  'a potential': { kind: 'kantorovich', pairs: 0, lambda: 0.1, compares: 'norms', entropy: 0 },
  IMLE: { kind: 'imle', draws: 256 },
  PacGAN: { ...adversarial, pack: 3 },
  'a maxout discriminator': { ...adversarial, discriminatorActivation: 'maxout' },
  'a minimax game': { ...adversarial, game: 'minimax' },
  WGAN: {
    ...adversarial,
    game: 'wasserstein',
    lipschitz: { kind: 'clipping', bound: 0.05 },
    discriminatorSteps: 2,
  },
  'WGAN-GP': { ...adversarial, game: 'wasserstein', lipschitz: { kind: 'penalty', weight: 1 } },
}
const methods = Object.entries(small)

const settings: MapTraining = {
  ...mapperSettings('otgen', 2, 'paper').training,
  steps: 400,
  batchSize: 64,
  learningRate: 3e-3,
  reportEvery: 10,
}

const specOf = (method: MapMethod): MapSpec => ({
  dimension: 2,
  noise: 'uniform',
  noiseDimension: 2,
  hidden: [32, 32],
  // Smooth: rounding that carries a value over a rectifier's kink would change its gradient at once.
  activation: 'silu',
  normalisation: method.kind === 'gan' ? 'batch' : 'none',
  method,
})

async function train(
  method: MapMethod,
  changed: Partial<MapTraining> = {},
  makeProgram: ProgramMaker = fastestProgram,
  targets: Matrix = square,
  matching: Match = match,
): Promise<MapCheckpoint> {
  const tensors = tensorsHere(loadBackend, makeProgram)
  const training = { ...settings, ...changed }
  const trainer = await MapTrainer.start(tensors, targets, specOf(method), training, matching, () => 0)
  while (!(await trainer.step()));
  const checkpoint = await trainer.checkpoint()
  trainer.dispose()
  return checkpoint
}

const last = ({ losses }: MapCheckpoint) => losses.at(-1)!.figures

/** Root mean square distance of what a map makes of noise from x + (3, 3). */
async function errorOf({ spec, weights }: MapCheckpoint): Promise<number> {
  const map = await LearnedMap.open(tensorsHere(), spec, weights)
  const source = random(3)
  const noise = matrix(
    400,
    2,
    Float32Array.from({ length: 800 }, () => 2 * source.uniform() - 1),
  )
  const made = await map.map(noise)
  map.dispose()
  let squares = 0
  for (let at = 0; at < made.data.length; at++) squares += (made.data[at]! - noise.data[at]! - 3) ** 2
  return Math.sqrt(squares / 400)
}

describe.each(methods)('a map learned by %s', (_name, method) => {
  it.runIf(backend.native)('has the figures of the same steps run op by op', async () => {
    // Gradients jump where pieces of maxout meet: of few values in small steps, rounding carries none across.
    const kinked = method.kind === 'gan' && method.discriminatorActivation === 'maxout'
    const tested = kinked ? { ...method, discriminatorHidden: [4] } : method
    const pace = kinked ? { learningRate: 1e-4, batchSize: 16 } : { learningRate: 1e-3 }
    const changed = { ...pace, steps: 200, reportEvery: 1 }
    const figures = async (makeProgram: ProgramMaker, matching: Match) =>
      (await train(tested, changed, makeProgram, square, matching)).losses.map(({ figures }) => figures)
    const matching = remembered(match)
    const eager = await figures(eagerProgram, matching.first)
    expectSameFigures(await figures(fastestProgram, matching.again), eager)
  })

  it('is the same for the same seed, and another for another', async () => {
    const changed = { steps: 20, reportEvery: 1 }
    const [one, same, other] = [
      await train(method, changed),
      await train(method, changed),
      await train(method, { ...changed, seed: 2 }),
    ]
    expect(same.losses).toEqual(one.losses)
    expect(other.losses).not.toEqual(one.losses)
  })

  it('stops where a figure is no number, names it and keeps the last good state', async () => {
    // Codes so far that their sum is more than the largest number.
    const far = { ...square, data: square.data.map((value) => value * 5e37) }
    const spec = specOf(method)
    const trainer = await MapTrainer.start(tensorsHere(), far, spec, settings, match, () => 0)
    const training = async () => {
      while (!(await trainer.step()));
    }
    await expect(training()).rejects.toMatchObject({
      code: 'training-diverged',
      message: expect.stringMatching(
        /the (regression|potential|discriminator) of step \d+ is (NaN|Infinity)/,
      ) as string,
    })
    expect((await trainer.checkpoint()).step).toBe(0)
    trainer.dispose()
  })
})

describe('optimal transport by a net', () => {
  it.each<MapMethod>([
    { kind: 'ottrans', regression: 'l2', pairs: 0 },
    { kind: 'ottrans', regression: 'l1', pairs: 500 },
    { kind: 'kantorovich', pairs: 500, lambda: 1, compares: 'norms', entropy: 0 },
    { kind: 'kantorovich', pairs: 0, lambda: 1, compares: 'vectors', entropy: 0 },
  ])('moves a square onto its translate by the translation: %o', async (method) => {
    // Matchings of 64 points of a square of side 2 move each by some 2/√64 beside the translation; a net means that over
    // its steps, and a slope held to lengths alone turns a little. What does not move noise the optimal way, a turned
    // square, has 1.6.
    expect(await errorOf(await train(method))).toBeLessThan(0.4)
  })
})

describe("Kantorovich's potential", () => {
  it('is what noise is moved up by: its slope is the way', async () => {
    const method: MapMethod = { kind: 'kantorovich', pairs: 0, lambda: 1, compares: 'vectors', entropy: 0 }
    const { spec, weights } = await train(method, { steps: 50 })
    const map = await LearnedMap.open(tensorsHere(), spec, weights)
    const step = 0.01
    const heights = await map.potential(matrix(2, 2, Float32Array.of(0.2 - step, 0.3, 0.2 + step, 0.3)))
    const moved = await map.map(matrix(1, 2, Float32Array.of(0.2, 0.3)))
    map.dispose()
    // Central differences of single precision: 1e-7 of a height of some 10 over 0.02, and the third derivative by 1e-4.
    expect((heights[1]! - heights[0]!) / (2 * step)).toBeCloseTo(moved.data[0]! - 0.2, 2)
  })

  it('is asked of no other map', async () => {
    const { spec, weights } = await train(small['OTgen']!, { steps: 1 })
    const map = await LearnedMap.open(tensorsHere(), spec, weights)
    await expect(map.potential(matrix(1, 2))).rejects.toThrow(
      /Expected a map by Kantorovich’s potential, got otgen/,
    )
    map.dispose()
  })
})

describe('a generator against a discriminator', () => {
  it.each(methods.filter(([, method]) => method.kind === 'gan'))(
    'brings its codes to where the real ones lie: %s',
    async (_name, method) => {
      const { spec, weights } = await train(method, { steps: 600, learningRate: 2e-3, beta1: 0.5 })
      const map = await LearnedMap.open(tensorsHere(), spec, weights)
      const { data, rows } = await map.draw(500, 1)
      map.dispose()
      const inside = Array.from({ length: rows }, (_, i) => data.subarray(2 * i, 2 * i + 2)).filter((code) =>
        code.every((value) => value > 1.5 && value < 4.5),
      )
      // None of them lie there at the start, about the origin.
      expect(inside.length / rows).toBeGreaterThan(0.5)
    },
  )
})

describe('implicit maximum likelihood', () => {
  it('leaves no code without one made near to it, be it of few', async () => {
    // Nine tenths lie about (−1, 0), the others about (1, 1).
    const source = random(12)
    const rare = (i: number) => i % 10 === 0
    const codes = Float32Array.from({ length: 800 }, (_, at) => {
      const i = Math.floor(at / 2)
      const middle = rare(i) ? [1, 1] : [-1, 0]
      return middle[at % 2]! + 0.1 * source.normal()
    })
    const clusters = matrix(400, 2, codes)
    const { spec, weights } = await train(small['IMLE']!, { steps: 800 }, fastestProgram, clusters)
    const map = await LearnedMap.open(tensorsHere(), spec, weights)
    const { data, rows } = await map.draw(400, 1)
    map.dispose()
    const fromNearest = Array.from({ length: 400 }, (_, i) => {
      const distances = Array.from({ length: rows }, (_, j) =>
        Math.hypot(data[2 * j]! - codes[2 * i]!, data[2 * j + 1]! - codes[2 * i + 1]!),
      )
      return Math.min(...distances)
    })
    const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
    // Each cluster has a deviation of 0.1; the other is ten times as far.
    expect(mean(fromNearest)).toBeLessThan(0.1)
    expect(mean(fromNearest.filter((_, i) => rare(i)))).toBeLessThan(0.1)
  })
})

describe("OTgen's diversity term", () => {
  it('brings codes as far from each other as the real ones are, sooner than the regression alone', async () => {
    // A net begins narrow. Later both are at what drawing other pairs makes of the term.
    const diversity = async (weight: number) =>
      last(await train({ kind: 'otgen', regression: 'l1', pairs: 0, diversity: weight }, { steps: 40 }))[
        'diversity'
      ]!
    expect(await diversity(5)).toBeLessThan((await diversity(0)) / 2)
  })

  it('is kept on noise that was drawn once, too', async () => {
    const figures = last(await train({ kind: 'otgen', regression: 'l2', pairs: 200, diversity: 1 }))
    // Squared distance to matched codes: 64 points of the same square have 4·2·log 64/(2π·64) of it, some 0.1.
    expect(figures['regression']).toBeLessThan(0.3)
  })
})
