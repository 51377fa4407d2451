import { describe, expect, it } from 'vitest'
import { scalePixels } from '../../nn/batches'
import { blobs } from '../../nn/blobs.fixture'
import { Network } from '../../nn/network'
import type { ModelSpec } from '../../nn/spec'
import { tensorsHere } from '../../nn/tensors'
import { pseudoInputsOf } from './pseudo-inputs'

const shape = { height: 8, width: 9, channels: 1 }
const size = 72
const [count, clusters] = [200, 15] as const
const set = blobs(count, shape)
const plain: ModelSpec = { kind: 'ae-dense', ...shape, latent: 3, hidden: [16], activation: 'silu' }
const objective = { kind: 'swae', beta: 0.5, alpha: 1, pseudoInputs: clusters } as const

describe('pseudo-inputs', () => {
  it('are counted by the pictures nearest to them, and come the most used first', async () => {
    const begun = await Network.initial(tensorsHere(), { ...plain, objective }, 1)
    const weights = await begun.exportWeights()
    begun.dispose()
    const data = scalePixels(set.pixels.subarray(7 * size, (7 + clusters) * size))
    const network = await Network.open(
      tensorsHere(),
      { ...plain, objective },
      { ...weights, 'prior/inputs': { shape: [clusters, 8, 9, 1], data } },
    )
    const found = await pseudoInputsOf(network, set)
    network.dispose()

    const expected = new Uint32Array(clusters)
    const pictures = scalePixels(set.pixels)
    for (let i = 0; i < count; i++) {
      const squares = Array.from({ length: clusters }, (_, k) =>
        data
          .subarray(k * size, (k + 1) * size)
          .reduce((sum, value, at) => sum + (value - pictures[i * size + at]!) ** 2, 0),
      )
      expected[squares.indexOf(Math.min(...squares))]!++
    }
    expect([...found!.uses]).toEqual([...expected].sort((a, b) => b - a))
    const most = expected.indexOf(Math.max(...expected))
    expect([...found!.pixels.subarray(0, size)]).toEqual([
      ...set.pixels.subarray((7 + most) * size, (8 + most) * size),
    ])
    expect(found!.pixels).toHaveLength(clusters * size)
  })

  it('are none of a model that has no prior of its own', async () => {
    const network = await Network.initial(tensorsHere(), plain, 1)
    expect(await pseudoInputsOf(network, set)).toBeNull()
    network.dispose()
  })
})
