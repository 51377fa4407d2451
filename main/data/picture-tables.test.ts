import path from 'node:path'
import { zipSync, strToU8 } from 'fflate'
import { expect, it } from 'vitest'
import { openPictureSet } from './open'
import type { PictureSet } from './picture-set'
import { temporaryFolder } from './temporary-folder.fixture'

const folder = temporaryFolder()
const options = { resources: path.resolve(import.meta.dirname, '../../resources') }
const pgm = Uint8Array.of(...strToU8('P5 2 2 255\n'), 1, 2, 3, 4)

/** What each picture has of an attribute. */
function valuesOf(set: PictureSet, name: string): (string | null)[] {
  const attribute = set.attributes.find((one) => one.name === name)
  if (!attribute) throw new Error(`Expected an attribute “${name}”.`)
  return Array.from(attribute.codes, (code) => attribute.values[code] ?? null)
}

it('CelebA’s list beside the folder, a larger one than the folder, gives attributes of yes and no', async () => {
  for (const name of ['000002.pgm', '000004.pgm', '000009.pgm']) await folder.write(`celeba/img/${name}`, pgm)
  const list = [
    '4',
    'Eyeglasses Smiling',
    ...['000001.pgm -1  1', '000002.pgm  1 -1', '000003.pgm -1 -1', '000004.pgm -1  1'],
  ]
  await folder.write('celeba/list_attr_celeba.txt', Buffer.from(`${list.join('\n')}\n`))
  const set = await openPictureSet(folder.at('celeba/img'), options)
  expect(valuesOf(set, 'Eyeglasses')).toEqual(['yes', 'no', null])
  expect(valuesOf(set, 'Smiling')).toEqual(['no', 'yes', null])
  expect(set.warnings).toEqual(['list_attr_celeba.txt has no line for 1 of 3 pictures.'])
  // The same from the folder above, which holds both.
  expect(valuesOf(await openPictureSet(folder.at('celeba'), options), 'Smiling')).toEqual(['no', 'yes', null])
})

it('a table in a zip names pictures by path, name or stem, its class before the folders’', async () => {
  const table = 'split,image_id,class\ntest,b/2,two\ntrain,a/1,one\n'
  const zip = zipSync({
    'a/1.pgm': pgm,
    'b/2.pgm': pgm,
    'about.csv': strToU8(table),
    'LICENCE.txt': strToU8('All rights, reserved\nby nobody\n'),
  })
  const named = await openPictureSet(await folder.write('set.zip', zip), options)
  // “a/1” is neither the path with its ending nor the name alone.
  expect(named.attributes).toEqual([])
  expect(named.classNames).toEqual(['a', 'b'])
  const stems = zipSync({
    'a/1.pgm': pgm,
    'b/2.pgm': pgm,
    'about.csv': strToU8(table.replace('b/2', '2').replace('a/1', '1')),
  })
  const set = await openPictureSet(await folder.write('stems.zip', stems), options)
  expect(valuesOf(set, 'split')).toEqual(['train', 'test'])
  expect(Array.from(set.labels!, (label) => set.classNames![label])).toEqual(['one', 'two'])
})

it('lines of a name and a class are a table too; a broken table is told and loses nothing', async () => {
  for (const name of ['x.pgm', 'y.pgm']) await folder.write(`lines/${name}`, pgm)
  await folder.write('lines/classes.txt', Buffer.from('y.pgm 1\nx.pgm 0\n'))
  await folder.write('lines/broken.csv', Buffer.from('file,hair\nx.pgm,"bla\n'))
  await folder.write('lines/z.bmp', Buffer.from('BM'))
  const set = await openPictureSet(folder.at('lines'), options)
  expect([...set.labels!]).toEqual([0, 1])
  expect(set.warnings).toHaveLength(2)
  expect(set.warnings[0]).toMatch(/Left out: Expected cells parted by commas.*broken\.csv; line 2/)
  expect(set.warnings[1]).toMatch(/1 \.bmp file, a kind of picture that is not read/)
})
