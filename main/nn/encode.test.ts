import { beforeAll, describe, expect, it } from 'vitest'
import { matrix, selectRows } from '../../shared/matrix'
import { loadBackend, type Backend } from './backend'
import { blobs } from './blobs.fixture'
import { decodeCodes } from './decode'
import { encodePictures, Encoding } from './encode'
import { Network } from './network'
import { defaultSpec } from './spec'

const shape = { height: 11, width: 8, channels: 3 }
const pictures = blobs(70, shape)
let backend: Backend
let network: Network
beforeAll(async () => {
  backend = await loadBackend()
  network = Network.initial(backend, defaultSpec('ae-conv', shape, 4), 1)
})

describe('encoding', () => {
  it('gives each picture the same code in whatever batch it comes', () => {
    const batch = encodePictures(network, pictures)
    expect([batch.rows, batch.columns]).toEqual([70, 4])
    const steps = new Encoding(network, pictures, 16)
    while (!steps.step());
    steps.result().data.forEach((value, i) => expect(value).toBeCloseTo(batch.data[i]!, 5))
  })

  it('gives the codes so far where it is interrupted', () => {
    const encoding = new Encoding(network, pictures, 16)
    encoding.step()
    expect(encoding.progress()).toEqual({ done: 16, total: 70 })
    expect(encoding.result().rows).toBe(16)
  })

  it('refuses pictures of another size', () => {
    expect(() => encodePictures(network, blobs(3, { ...shape, width: 9 }))).toThrow(/Resize/)
  })
})

describe('decoding', () => {
  it('makes rounded pictures, the same in whatever batch a code comes', () => {
    const codes = encodePictures(network, blobs(300, shape))
    const all = decodeCodes(network, codes)
    expect(all).toMatchObject({ count: 300, ...shape })
    const some = decodeCodes(network, selectRows(codes, [299, 3]))
    const size = 11 * 8 * 3
    const expected = [...all.pixels.subarray(299 * size), ...all.pixels.subarray(3 * size, 4 * size)]
    // A sum in another order may fall on the other side of a rounding edge.
    some.pixels.forEach((value, i) => expect(Math.abs(value - expected[i]!)).toBeLessThanOrEqual(1))
    const exact = network.decode(codes.data.slice(0, 4))
    exact.forEach((value, i) => expect(Math.abs(value * 255 - all.pixels[i]!)).toBeLessThan(0.51))
  })

  it('makes no picture of no code and refuses codes of another dimension', () => {
    expect(decodeCodes(network, matrix(0, 4)).pixels).toHaveLength(0)
    expect(() => decodeCodes(network, matrix(2, 5))).toThrow(/dimension 4, got 5/)
  })

  it('leaves no tensor behind', () => {
    const before = backend.tf.memory().numTensors
    decodeCodes(network, encodePictures(network, pictures))
    expect(backend.tf.memory().numTensors).toBe(before)
  })
})
