import path from 'node:path'
import { zipSync } from 'fflate'
import { expect, it } from 'vitest'
import { encodeNpy } from './npy'
import { encodeNpz } from './npz'
import { openData } from './open'
import { temporaryFolder } from './temporary-folder.fixture'

const folder = temporaryFolder()
const options = { resources: path.resolve(import.meta.dirname, '../../resources') }
const pictures = (count: number) => ({ shape: [count, 2, 2], data: new Uint8Array(4 * count) })
const labels = (...values: number[]) => ({ shape: [values.length], data: Int32Array.from(values) })

it('takes the largest pictures with their own labels, and says what it left', async () => {
  const file = await folder.write(
    'mnist.npz',
    encodeNpz({
      x_test: pictures(2),
      x_train: pictures(3),
      y_test: labels(9, 9),
      y_train: labels(2, 0, 1),
    }),
  )
  const set = await openData(file, options)
  expect(set).toMatchObject({ kind: 'pictures', name: 'mnist', count: 3, height: 2, width: 2 })
  expect([...set.labels!]).toEqual([2, 0, 1])
  expect(set.warnings).toEqual([
    'Of the archive’s arrays “x_train” was taken, with the labels “y_train”; left out: x_test, y_test.',
  ])
})

it('takes columns of labels, codes where there are no pictures, and never decodes what it leaves', async () => {
  const objects = encodeNpy(new Uint8Array(3), [3])
  // NumPy’s type of pickled objects in place of bytes.
  const pickled = Buffer.from(Buffer.from(objects).toString('latin1').replace("'|u1'", "'|O' "), 'latin1')
  const codes = { shape: [3, 2], data: Float32Array.of(0, 1, 2, 3, 4, 5) }
  const column = { shape: [3, 1], data: Int32Array.of(1, 1, 0) }
  const file = await folder.write(
    'codes.npz',
    zipSync({
      'z.npy': encodeNpy(codes.data, codes.shape),
      'labels.npy': encodeNpy(column.data, column.shape),
      'names.npy': pickled,
    }),
  )
  const set = await openData(file, options)
  expect(set).toMatchObject({ kind: 'points', points: { rows: 3, columns: 2 } })
  expect([...set.labels!]).toEqual([1, 1, 0])
  expect(set.warnings[0]).toContain('left out: names.')
})

it('names what is there where nothing is a set', async () => {
  const file = await folder.write('y.npz', encodeNpz({ y: labels(1, 2) }))
  await expect(openData(file, options)).rejects.toThrow(/points \(n, d\), in .*y\.npz, got y \(2\)/)
  await expect(openData(await folder.write('no.npz', Buffer.from('PK no')), options)).rejects.toThrow(
    /no zip/,
  )
})
