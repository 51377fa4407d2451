import { beforeAll, describe, expect, it } from 'vitest'
import { random } from '../../shared/random'
import { loadBackend, type Backend } from './backend'
import { Network } from './network'
import { smallNets } from './nets.fixture'
import { defaultSpec, modelKinds } from './spec'
import { tensorsHere } from './tensors'

let backend: Backend
const tensors = tensorsHere()
beforeAll(async () => {
  backend = await loadBackend()
})

const small = [
  { height: 8, width: 8, channels: 1 },
  { height: 28, width: 20, channels: 1 },
  { height: 13, width: 17, channels: 3 },
]
const large = [
  { height: 92, width: 112, channels: 1 },
  { height: 64, width: 64, channels: 3 },
  { height: 128, width: 128, channels: 3 },
]

/** Bytes without structure, the same in every run. */
function noise(length: number): Uint8Array {
  const source = random(1)
  return Uint8Array.from({ length }, () => 256 * source.uniform())
}

const tiny = smallNets({ height: 8, width: 9, channels: 1 }, 3)

describe.each(modelKinds)('a network of kind %s', (kind) => {
  it('encodes and decodes pictures of any size, odd and oblong ones too', async () => {
    for (const shape of backend.native ? [...small, ...large] : small) {
      const { height, width, channels } = shape
      const network = await Network.initial(tensors, defaultSpec(kind, shape, 5), 1)
      const pictures = noise(2 * height * width * channels)
      const codes = await network.encode(pictures)
      expect(codes).toHaveLength(2 * 5)
      const made = await network.decode(codes)
      expect(made).toHaveLength(pictures.length)
      expect(made.every((value) => value > 0 && value < 1)).toBe(true)
      expect(await network.reconstruct(pictures)).toEqual(made)
      network.dispose()
    }
  })

  it('begins with the same weights for the same seed, and gives back all tensors', async () => {
    const before = backend.tf.memory().numTensors
    const spec = tiny[kind]
    const networks = await Promise.all([4, 4, 5].map((seed) => Network.initial(tensors, spec, seed)))
    const [a, b, c] = await Promise.all(networks.map((network) => network.exportWeights()))
    expect(a).toEqual(b)
    expect(a).not.toEqual(c)
    for (const network of networks) network.dispose()
    expect(backend.tf.memory().numTensors).toBe(before)
  })

  it('keeps the spread of a picture through its layers at the start', async () => {
    // Vanishing or exploding initial values would show as codes of no or of huge spread.
    const network = await Network.initial(tensors, defaultSpec(kind, small[1]!, 64), 2)
    const codes = await network.encode(noise(32 * 28 * 20))
    network.dispose()
    const mean = codes.reduce((sum, value) => sum + value, 0) / codes.length
    const spread = Math.sqrt(codes.reduce((sum, value) => sum + (value - mean) ** 2, 0) / codes.length)
    expect(spread).toBeGreaterThan(0.02)
    expect(spread).toBeLessThan(5)
  })

  it('goes through its weights by name and refuses those of another model', async () => {
    const spec = tiny[kind]
    const network = await Network.initial(tensors, spec, 1)
    const arrays = await network.exportWeights()
    const twin = await Network.open(tensors, spec, arrays)
    expect(await twin.exportWeights()).toEqual(arrays)
    expect(Object.keys(arrays)).toContain('encoder/code/kernel')
    expect(Object.keys(arrays)).toContain('decoder/picture/bias')
    await expect(Network.open(tensors, { ...spec, latent: 4 }, arrays)).rejects.toThrow(
      /encoder\/code.*another model/,
    )
    arrays['decoder/picture/bias']!.data[0] = Number.NaN
    await expect(Network.open(tensors, spec, arrays)).rejects.toThrow(/decoder\/picture\/bias.* NaN/)
    network.dispose()
    twin.dispose()
  })
})
