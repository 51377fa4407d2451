import { BrenierError } from '../../shared/errors'
import { firstNonFinite, selectRows, type Matrix } from '../../shared/matrix'

/** A discrete property of every item, such as the hair of a face. */
export interface Attribute {
  readonly name: string
  /** What each code means: `values[codes[i]]` is item i's value. */
  readonly values: readonly string[]
  /** One code an item; -1 where unknown. */
  readonly codes: Int32Array
}

/** What is known of the items of a set beside the items themselves. */
export interface ItemFacts {
  /** Class of each item, -1 where unknown; null where the set has no classes. */
  readonly labels: Int32Array | null
  readonly classNames: readonly string[] | null
  readonly attributes: readonly Attribute[]
  /** Where each item came from, as shown to a person; null where the source has no names. */
  readonly fileNames: readonly string[] | null
  /** What was left out or changed while reading, one sentence each. */
  readonly warnings: readonly string[]
}

/** Pictures of one size with what is known of them. */
export interface PictureSet extends ItemFacts {
  readonly kind: 'pictures'
  readonly name: string
  readonly count: number
  readonly height: number
  readonly width: number
  readonly channels: 1 | 3
  /** Row-major [count, height, width, channels], 0 black to 255 white. */
  readonly pixels: Uint8Array
  /** Codes that came with the pictures, [count, d]; null where a model is to make them. */
  readonly codes: Matrix | null
}

/** Points of R^d: a set that is its own codes. */
export interface PointSet extends ItemFacts {
  readonly kind: 'points'
  readonly name: string
  readonly points: Matrix
}

export type DataSet = PictureSet | PointSet

export const itemCount = (set: DataSet): number => (set.kind === 'pictures' ? set.count : set.points.rows)

/** Codes that a set brings along, [n, d]; null where a model is to make them. */
export const givenCodes = (set: DataSet): Matrix | null => (set.kind === 'points' ? set.points : set.codes)

/** Sides of a picture in pixels. */
export interface PictureSize {
  readonly height: number
  readonly width: number
}

/** One picture by itself, [height, width, channels]. */
export interface Picture extends PictureSize {
  readonly channels: 1 | 3
  readonly pixels: Uint8Array
}

/** What a picture set is made from; what is left out is unknown. */
export interface PictureSetParts extends PictureSize, Partial<ItemFacts> {
  readonly name: string
  readonly channels: 1 | 3
  readonly pixels: Uint8Array
  readonly codes?: Matrix | null
}

/**
 * A picture set whose parts fit each other. Arrays are taken over, not copied. Labels without names get the
 * numbers as names.
 * @throws BrenierError `bad-shape` where lengths disagree or a code has no name, `empty-set` where there is no picture
 */
export function pictureSet(parts: PictureSetParts): PictureSet {
  const { name, height, width, channels, pixels } = parts
  const pictureLength = height * width * channels
  if (![height, width].every((side) => Number.isInteger(side) && side > 0)) {
    throw new BrenierError(
      'bad-shape',
      `Expected pictures of positive whole sides, got ${width} × ${height} in “${name}”.`,
    )
  }
  const count = pixels.length / pictureLength
  if (!Number.isInteger(count)) {
    throw new BrenierError(
      'bad-shape',
      `Expected whole pictures of ${width} × ${height} × ${channels} in “${name}”, got ${pixels.length} values: ${count.toFixed(2)} pictures.`,
    )
  }
  if (count === 0)
    throw new BrenierError('empty-set', `Expected at least one picture in “${name}”, got none.`)
  const codes = parts.codes ?? null
  if (codes) checkPoints(codes, name, 'code')
  if (codes && codes.rows !== count) {
    throw new BrenierError(
      'bad-shape',
      `Expected ${count} codes in “${name}”, one a picture, got ${codes.rows}.`,
    )
  }
  return {
    kind: 'pictures',
    name,
    count,
    height,
    width,
    channels,
    pixels,
    codes,
    ...itemFacts(parts, count, name),
  }
}

/**
 * A point set whose labels fit its points.
 * @throws BrenierError `bad-shape`, `empty-set`, `not-finite`
 */
export function pointSet(
  name: string,
  points: Matrix,
  labels: Int32Array | null = null,
  classNames: readonly string[] | null = null,
  more: Partial<Omit<ItemFacts, 'labels' | 'classNames'>> = {},
): PointSet {
  checkPoints(points, name, 'point')
  return { kind: 'points', name, points, ...itemFacts({ ...more, labels, classNames }, points.rows, name) }
}

function checkPoints(points: Matrix, name: string, what: 'point' | 'code'): void {
  if (points.rows === 0 || points.columns === 0) {
    throw new BrenierError(
      'empty-set',
      `Expected at least one ${what} in “${name}”, got ${points.rows} × ${points.columns}.`,
    )
  }
  const bad = firstNonFinite(points.data)
  if (bad >= 0) {
    throw new BrenierError(
      'not-finite',
      `Expected finite coordinates in “${name}”, but ${what} ${Math.floor(bad / points.columns)} holds ${points.data[bad]}. Remove or repair it.`,
    )
  }
}

/** @throws BrenierError `bad-shape` where a list is not as long as the set, or a code has no name */
function itemFacts(parts: Partial<ItemFacts>, count: number, name: string): ItemFacts {
  const { labels = null, attributes = [], fileNames = null, warnings = [] } = parts
  const classNames = parts.classNames ?? (labels && numbersUpTo(labels))
  if (labels) checkCodes(labels, count, classNames?.length ?? 0, 'labels', name)
  for (const { name: attribute, values, codes } of attributes) {
    checkCodes(codes, count, values.length, `codes of “${attribute}”`, name)
  }
  if (fileNames && fileNames.length !== count) {
    throw new BrenierError('bad-shape', `Expected ${count} file names in “${name}”, got ${fileNames.length}.`)
  }
  return { labels, classNames: labels && classNames, attributes, fileNames, warnings }
}

/** Picture `index` as a view on the set's memory, [height, width, channels]. */
export function picture(set: PictureSet, index: number): Uint8Array {
  const length = set.height * set.width * set.channels
  return set.pixels.subarray(index * length, (index + 1) * length)
}

/**
 * The items at `indices`, copied, in that order, with all that is known of them.
 * @throws BrenierError `bad-argument` for an index outside the set
 */
export function selectPictures(set: PictureSet, indices: ArrayLike<number>): PictureSet {
  const length = set.height * set.width * set.channels
  const pixels = new Uint8Array(indices.length * length)
  for (let i = 0; i < indices.length; i++) {
    const index = indices[i]!
    if (!Number.isInteger(index) || index < 0 || index >= set.count) {
      throw new BrenierError(
        'bad-argument',
        `Expected indices from 0 to ${set.count - 1} in “${set.name}”, got ${index}.`,
      )
    }
    pixels.set(picture(set, index), i * length)
  }
  return pictureSet({
    ...set,
    pixels,
    codes: set.codes && selectRows(set.codes, indices),
    ...selectFacts(set, indices),
  })
}

function selectFacts(
  { labels, classNames, attributes, fileNames, warnings }: ItemFacts,
  indices: ArrayLike<number>,
) {
  return {
    labels: labels && pick(labels, indices),
    classNames,
    attributes: attributes.map((attribute) => ({ ...attribute, codes: pick(attribute.codes, indices) })),
    fileNames: fileNames && Array.from(indices, (index) => fileNames[index]!),
    warnings,
  }
}

/**
 * `limit` indices spread evenly over 0 … count − 1, all of them where there are no more. Sets are often sorted by class:
 * their first items would be of one class.
 */
export function spreadIndices(count: number, limit: number): Uint32Array {
  const kept = Math.min(count, limit)
  return Uint32Array.from({ length: kept }, (_, i) => Math.floor((i * count) / kept))
}

/** At most `limit` items of a set, spread evenly over it; all where there is no limit. */
export function limited<T extends DataSet>(set: T, limit: number | undefined): T
export function limited(set: DataSet, limit: number | undefined): DataSet {
  const count = itemCount(set)
  if (limit === undefined || limit >= count) return set
  const kept = spreadIndices(count, limit)
  if (set.kind === 'pictures') return selectPictures(set, kept)
  const { labels, classNames, ...more } = selectFacts(set, kept)
  return pointSet(set.name, selectRows(set.points, kept), labels, classNames, more)
}

function pick(codes: Int32Array, indices: ArrayLike<number>): Int32Array {
  return Int32Array.from(indices, (index) => codes[index]!)
}

function numbersUpTo(labels: Int32Array): string[] {
  let highest = -1
  for (const label of labels) if (label > highest) highest = label
  return Array.from({ length: highest + 1 }, (_, code) => String(code))
}

function checkCodes(codes: Int32Array, count: number, names: number, what: string, set: string): void {
  if (codes.length !== count) {
    throw new BrenierError('bad-shape', `Expected ${count} ${what} in “${set}”, got ${codes.length}.`)
  }
  const bad = codes.findIndex((code) => code < -1 || code >= names)
  if (bad >= 0) {
    throw new BrenierError(
      'bad-shape',
      `Expected ${what} in “${set}” from -1 (unknown) to ${names - 1}, got ${codes[bad]} for item ${bad}.`,
    )
  }
}
