/** Tables with a line an item: labels, attributes and names, as CSV (RFC 4180) or TSV. */
import { BrenierError } from '../../shared/errors'
import type { Attribute, ItemFacts } from './picture-set'
import { bounds, readBounded } from './source-file'

/** Columns that hold the class or the name of an item, whichever comes first in these lists. */
const classColumns = ['label', 'labels', 'class', 'classes', 'target']
export const isClassColumn = (head: string): boolean => classColumns.includes(head.trim().toLowerCase())

const nameColumns = ['file', 'filename', 'file name', 'path', 'name', 'id']

/** Values that colours and legends can still tell apart; a column with more is no attribute. */
const mostValues = 100

const naturally = new Intl.Collator('en', { numeric: true }).compare

/**
 * Reads what a table says of the items of a set, a line an item in their order. A first line with the columns' names may
 * stand before them. The column `label`, `class` or `target`, or the only one, is the class; `file`, `path`, `name` or `id`
 * names the items; every other column of at most 100 values is an attribute. An empty cell is unknown.
 * @param count items of the set
 * @throws BrenierError `bad-shape` where lines and items, or the cells of two lines, disagree; `file-format` for an open
 *   quote or a column named twice; and those of reading
 */
export async function readItemTable(file: string, count: number): Promise<ItemFacts> {
  const text = new TextDecoder().decode(await readBounded(file, bounds.setBytes))
  return itemTable(text, count, file)
}

/** What a table's text says of `count` items. @throws BrenierError as `readItemTable` */
export function itemTable(text: string, count: number, where: string): ItemFacts {
  const lines = evenLines(text, where)
  const width = lines[0]?.length ?? 0
  if (lines.length !== count && lines.length !== count + 1) {
    throw new BrenierError(
      'bad-shape',
      `Expected a line for each of the ${count} items in ${where}, with or without a line of names before them, got ${lines.length} lines.`,
      { path: where },
    )
  }
  const named = lines.length === count + 1
  const heads = named
    ? lines[0]!.map((head) => head.trim())
    : Array.from({ length: width }, (_, i) => `Column ${i + 1}`)
  const twice = heads.find((head, i) => heads.indexOf(head) !== i)
  if (twice !== undefined) {
    throw new BrenierError(
      'file-format',
      `Expected columns of different names in ${where}, got “${twice}” twice.`,
    )
  }
  return factsOf(heads, named ? lines.slice(1) : lines)
}

/** What lines of cells under these heads say of items, a line each. */
export function factsOf(heads: readonly string[], items: readonly (readonly string[])[]): ItemFacts {
  const find = (names: readonly string[]) =>
    names.map((name) => heads.findIndex((head) => head.toLowerCase() === name)).find((at) => at >= 0) ?? -1
  const classAt = heads.length === 1 ? 0 : find(classColumns)
  const nameAt = heads.length === 1 ? -1 : find(nameColumns)
  const column = (at: number) => items.map((cells) => cells[at]!.trim())
  const classes = classAt < 0 ? null : categories(heads[classAt]!, column(classAt))
  const attributes: Attribute[] = []
  const warnings: string[] = []
  for (const [at, head] of heads.entries()) {
    if (at === classAt || at === nameAt) continue
    const attribute = categories(head, column(at))
    const different = attribute.values.length
    if (different >= 1 && different <= mostValues) attributes.push(attribute)
    else
      warnings.push(
        `Column “${head}” was left out: it has ${different} values, and an attribute has 1 to ${mostValues}.`,
      )
  }
  return {
    labels: classes && classes.codes,
    classNames: classes && classes.values,
    attributes,
    fileNames: nameAt < 0 ? null : column(nameAt),
    warnings,
  }
}

function categories(name: string, cells: readonly string[]): Attribute {
  const values = [...new Set(cells)].filter((value) => value !== '').sort(naturally)
  const codes = new Map(values.map((value, code) => [value, code]))
  return { name, values, codes: Int32Array.from(cells, (cell) => codes.get(cell) ?? -1) }
}

/** Cells by lines, as many in each. @throws BrenierError `bad-shape`, `file-format` */
export function evenLines(text: string, where: string): string[][] {
  const lines = parseTable(text, where)
  const width = lines[0]?.length ?? 0
  const ragged = lines.findIndex((cells) => cells.length !== width)
  if (ragged < 0) return lines
  throw new BrenierError(
    'bad-shape',
    `Expected ${width} cells in each line of ${where}, got ${lines[ragged]!.length} in line ${ragged + 1}.`,
    { path: where },
  )
}

/** Cells by lines. A tab in the first line makes it TSV, which has no quotes; else cells are parted by commas. */
export function parseTable(text: string, where: string): string[][] {
  const plain = text.replace(/^\u{feff}/u, '')
  const [first = ''] = plain.split('\n', 1)
  if (!first.includes('\t')) return parseCsv(plain, where)
  const lines = plain.split(/\r?\n/)
  if (lines.at(-1) === '') lines.pop()
  return lines.map((line) => line.split('\t'))
}

function parseCsv(text: string, where: string): string[][] {
  const lines: string[][] = []
  // A cell, quoted or plain, and what ends it.
  const pattern = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/gy
  let cells: string[] = []
  while (pattern.lastIndex < text.length) {
    const at = pattern.lastIndex
    const found = pattern.exec(text)
    if (!found) {
      const line = text.slice(0, at).split('\n').length
      throw new BrenierError(
        'file-format',
        `Expected cells parted by commas, quoted where they hold a comma or a quote, in ${where}; line ${line} is none of that.`,
        { path: where, line },
      )
    }
    const [, quoted, bare, end] = found
    cells.push(quoted?.replaceAll('""', '"') ?? bare ?? '')
    if (end === ',' && pattern.lastIndex < text.length) continue
    if (end === ',') cells.push('')
    lines.push(cells)
    cells = []
  }
  return lines
}
