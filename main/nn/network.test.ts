import { beforeAll, describe, expect, it } from 'vitest'
import { random } from '../../shared/random'
import { loadBackend, type Backend } from './backend'
import { Network } from './network'
import { defaultSpec, modelKinds, type ModelKind, type ModelSpec } from './spec'

let backend: Backend
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

/** Few weights: comparing them element by element is what takes the time. */
function tiny(kind: ModelKind): ModelSpec {
  const shape = { height: 8, width: 9, channels: 1, latent: 3 }
  return kind === 'ae-dense'
    ? { kind, ...shape, hidden: [12, 8], activation: 'elu' }
    : {
        kind,
        ...shape,
        filters: [4, 6],
        kernel: 3,
        hidden: 0,
        activation: 'leaky-relu',
        normalisation: 'batch',
      }
}

describe.each(modelKinds)('a network of kind %s', (kind) => {
  it('encodes and decodes pictures of any size, odd and oblong ones too', () => {
    for (const shape of backend.native ? [...small, ...large] : small) {
      const { height, width, channels } = shape
      const network = Network.initial(backend, defaultSpec(kind, shape, 5), 1)
      const pictures = noise(2 * height * width * channels)
      const codes = network.encode(pictures)
      expect(codes).toHaveLength(2 * 5)
      const made = network.decode(codes)
      expect(made).toHaveLength(pictures.length)
      expect(made.every((value) => value > 0 && value < 1)).toBe(true)
      expect(network.reconstruct(pictures)).toEqual(made)
      network.dispose()
    }
  })

  it('begins with the same weights for the same seed, and gives back all tensors', () => {
    const before = backend.tf.memory().numTensors
    const spec = tiny(kind)
    const networks = [4, 4, 5].map((seed) => Network.initial(backend, spec, seed))
    const [a, b, c] = networks.map((network) => network.exportWeights())
    expect(a).toEqual(b)
    expect(a).not.toEqual(c)
    for (const network of networks) network.dispose()
    expect(backend.tf.memory().numTensors).toBe(before)
  })

  it('keeps the spread of a picture through its layers at the start', () => {
    // Vanishing or exploding initial values would show as codes of no or of huge spread.
    const network = Network.initial(backend, defaultSpec(kind, small[1]!, 64), 2)
    const codes = network.encode(noise(32 * 28 * 20))
    network.dispose()
    const mean = codes.reduce((sum, value) => sum + value, 0) / codes.length
    const spread = Math.sqrt(codes.reduce((sum, value) => sum + (value - mean) ** 2, 0) / codes.length)
    expect(spread).toBeGreaterThan(0.02)
    expect(spread).toBeLessThan(5)
  })

  it('goes through its weights by name and refuses those of another model', () => {
    const spec = tiny(kind)
    const network = Network.initial(backend, spec, 1)
    const arrays = network.exportWeights()
    const twin = new Network(backend, spec, arrays)
    expect(twin.exportWeights()).toEqual(arrays)
    expect(Object.keys(arrays)).toContain('encoder/code/kernel')
    expect(Object.keys(arrays)).toContain('decoder/picture/bias')
    expect(() => new Network(backend, { ...spec, latent: 4 }, arrays)).toThrow(/encoder\/code.*another model/)
    arrays['decoder/picture/bias']!.data[0] = Number.NaN
    expect(() => new Network(backend, spec, arrays)).toThrow(/decoder\/picture\/bias.* NaN/)
    network.dispose()
    twin.dispose()
  })
})
