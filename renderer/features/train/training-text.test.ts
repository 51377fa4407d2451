import { describe, expect, it } from 'vitest'
import type { TrainingHistory } from '../../../shared/contracts/training'
import type { DataSummary } from '../../../shared/contracts/study'
import { epochName, extensionText, lossText, millisecondsAStep, statusFacts } from './training-text'

const data: DataSummary = {
  kind: 'pictures',
  name: 'Faces',
  count: 6000,
  height: 64,
  width: 48,
  channels: 1,
  classes: [],
  attributes: [],
  warnings: [],
}
const history = (picturesPerSecond: number): TrainingHistory => ({
  run: 'run-1',
  epoch: 1,
  epochs: 2,
  refineEpochs: 0,
  step: 10,
  stepsPerEpoch: 10,
  train: Float32Array.of(0.1),
  heldOut: Float32Array.of(0.1),
  figures: [],
  picturesPerSecond,
  etaSeconds: null,
  kept: Uint32Array.of(1),
  extension: null,
  problem: null,
})

describe('the Train view says', () => {
  it('losses with four decimals while those say something', () => {
    expect([lossText(0.00781), lossText(0.00042), lossText(0)]).toEqual(['0.0078', '4.2 · 10⁻⁴', '0.0000'])
  })
  it('how far generated codes can lie from the real ones', () => {
    expect(extensionText({ draws: 100, bound: 0.4217, epsilon: 0.9134 })).toBe('W₂(μ_ε, μ̂) ≤ 0.42 ≤ ε = 0.91')
  })
  it('the time of a step from pictures a second', () => {
    expect(millisecondsAStep(history(4096), 128)).toBeCloseTo(31.25)
    expect(millisecondsAStep(history(0), 128)).toBeNull()
  })
  it('that what is kept of epoch 0 was stopped within the first', () => {
    expect([epochName(0), epochName(1000)]).toEqual(['In epoch 1', 'Epoch 1,000'])
  })
  it('how the pictures are split, their size, and the pace while it trains', () => {
    expect(statusFacts(data, 0.2, history(4096), 128, true)).toEqual([
      '4,800 train, 1,200 held out',
      '48 × 64 grey',
      '32 steps a second',
    ])
    expect(statusFacts({ ...data, channels: 3 }, 0.2, history(4096), 128, false)).toEqual([
      '4,800 train, 1,200 held out',
      '48 × 64 colour',
    ])
  })
})
