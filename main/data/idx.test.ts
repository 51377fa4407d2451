import { truncate } from 'node:fs/promises'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { encodeIdx, readIdxArray, readIdxPictures } from './idx'
import { realData } from './real-data.fixture'
import { temporaryFolder } from './temporary-folder.fixture'

const folder = temporaryFolder()
const bytes = (count: number) => Uint8Array.from({ length: count }, (_, i) => i % 251)
const images = encodeIdx([3, 2, 4], bytes(24))
const labels = encodeIdx([3], Uint8Array.of(2, 0, 1))

describe('an IDX file', () => {
  it.each([
    ['plain', '', (file: Uint8Array) => file],
    ['gzipped', '.gz', (file: Uint8Array) => gzipSync(file)],
  ])('gives its pictures and the labels beside them, %s', async (kind, ending, pack) => {
    const file = await folder.write(`${kind}/train-images-idx3-ubyte${ending}`, pack(images))
    await folder.write(`${kind}/train-labels-idx1-ubyte${ending}`, pack(labels))
    const set = await readIdxPictures(file)
    expect(set).toMatchObject({
      name: 'train-images',
      count: 3,
      height: 2,
      width: 4,
      channels: 1,
      warnings: [],
    })
    expect([...set.pixels]).toEqual([...bytes(24)])
    expect([...set.labels!]).toEqual([2, 0, 1])
    expect(set.classNames).toEqual(['0', '1', '2'])
  })

  it('finds labels that are packed where the pictures are not', async () => {
    const file = await folder.write('mixed/t10k-images.idx3-ubyte', images)
    await folder.write('mixed/t10k-labels.idx1-ubyte.gz', gzipSync(labels))
    expect((await readIdxPictures(file)).labels).toHaveLength(3)
  })

  it('holds colour pictures with four dimensions', async () => {
    const file = await folder.write('colour', encodeIdx([2, 2, 2, 3], bytes(24)))
    expect(await readIdxPictures(file)).toMatchObject({ count: 2, channels: 3, labels: null })
  })

  it('spreads a limit over the set and keeps labels with their pictures', async () => {
    const file = await folder.write('limit/a-images-idx3-ubyte', images)
    await folder.write('limit/a-labels-idx1-ubyte', labels)
    const set = await readIdxPictures(file, { limit: 2 })
    expect([...set.pixels]).toEqual([...bytes(16)])
    expect([...set.labels!]).toEqual([2, 0])
  })
})

describe('an IDX file that is not as it should be', () => {
  it.each([
    ['cut off', images.subarray(0, 30), 'file-truncated', /3 × 2 × 4 = 24 values.*ends after 14 bytes/],
    [
      'cut off by more than its own length',
      encodeIdx([2 ** 20], new Uint8Array(2 ** 20)).subarray(0, 100),
      'file-truncated',
      /holds 100 bytes/,
    ],
    ['cut off in its header', images.subarray(0, 9), 'file-truncated', /ends before them/],
    ['cut off in its magic number', images.subarray(0, 2), 'file-truncated', /got 2 bytes/],
    [
      'of a wrong magic number',
      Uint8Array.of(1, 2, 8, 3, ...images.subarray(4)),
      'file-format',
      /got 0x01020803/,
    ],
    ['of floats', Uint8Array.of(0, 0, 13, 3, ...images.subarray(4)), 'file-format', /got 32-bit floats/],
    ['of two dimensions', encodeIdx([6, 4], bytes(24)), 'file-format', /got \[6, 4\]/],
    ['of two channels', encodeIdx([3, 2, 2, 2], bytes(24)), 'file-format', /got \[3, 2, 2, 2\]/],
    ['of no pictures', encodeIdx([0, 28, 28], new Uint8Array(0)), 'empty-set', /at least one picture/],
    ['of labels', labels, 'file-format', /list of 3 labels/],
    ['cut off inside its packing', gzipSync(images).subarray(0, 40), 'file-truncated', /ends early/],
    [
      'damaged inside its packing',
      gzipSync(images).map((byte, i) => (i === 20 ? byte ^ 0xff : byte)),
      'file-format',
      /damaged/,
    ],
    [
      'packed, with a header that claims 60 GB',
      gzipSync(Uint8Array.of(0, 0, 8, 3, 0, 255, 0, 0, 0, 0, 0, 60, 0, 0, 0, 60)),
      'file-truncated',
      /packed file has only/,
    ],
  ])('is refused in one sentence: %s', async (what, file, code, message) => {
    const path = await folder.write(`bad/${what}`, file)
    const reading = readIdxPictures(path)
    await expect(reading).rejects.toMatchObject({ code, message: expect.stringMatching(message) })
    await expect(reading).rejects.toThrow(path)
  })

  it('is refused by its size before it is read', async () => {
    const path = await folder.write('4gb-images-idx3-ubyte', images)
    await truncate(path, 4 * 2 ** 30)
    const before = performance.now()
    await expect(readIdxPictures(path)).rejects.toMatchObject({
      code: 'file-too-large',
      message: expect.stringContaining('4.0 GB'),
    })
    // Reading 4 GB of zeros takes seconds; asking for the size does not.
    expect(performance.now() - before).toBeLessThan(500)
  })

  it('keeps its pictures, with a warning, where more follows the last one', async () => {
    const path = await folder.write('trailing', Uint8Array.of(...images, 1, 2, 3))
    const set = await readIdxPictures(path)
    expect(set.count).toBe(3)
    expect(set.warnings).toEqual([expect.stringContaining('goes on after the last value')])
  })

  it('is refused where the labels beside it belong to another set', async () => {
    const path = await folder.write('other/train-images-idx3-ubyte', images)
    await folder.write('other/train-labels-idx1-ubyte', encodeIdx([2], new Uint8Array(2)))
    await expect(readIdxPictures(path)).rejects.toMatchObject({
      code: 'bad-shape',
      message: expect.stringMatching(/Expected 3 labels.*got \[2\]/),
    })
  })

  it.each([
    ['missing', 'nowhere/at-all', 'file-not-found'],
    ['a folder', '', 'file-format'],
  ])('is refused where it is %s', async (_what, name, code) => {
    await expect(readIdxArray(folder.at(name))).rejects.toMatchObject({ code })
  })
})

const mnist = realData('mnist/train-images-idx3-ubyte.gz')
describe.skipIf(mnist.absent)('MNIST', () => {
  it('loads its 60,000 pictures in under two seconds and holds just their pixels', async () => {
    const before = process.memoryUsage.rss()
    const start = performance.now()
    const set = await readIdxPictures(mnist.path)
    const seconds = (performance.now() - start) / 1000
    console.info(`MNIST: ${seconds.toFixed(2)} s`)
    expect(set.count).toBe(60_000)
    const counts = new Array<number>(10).fill(0)
    for (const label of set.labels!) counts[label]!++
    expect(counts).toEqual([5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949])
    expect(set.pixels.buffer.byteLength).toBe(60_000 * 784)
    // 47 MB of pixels, and room for stream buffers and the collector.
    expect(process.memoryUsage.rss() - before).toBeLessThan(110 * 2 ** 20)
    expect(seconds).toBeLessThan(2)
  })
})

const frey = realData('frey/frey-images-idx3-ubyte.gz')
it.skipIf(frey.absent)('reads the 1,965 Frey faces, which have no labels', async () => {
  expect(await readIdxPictures(frey.path)).toMatchObject({ count: 1965, height: 28, width: 20, labels: null })
})
