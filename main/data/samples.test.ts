import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { openSample, sampleNames } from './samples'

const resources = path.resolve(import.meta.dirname, '../../resources')

describe('samples', () => {
  it.each([
    ['fashion', 10_000, 28, new Array<number>(10).fill(1000)],
    // Counts that scikit-learn's description of its digits gives.
    ['digits', 1797, 8, [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]],
  ])('opens %s with its pictures and classes', async (name, count, side, classes) => {
    const set = await openSample(name, resources)
    expect(set).toMatchObject({ kind: 'pictures', count, height: side, width: side, channels: 1 })
    expect(set!.classNames).toHaveLength(10)
    const counts = new Array<number>(10).fill(0)
    for (const label of set!.labels!) counts[label]!++
    expect(counts).toEqual(classes)
  })

  it('spreads the digits over all greys', async () => {
    const set = await openSample('digits', resources)
    if (set?.kind !== 'pictures') throw new Error('Expected pictures.')
    // Sixteen steps of grey, 0 to 255.
    expect([...new Set(set.pixels)].sort((a, b) => a - b)).toEqual(
      Array.from({ length: 17 }, (_, value) => Math.round((value * 255) / 16)),
    )
  })

  it('opens every sample it names and none it does not', async () => {
    for (const name of sampleNames) expect(await openSample(name, resources), name).not.toBeNull()
    expect(await openSample('nothing', resources)).toBeNull()
  })
})
