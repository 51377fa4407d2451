import { BrenierError } from './errors'

/** Items of a study, each by its index, ascending and each once. Never changed in place: undo keeps them by reference. */
export type IndexSet = Uint32Array

/** What becomes of a selection when more items are found. */
export type Combination = 'replace' | 'add' | 'subtract'

export const noItems: IndexSet = new Uint32Array()

/** The items of 0 … count − 1 for which `holds` is true. */
export function indicesWhere(count: number, holds: (index: number) => boolean): IndexSet {
  const found = new Uint32Array(count)
  let size = 0
  for (let i = 0; i < count; i++) if (holds(i)) found[size++] = i
  return found.slice(0, size)
}

/** @returns [count], 1 where the item is in the set; items from `count` on are left out */
export function maskOf(items: IndexSet, count: number): Uint8Array {
  const mask = new Uint8Array(count)
  for (const item of items) if (item < count) mask[item] = 1
  return mask
}

/** The set after `found` was added to it, taken from it, or put in its place; `count` items in all. */
export function combined(present: IndexSet, found: IndexSet, how: Combination, count: number): IndexSet {
  if (how === 'replace') return found
  const was = maskOf(present, count)
  const met = maskOf(found, count)
  return indicesWhere(count, how === 'add' ? (i) => was[i]! + met[i]! > 0 : (i) => was[i]! > met[i]!)
}

/** The items of 0 … count − 1 that are not in the set. */
export function complement(items: IndexSet, count: number): IndexSet {
  const mask = maskOf(items, count)
  return indicesWhere(count, (i) => mask[i] === 0)
}

/** The set in a form that is short in a file and can be read there: "3,17-40". */
export function rangesText(items: IndexSet): string {
  const parts: string[] = []
  for (let k = 0; k < items.length; k++) {
    const first = items[k]!
    let last = first
    while (items[k + 1] === last + 1) last = items[++k]!
    parts.push(first === last ? String(first) : `${first}-${last}`)
  }
  return parts.join(',')
}

export const rangesPattern = /^(\d+(-\d+)?(,\d+(-\d+)?)*)?$/

/**
 * The items of "3,17-40" that are below `count`.
 * @throws BrenierError `bad-argument` for another text
 */
export function itemsOfRanges(text: string, count: number): IndexSet {
  if (!rangesPattern.test(text)) {
    throw new BrenierError('bad-argument', `Expected ranges of items such as "3,17-40", got "${text}".`)
  }
  const mask = new Uint8Array(count)
  for (const part of text === '' ? [] : text.split(',')) {
    const [first, last = first] = part.split('-').map(Number)
    mask.fill(1, first, last! + 1)
  }
  return indicesWhere(count, (i) => mask[i] === 1)
}
