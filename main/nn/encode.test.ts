import { beforeAll, describe, expect, it } from 'vitest'
import { matrix, selectRows, type Matrix } from '../../shared/matrix'
import { loadBackend, type Backend } from './backend'
import type { PixelSource } from './batches'
import { blobs } from './blobs.fixture'
import { decodeCodes } from './decode'
import { Encoding } from './encode'
import { Network } from './network'
import { defaultSpec } from './spec'
import { tensorsHere } from './tensors'

const shape = { height: 11, width: 8, channels: 3 }
const pictures = blobs(70, shape)
let backend: Backend
let network: Network
beforeAll(async () => {
  backend = await loadBackend()
  network = await Network.initial(tensorsHere(), defaultSpec('ae-conv', shape, 4), 1)
})

async function encodePictures(set: PixelSource): Promise<Matrix> {
  const encoding = new Encoding(network, set)
  while (!(await encoding.step()));
  return encoding.result()
}

describe('encoding', () => {
  it('gives each picture the same code in whatever batch it comes', async () => {
    const batch = await encodePictures(pictures)
    expect([batch.rows, batch.columns]).toEqual([70, 4])
    const steps = new Encoding(network, pictures, 16)
    while (!(await steps.step()));
    steps.result().data.forEach((value, i) => expect(value).toBeCloseTo(batch.data[i]!, 5))
  })

  it('gives the codes so far where it is interrupted', async () => {
    const encoding = new Encoding(network, pictures, 16)
    await encoding.step()
    expect(encoding.progress()).toEqual({ done: 16, total: 70 })
    expect(encoding.result().rows).toBe(16)
  })

  it('refuses pictures of another size', async () => {
    await expect(encodePictures(blobs(3, { ...shape, width: 9 }))).rejects.toThrow(/Resize/)
  })
})

describe('decoding', () => {
  it('makes rounded pictures, the same in whatever batch a code comes', async () => {
    const codes = await encodePictures(blobs(300, shape))
    const all = await decodeCodes(network, codes)
    expect(all).toMatchObject({ count: 300, ...shape })
    const some = await decodeCodes(network, selectRows(codes, [299, 3]))
    const size = 11 * 8 * 3
    const expected = [...all.pixels.subarray(299 * size), ...all.pixels.subarray(3 * size, 4 * size)]
    // A sum in another order may fall on the other side of a rounding edge.
    some.pixels.forEach((value, i) => expect(Math.abs(value - expected[i]!)).toBeLessThanOrEqual(1))
    const exact = await network.decode(codes.data.slice(0, 4))
    exact.forEach((value, i) => expect(Math.abs(value * 255 - all.pixels[i]!)).toBeLessThan(0.51))
  })

  it('makes no picture of no code and refuses codes of another dimension', async () => {
    expect((await decodeCodes(network, matrix(0, 4))).pixels).toHaveLength(0)
    await expect(decodeCodes(network, matrix(2, 5))).rejects.toThrow(/dimension 4, got 5/)
  })

  it('leaves no tensor behind', async () => {
    const before = backend.tf.memory().numTensors
    await decodeCodes(network, await encodePictures(pictures))
    expect(backend.tf.memory().numTensors).toBe(before)
  })
})
