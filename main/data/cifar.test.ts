import path from 'node:path'
import { expect, it } from 'vitest'
import { picture } from './picture-set'
import { openData, openPictureSet } from './open'
import { temporaryFolder } from './temporary-folder.fixture'

const folder = temporaryFolder()
const options = { resources: path.resolve(import.meta.dirname, '../../resources') }

/** Pictures whose planes are of one value each: 10, 20 and 30 more than their number. */
function batch(labels: readonly (readonly number[])[]): Uint8Array {
  return Uint8Array.from(
    labels.flatMap((own, at) => [
      ...own,
      ...[10, 20, 30].flatMap((value) => Array.from<number>({ length: 1024 }).fill(value + at)),
    ]),
  )
}

it('batches of CIFAR-10 in one folder are one set, with the names of its list', async () => {
  await folder.write('ten/data_batch_1.bin', batch([[3], [0]]))
  await folder.write('ten/test_batch.bin', batch([[9]]))
  await folder.write(
    'ten/batches.meta.txt',
    Buffer.from(['a b c d e f g h i j'.split(' ').join('\n'), ''].join('\n')),
  )
  await folder.write('ten/readme.html', Buffer.from('<p>'))
  const set = await openPictureSet(folder.at('ten'), options)
  expect(set).toMatchObject({ name: 'ten', count: 3, height: 32, width: 32, channels: 3 })
  expect(Array.from(set.labels!, (label) => set.classNames![label])).toEqual(['d', 'a', 'j'])
  expect(set.attributes).toMatchObject([{ name: 'batch', values: ['data_batch_1', 'test_batch'] }])
  expect([...set.attributes[0]!.codes]).toEqual([0, 0, 1])
  expect([...picture(set, 1).subarray(0, 6)]).toEqual([11, 21, 31, 11, 21, 31])
})

it('one batch by itself has the usual names, and CIFAR-100 its superclasses', async () => {
  const ten = await openPictureSet(await folder.write('alone.bin', batch([[8]])), options)
  expect(ten.classNames![ten.labels![0]!]).toBe('ship')
  const hundred = await openPictureSet(await folder.write('hundred.bin', batch([[19, 99]])), options)
  expect([...hundred.labels!]).toEqual([99])
  expect(hundred.attributes).toMatchObject([{ name: 'superclass', codes: Int32Array.of(19) }])
})

it('a folder of pictures with other files of that ending beside them stays one of pictures', async () => {
  await folder.write('pictures/a.pgm', Uint8Array.of(...Buffer.from('P5 1 1 255\n'), 9))
  await folder.write('pictures/optimiser.bin', new Uint8Array(100))
  await folder.write('pictures/old.bin/b.pgm', Uint8Array.of(...Buffer.from('P5 1 1 255\n'), 9))
  expect(await openPictureSet(folder.at('pictures'), options)).toMatchObject({ count: 2, height: 1 })
})

it('says what a file is that has the size of a batch only, and refuses two versions at once', async () => {
  await expect(openData(await folder.write('labels.bin', batch([[77]])), options)).rejects.toThrow(
    /Expected labels below 10 in .*labels\.bin, got 77 for picture 0/,
  )
  await folder.write('both/a.bin', batch([[1]]))
  await folder.write('both/b.bin', batch([[1, 2]]))
  await expect(openData(folder.at('both'), options)).rejects.toThrow(/one version of CIFAR.*b\.bin/)
  await expect(openData(await folder.write('cifar.tar.gz', batch([[1]])), options)).rejects.toThrow(
    /Unpack it/,
  )
})
