import { describe, expect, it } from 'vitest'
import { readCodesSet } from './codes-set'
import { encodeNpy } from './npy'
import { encodePng } from './png'
import { temporaryFolder } from './temporary-folder.fixture'

const folder = temporaryFolder()
const options = { resources: 'resources', sample: false }

/** Three codes of two coordinates. */
const codes = encodeNpy(Float64Array.of(0, 1, 2, 3, 4, 5), [3, 2])

/** A folder of grey pictures of 2 × 2, by name and value. */
async function pictures(name: string, values: Readonly<Record<string, number>>): Promise<string> {
  for (const [file, value] of Object.entries(values)) {
    const png = await encodePng({ height: 2, width: 2, channels: 1, pixels: new Uint8Array(4).fill(value) })
    await folder.write(`${name}/${file}`, png)
  }
  return folder.at(name)
}

describe('codes', () => {
  it('without pictures are points with the labels and attributes of their table', async () => {
    const set = await readCodesSet(
      {
        codes: await folder.write('plain.npy', codes),
        metadata: await folder.write('plain.csv', 'label,hair\na,long\nb,short\na,long\n'),
        pictures: null,
      },
      options,
    )
    expect(set).toMatchObject({ kind: 'points', name: 'plain', classNames: ['a', 'b'] })
    expect(set.attributes[0]).toMatchObject({ name: 'hair', values: ['long', 'short'] })
  })

  it('take labels that lie beside them where there is no table', async () => {
    const file = await folder.write('beside.npy', codes)
    await folder.write('beside-labels.npy', encodeNpy(Int32Array.of(1, 0, 1), [3]))
    const set = await readCodesSet({ codes: file, metadata: null, pictures: null }, options)
    expect([...set.labels!]).toEqual([1, 0, 1])
  })

  it('have their pictures in the order of the table’s names', async () => {
    const set = await readCodesSet(
      {
        codes: await folder.write('named.npy', codes),
        metadata: await folder.write('named.csv', 'file,label\nc.png,x\na.png,y\nb.png,x\n'),
        pictures: await pictures('named', { 'a.png': 10, 'b.png': 20, 'c.png': 30 }),
      },
      options,
    )
    if (set.kind !== 'pictures') throw new Error('Expected pictures.')
    expect([set.pixels[0], set.pixels[4], set.pixels[8]]).toEqual([30, 10, 20])
    expect([...set.codes!.data]).toEqual([0, 1, 2, 3, 4, 5])
    expect(set.fileNames).toEqual(['c.png', 'a.png', 'b.png'])
  })

  it('with another number of pictures are refused by both numbers', async () => {
    const files = {
      codes: await folder.write('few.npy', codes),
      metadata: null,
      pictures: await pictures('few', { 'a.png': 1, 'b.png': 2 }),
    }
    await expect(readCodesSet(files, options)).rejects.toThrow(/each of the 3 codes.*got 2/)
  })

  it('of another shape than (n, d) are refused by their shape', async () => {
    const file = await folder.write('cube.npy', encodeNpy(new Float32Array(8), [2, 2, 2]))
    const files = { codes: file, metadata: null, pictures: null }
    await expect(readCodesSet(files, options)).rejects.toThrow('(2, 2, 2)')
  })

  it('that are pickled Python objects are refused before they are read', async () => {
    const header = "{'descr': '|O', 'fortran_order': False, 'shape': (3, 2), }\n"
    const bytes = Buffer.concat([
      Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, header.length, 0]),
      Buffer.from(header),
      Buffer.from('\x80\x04.'),
    ])
    const files = { codes: await folder.write('pickled.npy', bytes), metadata: null, pictures: null }
    await expect(readCodesSet(files, options)).rejects.toThrow('Arrays of Python objects are refused')
  })
})
