import { brotliCompressSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { readFaces } from './faces'
import { temporaryFolder } from './temporary-folder.fixture'

const folder = temporaryFolder()
const description = {
  height: 1,
  width: 1,
  channels: 3,
  count: 3,
  attributes: [
    { name: 'Hair', values: ['Bald', 'Long'], codes: '011' },
    { name: 'Eyes', values: ['Blue', 'Closed'], codes: '100' },
  ],
}
const pixels = brotliCompressSync(Uint8Array.of(10, 11, 12, 20, 21, 22, 30, 31, 32))

async function write(name: string, text: string, packed: Uint8Array | null): Promise<string> {
  await folder.write(`${name}/faces.json`, text)
  if (packed) await folder.write(`${name}/pixels.br`, packed)
  return folder.at(name)
}

describe('faces', () => {
  it('keep what each has with its picture, in whatever order they come', async () => {
    const set = await readFaces(await write('good', JSON.stringify(description), pixels))
    expect(set).toMatchObject({ count: 3, channels: 3, classNames: ['Bald', 'Long'] })
    for (let i = 0; i < 3; i++) {
      const which = set.pixels[3 * i]! / 10 - 1
      expect([...set.pixels.subarray(3 * i, 3 * i + 3)]).toEqual([0, 1, 2].map((c) => 10 * (which + 1) + c))
      expect(set.labels![i]).toBe(Number('011'[which]))
      expect(set.attributes[1]!.codes[i]).toBe(Number('100'[which]))
    }
  })

  const few = { ...description, attributes: [{ ...description.attributes[0], codes: '01' }] }
  it.each([
    ['no JSON', '{', pixels, 'file-format'],
    ['a field too few', JSON.stringify({ ...description, height: undefined }), pixels, 'file-format'],
    ['a face too few', JSON.stringify({ ...description, count: 4 }), pixels, 'file-format'],
    ['a face too many', JSON.stringify({ ...description, count: 2 }), pixels, 'file-format'],
    ['damage', JSON.stringify(description), pixels.subarray(0, -2), 'file-format'],
    ['no file of values', JSON.stringify(description), null, 'file-not-found'],
    ['a code too few', JSON.stringify(few), pixels, 'bad-shape'],
  ])('are refused where there is %s', async (what, text, packed, code) => {
    await expect(readFaces(await write(what, text, packed))).rejects.toMatchObject({ code })
  })
})
