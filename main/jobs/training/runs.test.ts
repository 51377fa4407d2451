import { describe, expect, it } from 'vitest'
import { defaultParameters } from '../study/recipe'
import { withKept, type KeptEpoch, type Run } from './runs'

const file = (bytes: number) => ({ file: 'x.npz', bytes, sha256: '0'.repeat(64) })
const keptOf = (epoch: number, bytes = 1000): KeptEpoch => ({ epoch, model: file(bytes), pictures: file(10) })
const runOf = (losses: readonly number[]): Run => ({
  id: 'run-1',
  name: 'ae 16-d',
  parameters: defaultParameters.model,
  stepsPerEpoch: 10,
  epochs: losses.map((heldOutLoss, i) => ({
    epoch: i + 1,
    step: 10 * (i + 1),
    figures: { reconstruction: heldOutLoss },
    heldOutLoss,
    seconds: i,
  })),
  seconds: losses.length,
  extension: null,
  kept: [],
})
const epochsOf = (run: Run) => run.kept.map(({ epoch }) => epoch)

describe('kept epochs of a run', () => {
  it('are at most 24, the first and the newest among them, closer together at the beginning', () => {
    let run = runOf(Array.from({ length: 300 }, (_, i) => 1 / (i + 1)))
    for (let epoch = 1; epoch <= 300; epoch++) run = withKept(run, keptOf(epoch))
    const epochs = epochsOf(run)
    expect(epochs).toHaveLength(24)
    expect(epochs[0]).toBe(1)
    expect(epochs.at(-1)).toBe(300)
    expect(epochs.filter((epoch) => epoch <= 100).length).toBeGreaterThan(
      epochs.filter((epoch) => epoch > 200).length,
    )
  })

  it('keep the one of least held-out loss, wherever it lies', () => {
    let run = runOf(Array.from({ length: 200 }, (_, i) => Math.abs(i + 1 - 77) + 1))
    for (let epoch = 1; epoch <= 200; epoch++) run = withKept(run, keptOf(epoch))
    expect(epochsOf(run)).toContain(77)
  })

  it('are fewer where models are large, but never fewer than four', () => {
    let run = runOf([])
    const [large, huge] = [30, 400].map((megabytes) => megabytes * 1024 * 1024) as [number, number]
    for (let epoch = 1; epoch <= 40; epoch++) run = withKept(run, keptOf(epoch, large))
    expect(epochsOf(run)).toHaveLength(17)
    for (let epoch = 41; epoch <= 50; epoch++) run = withKept(run, keptOf(epoch, huge))
    expect(epochsOf(run)).toHaveLength(4)
  })

  it('make room for the state a training stopped at, which is larger, and no more', () => {
    let run = runOf([])
    const megabytes = (count: number) => count * 1024 * 1024
    for (let epoch = 1; epoch <= 40; epoch++) run = withKept(run, keptOf(epoch, megabytes(32)))
    expect(epochsOf(run)).toHaveLength(15)
    run = withKept(run, keptOf(41, megabytes(96)))
    expect(epochsOf(run)).toHaveLength(13)
  })

  it('hold an epoch once: kept again, the newer takes its place', () => {
    const run = withKept(withKept(runOf([1]), keptOf(1)), keptOf(1, 2000))
    expect(run.kept.map(({ model }) => model.bytes)).toEqual([2000])
  })
})
