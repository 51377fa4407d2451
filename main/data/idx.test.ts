import { mkdtemp, open, rm, writeFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BrenierError } from '../../shared/errors'
import { readIdx, readIdxPictures } from './idx'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'brenier-idx-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const idx = (shape: readonly number[], values: readonly number[]) => {
  const header = [0, 0, 8, shape.length, ...shape.flatMap((side) => [0, 0, side >> 8, side & 255])]
  return Uint8Array.from([...header, ...values])
}
const put = async (name: string, bytes: Uint8Array) => {
  const file = path.join(folder, name)
  await writeFile(file, bytes)
  return file
}
const refusal = async (promise: Promise<unknown>): Promise<BrenierError> => {
  const error = await promise.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  if (error instanceof BrenierError) return error
  throw new Error(`Expected a BrenierError, got ${String(error)}`)
}

const two = idx([2, 2, 3], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])

describe('IDX', () => {
  it('reads pictures with the labels that lie beside them, packed or not', async () => {
    await put('a-labels-idx1-ubyte', idx([2], [0, 4]))
    for (const [name, bytes] of [
      ['a-images-idx3-ubyte', two],
      ['a-images-idx3-ubyte.gz', new Uint8Array(gzipSync(two))],
    ] as const) {
      const set = await readIdxPictures(await put(name, bytes), 'a')
      expect(set).toMatchObject({ count: 2, height: 2, width: 3, channels: 1 })
      expect([...set.pixels.subarray(6)]).toEqual([7, 8, 9, 10, 11, 12])
      expect([...set.labels!]).toEqual([0, 4])
      expect(set.classNames).toEqual(['0', '1', '2', '3', '4'])
    }
  })

  it('reads pictures without labels', async () => {
    const set = await readIdxPictures(await put('b-images-idx3-ubyte', two), 'b')
    expect(set.labels).toBeNull()
  })

  it('says of a truncated file how much was expected and how much came', async () => {
    const error = await refusal(readIdx(await put('short', two.subarray(0, 20))))
    expect(error.code).toBe('file-truncated')
    expect(error.message).toContain('Expected 12 values')
    expect(error.message).toContain('got 4')
    const packed = new Uint8Array(gzipSync(two))
    expect((await refusal(readIdx(await put('short.gz', packed.subarray(0, 15))))).code).toBe(
      'file-truncated',
    )
  })

  it('names a wrong magic number, trailing bytes, labels taken for pictures', async () => {
    const wrong = await refusal(
      readIdx(await put('wrong', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 1, 2, 3, 4))),
    )
    expect(wrong.code).toBe('file-format')
    expect(wrong.message).toContain('89 50 4e 47')
    expect((await refusal(readIdx(await put('long', Uint8Array.of(...two, 0))))).code).toBe('file-format')
    expect((await refusal(readIdx(await put('empty', new Uint8Array(0))))).code).toBe('file-format')
    const labels = await refusal(readIdxPictures(await put('labels', idx([2], [0, 1])), 'x'))
    expect(labels.message).toContain('look like labels')
  })

  it('refuses a 4 GB file by its size, before reading it', async () => {
    const file = path.join(folder, 'huge')
    const handle = await open(file, 'w')
    await handle.truncate(4 * 1024 ** 3)
    await handle.close()
    const error = await refusal(readIdx(file))
    expect(error.code).toBe('file-too-large')
    expect(error.message).toContain('4096 MB')
  })

  it('says when a file is missing or is a folder', async () => {
    expect((await refusal(readIdx(path.join(folder, 'nothing')))).code).toBe('file-not-found')
    expect((await refusal(readIdx(folder))).message).toContain('found a folder')
  })

  const mnist = path.resolve('../shared/data/mnist/train-images-idx3-ubyte.gz')
  it.skipIf(!existsSync(mnist))('reads the 60,000 pictures of MNIST', async () => {
    const set = await readIdxPictures(mnist, 'MNIST')
    expect(set).toMatchObject({ count: 60_000, height: 28, width: 28 })
    const counts = new Array<number>(10).fill(0)
    for (const label of set.labels!) counts[label]!++
    expect(counts).toEqual([5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949])
  })
})
