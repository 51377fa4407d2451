import { describe, expect, it } from 'vitest'
import { blobs } from '../blobs.fixture'
import type { MatchCosts } from '../matching'
import { matchCosts } from '../../ot/matching.fixture'
import { tensorsHere } from '../tensors'
import { Trainer } from '../trainer'
import { defaultTraining } from '../training'

const shape = { height: 10, width: 8, channels: 1 }
const pictures = blobs(200, shape)
const spec = {
  kind: 'ae-dense',
  ...shape,
  latent: 3,
  hidden: [48, 24],
  activation: 'silu',
  objective: { kind: 'wgan-qc', gamma: 0.1 },
} as const

async function trained(epochs: number, match: MatchCosts) {
  const settings = {
    ...defaultTraining,
    batchSize: 36,
    learningRate: 2e-3,
    beta1: 0.5,
    epochs,
    reportEvery: 1,
  }
  const trainer = await Trainer.start(tensorsHere(), pictures, spec, settings, () => 0, {}, match)
  while (!(await trainer.step()));
  trainer.dispose()
  return trainer.history().losses.map(({ figures }) => figures)
}

describe('WGAN with quadratic cost', () => {
  it('tells the cost of the exact transport of each batch, and makes it smaller', async () => {
    const costs: number[] = []
    const figures = await trained(60, async (table) => {
      const matching = await matchCosts(table)
      const { partners } = matching
      const cost = partners.reduce((sum, partner, i) => sum + table[i * partners.length + partner]!, 0)
      costs.push(cost / partners.length)
      return matching
    })
    // By duality, up to rounding of squared distances.
    figures.forEach((step, i) => expect(step['transport cost']! / costs[i]!).toBeCloseTo(1, 4))
    expect(costs.at(-1)!).toBeLessThan(costs[0]! / 2)
    // Of ½ Σ (pixel difference between −1 and 1)² over the pixels: no transport costs more than 2.
    expect(costs[0]!).toBeLessThan(2)
  })

  it('brings the critic to the potential: what is left is far below its square', async () => {
    const figures = await trained(60, matchCosts)
    const late = figures.slice(-20)
    const mean = (name: string) => late.reduce((sum, step) => sum + step[name]!, 0) / late.length
    // A critic that says 0 everywhere would leave the potential's own square: at least that of its mean, half the cost.
    expect(mean('regression of D')).toBeLessThan((mean('transport cost') / 2) ** 2)
  })
})
