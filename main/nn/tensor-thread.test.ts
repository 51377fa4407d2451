import { describe, expect, it } from 'vitest'
import { channelThread } from '../kernels/channel-thread.fixture'
import { loadBackend } from './backend'
import { Network } from './network'
import { defaultSpec } from './spec'
import { serveTensors, threadTensors } from './tensor-thread'
import { tensorsHere } from './tensors'
import type { NamedArrays } from './weights'

const spec = defaultSpec('ae-dense', { height: 8, width: 8, channels: 1 }, 3)
const pictures = Uint8Array.from({ length: 2 * 64 }, (_, i) => (37 * i) % 256)

function threaded() {
  const made = channelThread((port) => serveTensors(tensorsHere(), port))
  return { tensors: threadTensors(() => made.thread), die: made.die }
}

describe('tensors of another thread', () => {
  it('give what those of this thread give', async () => {
    const { tensors } = threaded()
    const [there, here] = await Promise.all(
      [tensors, tensorsHere()].map((one) => Network.initial(one, spec, 1)),
    )
    expect(await there!.encode(pictures)).toEqual(await here!.encode(pictures))
    expect(await there!.exportWeights()).toEqual(await here!.exportWeights())
    expect(await tensors.facts()).toMatchObject({ name: (await loadBackend()).name })
    there!.dispose()
    here!.dispose()
    await tensors.close()
  })

  it('carry calls out in the order in which they were made, disposing too', async () => {
    const { tensors } = threaded()
    const network = await Network.initial(tensors, spec, 1)
    const encoding = network.encode(pictures)
    const weights = network.exportWeights()
    network.dispose()
    expect(await encoding).toHaveLength(6)
    expect(Object.keys(await weights)).toContain('encoder/code/kernel')
    await expect(network.encode(pictures)).rejects.toMatchObject({ code: 'internal' })
    await tensors.close()
  })

  it('hand errors over with their code and sentence', async () => {
    const { tensors } = threaded()
    const network = await Network.initial(tensors, spec, 1)
    await expect(network.encode(pictures.subarray(1))).rejects.toMatchObject({
      code: 'bad-shape',
      message: expect.stringContaining('127 values') as string,
    })
    await tensors.close()
  })

  it('take a large net’s weights over in turns, which leave the event loop its own, and keep the given ones', async () => {
    const data = new Float32Array(10_000_000).fill(0.5)
    let posted: { value: number | undefined; transferred: boolean } | null = null
    const tensors = threadTensors(() => ({
      postMessage(message, transfer = []) {
        const { arrays } = (message as { call: { arrays: NamedArrays } }).call
        const copy = arrays['large']!.data
        posted = { value: copy.at(-1), transferred: transfer.includes(copy.buffer as ArrayBuffer) }
      },
      onMessage: () => undefined,
      onEnd: () => undefined,
      terminate: () => Promise.resolve(),
    }))
    const opening = tensors.open({ model: spec, training: null }, { large: { shape: [10_000_000], data } })
    let turns = 0
    while (!posted) {
      await new Promise<void>((resolve) => setImmediate(resolve))
      turns++
    }
    expect(posted).toEqual({ value: 0.5, transferred: true })
    expect(data.at(0)).toBe(0.5)
    // Two million values a turn, some 10 ms.
    expect(turns).toBeGreaterThanOrEqual(5)
    await Promise.all([
      tensors.close(),
      expect(opening).rejects.toMatchObject({ code: 'engine-unavailable' }),
    ])
  })

  it('leave no call open when their thread dies', async () => {
    const { tensors, die } = threaded()
    const network = await Network.initial(tensors, spec, 1)
    const encoding = network.encode(pictures)
    die()
    await expect(encoding).rejects.toMatchObject({ code: 'engine-unavailable' })
    await expect(tensors.facts()).rejects.toThrow(/exit code 9.*start Brenier again/)
    await tensors.close()
  })
})
