import { mkdir, truncate } from 'node:fs/promises'
import sharp from 'sharp'
import { strToU8, zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { decodePicture } from './decode-picture'
import { readPictureArchive } from './picture-archive'
import { classesByFolder, readPictureFiles } from './picture-files'
import { readPictureFolder } from './picture-folder'
import { realData } from './real-data.fixture'
import { temporaryFolder } from './temporary-folder.fixture'

const folder = temporaryFolder()

const pgm = (width: number, height: number, value: number) =>
  Uint8Array.of(...strToU8(`P5 ${width} ${height} 255\n`), ...new Array<number>(width * height).fill(value))
const png = (width: number, height: number, background: string) =>
  sharp({ create: { width, height, channels: 3, background } })
    .png()
    .toBuffer()

describe('a picture file', () => {
  it('is decoded from PNG with its exact values', async () => {
    const raw = Uint8Array.from({ length: 5 * 4 * 3 }, (_, i) => (i * 37) % 256)
    const file = await sharp(raw, { raw: { width: 5, height: 4, channels: 3 } })
      .png()
      .toBuffer()
    const decoded = await decodePicture(file, 'x.png')
    expect(decoded).toMatchObject({ width: 5, height: 4, channels: 3 })
    expect([...decoded.pixels]).toEqual([...raw])
  })

  it('stays grey where it is grey, also with 16 bits', async () => {
    const raw = Uint8Array.of(0, 50, 100, 255)
    const plain = sharp(raw, { raw: { width: 2, height: 2, channels: 1 } })
    for (const file of [
      await plain.clone().toColourspace('b-w').png().toBuffer(),
      await plain.clone().toColourspace('grey16').png().toBuffer(),
    ]) {
      const decoded = await decodePicture(file, 'x.png')
      expect(decoded.channels).toBe(1)
      expect([...decoded.pixels]).toEqual([...raw])
    }
  })

  it('shows transparent parts on white', async () => {
    const file = await sharp({
      create: { width: 1, height: 1, channels: 4, background: { r: 9, g: 9, b: 9, alpha: 0 } },
    })
      .png()
      .toBuffer()
    expect([...(await decodePicture(file, 'x.png')).pixels]).toEqual([255, 255, 255])
  })

  it('is turned as the camera was held', async () => {
    const wide = await sharp({ create: { width: 4, height: 2, channels: 3, background: 'red' } })
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toBuffer()
    expect(await decodePicture(wide, 'x.jpg')).toMatchObject({ width: 2, height: 4 })
  })

  it.each([
    ['text', strToU8('not a picture'), 'file-format'],
    ['nothing', new Uint8Array(0), 'file-truncated'],
  ])('is refused where it holds %s', async (_what, bytes, code) => {
    await expect(decodePicture(bytes, 'x.png')).rejects.toMatchObject({
      code,
      message: expect.stringContaining('x.png'),
    })
  })

  it('is refused where it is cut off', async () => {
    const noise = Uint8Array.from({ length: 32 * 32 * 3 }, (_, i) => (i * i * 31) % 256)
    const picture = sharp(noise, { raw: { width: 32, height: 32, channels: 3 } })
    for (const file of [await picture.clone().png().toBuffer(), await picture.clone().jpeg().toBuffer()]) {
      const half = file.subarray(0, file.length / 2)
      await expect(decodePicture(half, 'half')).rejects.toMatchObject({ code: 'file-format' })
    }
  })
})

describe('a folder of pictures', () => {
  it('takes sub-folders as classes, names and numbers in natural order', async () => {
    for (const [name, value] of [
      ['s10/1', 4],
      ['s2/10', 3],
      ['s2/9', 2],
      ['s1/1', 1],
    ] as const) {
      await folder.write(`classes/${name}.pgm`, pgm(3, 2, value))
    }
    await folder.write('classes/README', 'words')
    await folder.write('classes/.hidden/0.pgm', pgm(9, 9, 9))
    const set = await readPictureFolder(folder.at('classes'))
    expect(set).toMatchObject({ name: 'classes', count: 4, height: 2, width: 3, channels: 1, warnings: [] })
    expect(set.fileNames).toEqual(['s1/1.pgm', 's2/9.pgm', 's2/10.pgm', 's10/1.pgm'])
    expect(set.classNames).toEqual(['s1', 's2', 's10'])
    expect([...set.labels!]).toEqual([0, 1, 1, 2])
    expect([...set.pixels]).toEqual([1, 2, 3, 4].flatMap((value) => new Array<number>(6).fill(value)))
  })

  it('joins grey and colour pictures as colour, in either order', async () => {
    for (const [name, grey, colour] of [
      ['grey-first', 'a', 'b'],
      ['colour-first', 'b', 'a'],
    ] as const) {
      await folder.write(`${name}/${grey}.pgm`, pgm(1, 1, 7))
      await folder.write(`${name}/${colour}.png`, await png(1, 1, '#010203'))
      const set = await readPictureFolder(folder.at(name))
      expect(set.channels).toBe(3)
      expect([...set.pixels]).toEqual(grey === 'a' ? [7, 7, 7, 1, 2, 3] : [1, 2, 3, 7, 7, 7])
      expect(set.warnings).toEqual(['Grey pictures among colour ones were made colour: 1.'])
    }
  })

  it('keeps the good ones and names the broken ones', async () => {
    for (let i = 0; i < 5; i++) await folder.write(`broken/${i}.pgm`, pgm(2, 2, i))
    await folder.write('broken/empty.png', '')
    await folder.write('broken/text.jpg', 'hello')
    await folder.write('broken/cut.pgm', pgm(2, 2, 9).subarray(0, 13))
    const set = await readPictureFolder(folder.at('broken'))
    expect(set.count).toBe(5)
    expect(set.pixels).toHaveLength(20)
    expect(set.pixels.buffer.byteLength).toBe(20)
    expect(set.warnings).toHaveLength(3)
    for (const name of ['empty.png', 'text.jpg', 'cut.pgm']) expect(set.warnings.join()).toContain(name)
  })

  it('leaves out a picture of 4 GB without reading it', async () => {
    await folder.write('huge/a.pgm', pgm(2, 2, 1))
    await truncate(await folder.write('huge/b.pgm', pgm(2, 2, 1)), 4 * 2 ** 30)
    const start = performance.now()
    const set = await readPictureFolder(folder.at('huge'))
    expect(set.count).toBe(1)
    expect(set.warnings).toEqual([expect.stringContaining('4.0 GB')])
    expect(performance.now() - start).toBeLessThan(1000)
  })

  it('refuses pictures of two sizes, naming both with a file each', async () => {
    await folder.write('mixed/a.pgm', pgm(3, 2, 1))
    await folder.write('mixed/b.pgm', pgm(3, 2, 2))
    await folder.write('mixed/c.pgm', pgm(4, 4, 3))
    await expect(readPictureFolder(folder.at('mixed'))).rejects.toMatchObject({
      code: 'mixed-sizes',
      message: expect.stringMatching(/a\.pgm has 3 × 2 pixels and c\.pgm has 4 × 4/),
      details: { width: 3, height: 2, file: 'a.pgm', otherWidth: 4, otherHeight: 4, otherFile: 'c.pgm' },
    })
  })

  it('brings pictures of two sizes to one that is given, or to the first', async () => {
    const to = { height: 2, width: 2 }
    const cropped = await readPictureFolder(folder.at('mixed'), { size: to })
    expect([...cropped.pixels]).toEqual([1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3])
    const first = await readPictureFolder(folder.at('mixed'), { resize: 'fit' })
    expect(first).toMatchObject({ count: 3, height: 2, width: 3 })
    // The square one keeps its proportions: black at its left.
    expect([...first.pixels.subarray(12)]).toEqual([3, 3, 0, 3, 3, 0])
  })

  it('makes pictures grey and takes a part of them, spread over the classes', async () => {
    await folder.write('grey/x/1.png', await png(1, 1, '#ff0000'))
    await folder.write('grey/x/2.png', await png(1, 1, '#ff0000'))
    await folder.write('grey/y/1.png', await png(1, 1, '#00ff00'))
    await folder.write('grey/y/2.png', await png(1, 1, '#00ff00'))
    const set = await readPictureFolder(folder.at('grey'), { grey: true, limit: 2 })
    expect(set).toMatchObject({ count: 2, channels: 1, classNames: ['x', 'y'] })
    expect([...set.pixels]).toEqual([76, 150])
  })

  it('reports progress to its end and stops where it is told to', async () => {
    const seen: [number, number][] = []
    await readPictureFolder(folder.at('classes'), { onProgress: (done, total) => seen.push([done, total]) })
    expect(seen.at(-1)).toEqual([4, 4])
    const stopped = AbortSignal.abort()
    await expect(readPictureFolder(folder.at('classes'), { signal: stopped })).rejects.toMatchObject({
      code: 'cancelled',
    })
  })

  it.each([
    ['empty', async (at: string) => void (await mkdir(at)), /none among 0 files/],
    [
      'without a picture',
      async () => void (await folder.write('without a picture/notes.txt', 'x')),
      /none among 1 file\./,
    ],
    [
      'of broken pictures only',
      async () => void (await folder.write('of broken pictures only/a.png', 'x')),
      /none of its 1/,
    ],
  ])('is refused where it is %s', async (name, make, message) => {
    await make(folder.at(name))
    await expect(readPictureFolder(folder.at(name))).rejects.toMatchObject({
      code: 'empty-set',
      message: expect.stringMatching(message),
    })
  })

  it('is refused where its pictures would not fit into memory', async () => {
    const read = async () => pgm(256, 256, 1)
    const many = Array.from({ length: 40_000 }, (_, i) => ({ name: `${i}.pgm`, read }))
    await expect(readPictureFiles('vast', 'vast', many)).rejects.toMatchObject({
      code: 'file-too-large',
      message: expect.stringContaining('would take 2.4 GB'),
    })
  })
})

it('takes the first folder that differs as the class', () => {
  expect(classesByFolder(['set/train/cat/1', 'set/train/dog/a/2'])).toMatchObject({
    classNames: ['cat', 'dog'],
  })
  expect(classesByFolder(['all/1', 'all/2'])).toBeNull()
  expect(classesByFolder(['1', '2'])).toBeNull()
  expect([...classesByFolder(['1', 'a/2', 'b/3'])!.labels]).toEqual([-1, 0, 1])
})

describe('a zip of pictures', () => {
  const archive = (name: string, files: Record<string, Uint8Array>) => folder.write(name, zipSync(files))

  it('gives what a folder would, whatever its top folder', async () => {
    const files = { 'top/s1/1.pgm': pgm(2, 2, 1), 'top/s2/1.pgm': pgm(2, 2, 2), 'top/README': strToU8('x') }
    const set = await readPictureArchive(await archive('orl.zip', files))
    expect(set).toMatchObject({ name: 'orl', count: 2, classNames: ['s1', 's2'], warnings: [] })
    expect([...set.pixels]).toEqual([1, 1, 1, 1, 2, 2, 2, 2])
  })

  it.each([['../outside.pgm'], ['/etc/passwd.pgm'], ['a/../../b.pgm'], ['C:/x.pgm']])(
    'is refused where a name points outside it: %s',
    async (name) => {
      const file = await archive('outside.zip', { 'good.pgm': pgm(2, 2, 1), [name]: pgm(2, 2, 2) })
      await expect(readPictureArchive(file)).rejects.toMatchObject({
        code: 'file-format',
        message: expect.stringContaining(name),
      })
    },
  )

  /** The directory of an archive with another unpacked size for a file; it stands 22 bytes before the name. */
  const claim = (bytes: Uint8Array, name: string, size: number): Uint8Array => {
    const at = Buffer.from(bytes).toString('latin1').lastIndexOf(name) - 22
    new DataView(bytes.buffer, bytes.byteOffset).setUint32(at, size, true)
    return bytes
  }
  const small = (...names: string[]) => zipSync(Object.fromEntries(names.map((name) => [name, pgm(2, 2, 1)])))

  it('leaves out files that unpack to more than a picture may', async () => {
    const file = await folder.write('bomb.zip', claim(small('a.pgm', 'b.pgm'), 'b.pgm', 65 * 2 ** 20))
    const set = await readPictureArchive(file)
    expect(set.count).toBe(1)
    expect(set.warnings).toEqual([expect.stringContaining('b.pgm unpacks to 65.0 MB')])
  })

  it('stops unpacking where a file holds more than the directory says', async () => {
    const bytes = claim(zipSync({ 'a.pgm': pgm(2, 2, 1), 'b.pgm': new Uint8Array(2 ** 20) }), 'b.pgm', 16)
    const set = await readPictureArchive(await folder.write('liar.zip', bytes))
    expect(set.count).toBe(1)
    expect(set.warnings).toEqual([expect.stringContaining('b.pgm')])
  })

  it('is refused where it unpacks to more than an archive may, before it is unpacked', async () => {
    const names = ['a.pgm', 'b.pgm', 'c.pgm', 'd.pgm', 'e.pgm']
    const bytes = names.reduce<Uint8Array>((made, name) => claim(made, name, 2 ** 32 - 2), small(...names))
    await expect(readPictureArchive(await folder.write('vast.zip', bytes))).rejects.toMatchObject({
      code: 'file-too-large',
      message: expect.stringContaining('20.0 GB'),
    })
  })

  it.each([
    ['cut off', (bytes: Uint8Array) => bytes.subarray(0, bytes.length / 2), 'file-truncated'],
    ['no zip', () => strToU8('PK but not really, it only looks so'), 'file-truncated'],
  ])('is refused where it is %s', async (name, change, code) => {
    const file = await folder.write(`${name}.zip`, change(zipSync({ 'a.pgm': pgm(20, 20, 1) })))
    await expect(readPictureArchive(file)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(file),
    })
  })

  it('names a file whose values do not match their checksum', async () => {
    const bytes = zipSync({ 'a.pgm': pgm(2, 2, 1), 'b.pgm': pgm(2, 2, 1) }, { level: 9 })
    const text = Buffer.from(bytes).toString('latin1')
    bytes[text.indexOf('b.pgm') + 7]! ^= 0xff
    const set = await readPictureArchive(await folder.write('damaged.zip', bytes))
    expect(set.count).toBe(1)
    expect(set.warnings).toEqual([expect.stringContaining('b.pgm')])
  })

  it('is refused where every file is locked', async () => {
    const bytes = zipSync({ 'a.pgm': pgm(2, 2, 1) })
    const entry = Buffer.from(bytes).toString('latin1').lastIndexOf('a.pgm')
    bytes[entry - 38]! |= 1
    await expect(readPictureArchive(await folder.write('locked.zip', bytes))).rejects.toMatchObject({
      code: 'empty-set',
      message: expect.stringContaining('password'),
    })
  })
})

const orl = realData('orl/orl-faces-400-92x112.zip')
it.skipIf(orl.absent)('reads the 400 ORL faces of 40 people', async () => {
  const start = performance.now()
  const set = await readPictureArchive(orl.path)
  console.info(`ORL: ${((performance.now() - start) / 1000).toFixed(2)} s`)
  expect(set).toMatchObject({ count: 400, width: 92, height: 112, channels: 1, warnings: [] })
  expect(set.classNames?.slice(0, 3)).toEqual(['s1', 's2', 's3'])
  expect([...set.labels!.subarray(0, 11)]).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1])
})

const cifar = realData('cifar10/cifar10-test-2500-32x32.zip')
it.skipIf(cifar.absent)('reads 2,500 colour pictures of CIFAR-10 in ten classes', async () => {
  const start = performance.now()
  const set = await readPictureArchive(cifar.path)
  console.info(`CIFAR: ${((performance.now() - start) / 1000).toFixed(2)} s`)
  expect(set).toMatchObject({ count: 2500, width: 32, height: 32, channels: 3, warnings: [] })
  expect(set.classNames).toHaveLength(10)
  // Every fourth picture of the test split: its mean lies near that of the 50,000, 0.473 over all channels.
  const mean = set.pixels.reduce((sum, value) => sum + value, 0) / set.pixels.length / 255
  expect(Math.abs(mean - 0.473)).toBeLessThan(0.01)
})
