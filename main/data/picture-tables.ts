/** Tables that lie among pictures and say something of each by its name: CSV, TSV, and CelebA's lists. */
import path from 'node:path'
import { asBrenierError } from '../../shared/errors'
import { factsOf, parseTable } from './item-table'
import type { ItemFacts } from './picture-set'

/** A file as a folder or an archive lists it. */
interface ListedFile {
  readonly name: string
  read(): Promise<Uint8Array>
}

const tableEnding = /\.(?:csv|tsv|txt)$/i

/** Share of a table's lines whose name is that of a picture, from which on it counts as about these pictures. */
const leastNamed = 0.5

/** What tables say of pictures: facts in the order of the pictures, and what is to be told of the tables. */
export type TableFacts = Pick<ItemFacts, 'labels' | 'classNames' | 'attributes' | 'warnings'>

export const isTable = (name: string): boolean => tableEnding.test(name)

/**
 * Reads what tables say of pictures. A file that names none of them, such as a licence, is passed over; the first table with a
 * class is the one whose classes count.
 * @param pictures names inside the source, parts joined by `/`
 */
export async function readPictureTables(
  tables: readonly ListedFile[],
  pictures: readonly string[],
): Promise<TableFacts> {
  const places = placesByName(pictures)
  const warnings: string[] = []
  const attributes: TableFacts['attributes'][number][] = []
  let classes: Pick<ItemFacts, 'labels' | 'classNames'> = { labels: null, classNames: null }
  for (const table of tables) {
    try {
      const lines = linesOf(new TextDecoder().decode(await table.read()), table.name)
      const found = lines && factsByName(lines, places, pictures.length)
      if (!found) continue
      const { facts, missing } = found
      if (facts.labels && !classes.labels) classes = facts
      for (const attribute of facts.attributes) {
        if (!attributes.some(({ name }) => name === attribute.name)) attributes.push(attribute)
      }
      warnings.push(...facts.warnings)
      if (missing > 0) {
        warnings.push(`${table.name} has no line for ${missing} of ${pictures.length} pictures.`)
      }
    } catch (thrown) {
      // A text among pictures need not be a table; a CSV is meant to be one.
      if (!/\.txt$/i.test(table.name)) warnings.push(`Left out: ${asBrenierError(thrown).message}`)
    }
  }
  return { ...classes, attributes, warnings }
}

/** Pictures by their path, their name and their name without its ending; null for a name that several have. */
function placesByName(pictures: readonly string[]): Map<string, number | null> {
  const places = new Map<string, number | null>()
  for (const [at, picture] of pictures.entries()) {
    const base = path.posix.basename(picture)
    for (const name of new Set([picture, base, path.posix.parse(base).name])) {
      places.set(name, places.has(name) ? null : at)
    }
  }
  return places
}

interface Lines {
  readonly heads: readonly string[] | null
  readonly items: readonly (readonly string[])[]
}

/** @throws BrenierError `file-format` */
function linesOf(text: string, where: string): Lines | null {
  const [first = '', second = ''] = text.slice(0, 65_536).split(/\r?\n/, 2)
  const celebA = /^\s*\d+\s*$/.test(first) && !second.includes(',')
  if (!celebA) {
    // Words parted by blanks are prose, unless every line is a name and a value.
    if (/\.txt$/i.test(where) && !/[,\t]/.test(first)) return wordLines(text)
    return { heads: null, items: parseTable(text, where) }
  }
  const lines = text.split(/\r?\n/).slice(2)
  const items = lines.map((line) => line.trim().split(/\s+/)).filter((cells) => cells.length > 1)
  return { heads: ['name', ...second.trim().split(/\s+/)], items }
}

function wordLines(text: string): Lines | null {
  const items = text
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '')
    .map((line) => line.trim().split(/\s+/))
  return items.every(({ length }) => length === 2) ? { heads: ['name', 'class'], items } : null
}

/** Null where no column names the pictures. */
function factsByName(
  { heads, items }: Lines,
  places: ReadonlyMap<string, number | null>,
  count: number,
): { readonly facts: ItemFacts; readonly missing: number } | null {
  const place = (cell: string | undefined) => places.get(cell?.trim().replace(/^\.\//, '') ?? '') ?? -1
  const width = heads?.length ?? items[0]?.length ?? 0
  const looked = items.slice(heads ? 0 : 1)
  const named = Array.from({ length: width }, (_, column) => {
    const places = looked.reduce((sum, cells) => sum + Number(place(cells[column]) >= 0), 0)
    return places / Math.max(1, looked.length)
  })
  const column = named.findIndex((share) => share === Math.max(...named))
  // A table of a larger set, such as CelebA's, names more pictures than lie here.
  const reached = (named[column] ?? 0) * looked.length
  if (width < 2 || reached < leastNamed * Math.min(looked.length, count) || reached === 0) return null
  const titled = heads ?? (place(items[0]![column]) < 0 ? items[0]! : null)
  const lines = heads || !titled ? items : items.slice(1)
  const others = Array.from({ length: width }, (_, at) => at).filter((at) => at !== column)
  const held = Array.from({ length: count }, () => others.map(() => ''))
  const seen = new Uint8Array(count)
  for (const cells of lines) {
    const at = place(cells[column])
    if (at < 0) continue
    seen[at] = 1
    held[at] = others.map((other) => cells[other] ?? '')
  }
  const names = others.map((other) => titled?.[other]?.trim() || `Column ${other + 1}`)
  return {
    facts: factsOf(names, yesAndNo(held, names.length)),
    missing: seen.reduce((sum, one) => sum + (1 - one), 0),
  }
}

/** CelebA's lists say 1 and -1 for what a face has and has not. */
function yesAndNo(items: readonly string[][], width: number): readonly string[][] {
  const signs = new Map([
    ['1', 'yes'],
    ['-1', 'no'],
    ['', ''],
  ])
  const signed = Array.from({ length: width }, (_, column) => {
    const cells = new Set(items.map((cells) => cells[column]!.trim()))
    return cells.has('-1') && cells.has('1') && [...cells].every((cell) => signs.has(cell))
  })
  return items.map((cells) => cells.map((cell, i) => (signed[i] ? signs.get(cell.trim())! : cell)))
}
