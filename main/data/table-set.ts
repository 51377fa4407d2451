/** Points out of a table: its columns of numbers are coordinates, the others say what is known of each point. */
import path from 'node:path'
import { BrenierError } from '../../shared/errors'
import { matrix } from '../../shared/matrix'
import { evenLines, factsOf, isClassColumn } from './item-table'
import { pointSet, type PointSet } from './picture-set'
import { bounds, readBounded } from './source-file'

const isNumber = (cell: string) => cell.trim() !== '' && Number.isFinite(Number(cell))

/**
 * Reads a CSV or TSV as points, a line a point. A first line that holds a word names the columns. A column `label`, `class` or
 * `target` is the class, also where it holds numbers.
 * @throws BrenierError `bad-shape` where a line has other cells than the first or no column holds numbers alone; `file-format`,
 *   `empty-set`, and those of reading
 */
export async function readTableSet(file: string): Promise<PointSet> {
  const text = new TextDecoder().decode(await readBounded(file, bounds.setBytes))
  const lines = evenLines(text, file)
  const [first = []] = lines
  const below = lines.slice(1)
  // Words in the first line are names, unless the column holds words throughout.
  const named = first.some((cell, i) => !isNumber(cell) && below.every((cells) => isNumber(cells[i]!)))
  const heads = first.map((cell, i) => (named ? cell.trim() : `Column ${i + 1}`))
  const items = named ? below : lines
  const columns = heads.map((_, i) => i)
  const coordinates = columns.filter(
    (i) => !isClassColumn(heads[i]!) && items.length > 0 && items.every((cells) => isNumber(cells[i]!)),
  )
  if (coordinates.length === 0) {
    throw new BrenierError(
      'bad-shape',
      `Expected points in ${file}: at least one column of numbers, one line a point, got ${heads.join(', ') || 'nothing'}. To say something of pictures or codes, a table is opened together with them.`,
      { path: file },
    )
  }
  const points = matrix(items.length, coordinates.length)
  items.forEach((cells, at) =>
    coordinates.forEach((column, k) => {
      points.data[at * coordinates.length + k] = Number(cells[column])
    }),
  )
  const others = columns.filter((i) => !coordinates.includes(i))
  const facts = factsOf(
    others.map((i) => heads[i]!),
    items.map((cells) => others.map((i) => cells[i]!)),
  )
  const { labels, classNames, ...more } = facts
  return pointSet(path.basename(file).replace(/\.(?:csv|tsv)$/i, ''), points, labels, classNames, more)
}
