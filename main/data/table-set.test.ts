import path from 'node:path'
import { expect, it } from 'vitest'
import { openData } from './open'
import type { PointSet } from './picture-set'
import { temporaryFolder } from './temporary-folder.fixture'

const folder = temporaryFolder()
const options = { resources: path.resolve(import.meta.dirname, '../../resources') }
async function opened(name: string, text: string): Promise<PointSet> {
  const set = await openData(await folder.write(name, Buffer.from(text)), options)
  if (set.kind !== 'points') throw new Error('Expected points.')
  return set
}

it('columns of numbers are coordinates, the class and words are known of points', async () => {
  const set = await opened('flowers.csv', 'x,y,class,colour\n0,1e-1,2,"red, dark"\n-1.5,2,7,blue\n')
  expect(set).toMatchObject({ name: 'flowers', points: { rows: 2, columns: 2 } })
  expect([...set.points.data].map((value) => Number(value.toFixed(6)))).toEqual([0, 0.1, -1.5, 2])
  expect(Array.from(set.labels!, (label) => set.classNames![label])).toEqual(['2', '7'])
  expect(set.attributes).toMatchObject([{ name: 'colour', values: ['blue', 'red, dark'] }])
})

it('numbers without names are points too, parted by tabs as well', async () => {
  const set = await opened('plain.tsv', '1\t2\t3\n4\t5\t6\n')
  expect(set).toMatchObject({ points: { rows: 2, columns: 3 }, labels: null, attributes: [] })
})

it('says what is missing', async () => {
  await expect(opened('words.csv', 'a,b\nc,d\n')).rejects.toThrow(
    /at least one column of numbers.*got Column 1, Column 2/,
  )
  await expect(opened('ragged.csv', '1,2\n3\n')).rejects.toThrow(/Expected 2 cells.*got 1 in line 2/)
})
