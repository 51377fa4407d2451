import { cp, mkdir, symlink } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { readOnnxFile } from '../../data/onnx-file'
import { temporaryFolder } from '../../data/temporary-folder.fixture'
import { OnnxFeatureNet } from './feature-net'

/** Made by `tests/reference/onnx/make-models.py`. */
const models = path.resolve('tests/reference/onnx')
const folder = temporaryFolder()

const open = async (name: string, range: Parameters<typeof OnnxFeatureNet.open>[1] = { kind: 'unit' }) =>
  OnnxFeatureNet.open(await readOnnxFile(path.join(models, name)), range)

/** Colour pictures of 4 × 4: picture i has the values 10 i, 10 i + 1 and 10 i + 2 everywhere. */
function colours(count: number) {
  const pixels = Uint8Array.from({ length: count * 48 }, (_, k) => 10 * Math.floor(k / 48) + (k % 3))
  return { count, height: 4, width: 4, channels: 3, pixels }
}

describe('a net of one’s own', () => {
  it.each(['means-nchw.onnx', 'means-nhwc-4.onnx'])(
    'sees each picture in its place, whatever the layout and the batch: %s',
    async (name) => {
      // Seven do not fill two batches of four.
      const features = await (await open(name)).featuresOf(colours(7))
      expect([features.rows, features.columns]).toEqual([7, 3])
      features.data.forEach((value, k) => {
        expect(255 * value).toBeCloseTo(10 * Math.floor(k / 3) + (k % 3), 4)
      })
    },
  )

  it('takes pixels in the range that was named', async () => {
    const signed = await (await open('means-nchw.onnx', { kind: 'signed' })).featuresOf(colours(1))
    expect(signed.data[1]).toBeCloseTo(2 / 255 - 1, 6)
    const range = { kind: 'standard', mean: [0.1, 0.2, 0.3], deviation: [0.5, 0.5, 2] } as const
    const standard = await (await open('means-nchw.onnx', range)).featuresOf(colours(1))
    expect(standard.data[2]).toBeCloseTo((2 / 255 - 0.3) / 2, 6)
  })

  it('sees grey pictures of another size as colour ones of its own', async () => {
    const grey = { count: 1, height: 8, width: 8, channels: 1, pixels: new Uint8Array(64).fill(51) }
    const { data } = await (await open('means-nchw.onnx')).featuresOf(grey)
    for (const value of data) expect(value).toBeCloseTo(0.2, 6)
  })

  it('is named by its file, its hash and its output', async () => {
    const { name } = await open('means-nchw.onnx')
    expect(name).toMatch(/^means-nchw\.onnx \(sha256 [0-9a-f]{12}\), output features, pixels 0 … 1$/)
  })

  it('that takes no pictures is refused by what it takes', async () => {
    await expect(open('codes.onnx')).rejects.toThrow('got codes.onnx with [n, 5]')
  })
})

describe('weights beside a model', () => {
  it('are read from its folder', async () => {
    const net = await open('beside.onnx')
    const pixels = Uint8Array.of(255, 0, 0, 255)
    const { data } = await net.featuresOf({ count: 1, height: 2, width: 2, channels: 1, pixels })
    // The first and the last row of 0 … 11 as [4, 3].
    expect([...data]).toEqual([9, 11, 13])
  })

  it('outside its folder are refused, also through a link', async () => {
    await expect(open('outside.onnx')).rejects.toThrow('“../weights.bin”, which lies outside')
    await mkdir(folder.at('linked'), { recursive: true })
    await cp(path.join(models, 'beside.onnx'), folder.at('linked/beside.onnx'))
    await symlink(path.join(models, 'weights.bin'), folder.at('linked/weights.bin'))
    await expect(readOnnxFile(folder.at('linked/beside.onnx'))).rejects.toThrow('which lies outside')
  })

  it('are not looked for in what is no model', async () => {
    await expect(readOnnxFile(await folder.write('text.onnx', 'no model'))).rejects.toThrow('Export it again')
  })
})
