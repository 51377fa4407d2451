import { describe, expect, it } from 'vitest'
import { channelThread } from '../kernels/channel-thread.fixture'
import { loadBackend } from './backend'
import { Network } from './network'
import { defaultSpec } from './spec'
import { serveTensors, threadTensors } from './tensor-thread'
import { tensorsHere } from './tensors'

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
