import { truncate } from 'node:fs/promises'
import path from 'node:path'
import { strToU8, zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { encodeIdx } from './idx'
import { encodeNpy } from './npy'
import { openData } from './open'
import { temporaryFolder } from './temporary-folder.fixture'

const folder = temporaryFolder()
const resources = path.resolve(import.meta.dirname, '../../resources')
const options = { resources }
const pgm = Uint8Array.of(...strToU8('P5 2 2 255\n'), 1, 2, 3, 4)
const ramp = (count: number) => Float32Array.from({ length: count }, (_, i) => i / (count - 1))

describe('opening data', () => {
  it('knows each kind by its first bytes, whatever the name', async () => {
    const idx = await folder.write('a.bin', encodeIdx([2, 2, 2], new Uint8Array(8)))
    const npy = await folder.write('b.bin', encodeNpy(new Uint8Array(24), [2, 3, 4]))
    const zip = await folder.write('c.bin', zipSync({ '1.pgm': pgm }))
    await folder.write('pictures/1.pgm', pgm)
    for (const [source, count] of [
      [idx, 2],
      [npy, 2],
      [zip, 1],
      [folder.at('pictures'), 1],
    ] as const) {
      expect(await openData(source, options)).toMatchObject({ kind: 'pictures', count })
    }
    expect(await openData('moons', options)).toMatchObject({ kind: 'points', name: 'moons' })
  })

  it('limits and prepares sets that come whole', async () => {
    const set = await openData('digits', { ...options, limit: 100, size: { height: 4, width: 4 } })
    expect(set).toMatchObject({ kind: 'pictures', count: 100, height: 4, width: 4 })
    expect(await openData('moons', { ...options, limit: 10 })).toMatchObject({ points: { rows: 10 } })
  })
})

describe('a .npy set', () => {
  it('takes labels from the file beside it', async () => {
    const points = await folder.write('z.npy', encodeNpy(ramp(6), [3, 2]))
    await folder.write('z-labels.npy', encodeNpy(Int32Array.of(1, 0, 1), [3]))
    const set = await openData(points, options)
    expect([...set.labels!]).toEqual([1, 0, 1])
    await folder.write('z-labels.npy', encodeNpy(Float32Array.of(1, 0.5, 1), [3]))
    await expect(openData(points, options)).rejects.toThrow('got 0.5 at 1')
    await folder.write('z-labels.npy', encodeNpy(Int32Array.of(1, 0), [2]))
    await expect(openData(points, options)).rejects.toMatchObject({ code: 'bad-shape' })
  })

  it('takes values up to 1 as shares of white, and channels before rows as PyTorch has them', async () => {
    const file = await folder.write('torch.npy', encodeNpy(ramp(12), [1, 3, 2, 2]))
    const set = await openData(file, options)
    if (set.kind !== 'pictures') throw new Error('Expected pictures.')
    expect(set).toMatchObject({ count: 1, height: 2, width: 2, channels: 3 })
    const bytes = Array.from(ramp(12), (value) => Math.round(value * 255))
    expect([...set.pixels.subarray(0, 6)]).toEqual([
      bytes[0],
      bytes[4],
      bytes[8],
      bytes[1],
      bytes[5],
      bytes[9],
    ])
  })

  it.each([
    ['values below 0', encodeNpy(Float32Array.of(-1, 1, 0, 0), [1, 2, 2]), 'bad-argument'],
    ['values that are not finite', encodeNpy(Float32Array.of(NaN, 1, 0, 0), [1, 2, 2]), 'not-finite'],
    ['points that are not finite', encodeNpy(Float32Array.of(Infinity, 1), [1, 2]), 'not-finite'],
    ['no points', encodeNpy(new Float32Array(0), [0, 2]), 'empty-set'],
    ['one dimension', encodeNpy(new Float32Array(4), [4]), 'bad-shape'],
    ['four channels', encodeNpy(new Uint8Array(16), [1, 2, 2, 4]), 'bad-shape'],
  ])('is refused where it has %s', async (what, bytes, code) => {
    await expect(openData(await folder.write(`bad/${what}.npy`, bytes), options)).rejects.toMatchObject({
      code,
    })
  })
})

describe('a source that cannot be opened', () => {
  const opening = (name: string, sample?: boolean) => openData(name, { resources, sample })

  it('is told apart from a sample where the caller says so', async () => {
    await expect(opening('no-such-sample', true)).rejects.toMatchObject({ code: 'file-not-found' })
    await expect(opening('no-such-sample', true)).rejects.toThrow('fashion')
    await expect(opening('moons', false)).rejects.toMatchObject({ code: 'file-not-found' })
    await expect(opening(folder.at('nowhere'))).rejects.toMatchObject({ code: 'file-not-found' })
    await expect(opening(folder.at('nowhere'))).rejects.toThrow('nowhere')
  })

  it.each([
    ['text', 'notes.txt', strToU8('hello'), 'file-format', /IDX.*\.npy.*folder or zip.*notes\.txt/],
    ['one picture', 'one.pgm', pgm, 'file-format', /one picture.*Open the folder/],
    [
      'several arrays',
      'many.npz',
      zipSync({ 'a.npy': new Uint8Array(1) }),
      'file-format',
      /\.npy array in a of .*many\.npz/,
    ],
    ['nothing', 'empty.npy', new Uint8Array(0), 'file-truncated', /empty file/],
    ['another format than its name says', 'x-ubyte', strToU8('hello'), 'file-format', /0x68656c6c/],
  ])('is refused in one sentence: %s', async (_what, name, bytes, code, message) => {
    await expect(opening(await folder.write(name, bytes))).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
    })
  })

  it.each([
    ['x-images-idx3-ubyte', encodeIdx([1, 1, 1], new Uint8Array(1))],
    ['x.npy', encodeNpy(new Uint8Array(1), [1, 1, 1])],
    ['x.zip', zipSync({ '1.pgm': pgm }), 2 ** 35],
  ])('is refused by its size before it is read: %s', async (name, bytes, size = 2 ** 32) => {
    const file = await folder.write(`large/${name}`, bytes)
    await truncate(file, size)
    const start = performance.now()
    await expect(opening(file)).rejects.toMatchObject({ code: 'file-too-large' })
    expect(performance.now() - start).toBeLessThan(500)
  })
})
