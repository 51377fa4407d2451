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

/** Pictures of one size with what is known of them. */
export interface PictureSet {
  readonly kind: 'pictures'
  readonly name: string
  readonly count: number
  readonly height: number
  readonly width: number
  readonly channels: 1 | 3
  /** Row-major [count, height, width, channels], 0 black to 255 white. */
  readonly pixels: Uint8Array
  /** Class of each picture, -1 where unknown; null where the set has no classes. */
  readonly labels: Int32Array | null
  readonly classNames: readonly string[] | null
  readonly attributes: readonly Attribute[]
  /** Where each picture came from, as shown to a person; null where the source has no names. */
  readonly fileNames: readonly string[] | null
  /** What was left out or changed while reading, one sentence each. */
  readonly warnings: readonly string[]
}

/** Points of R^d: a set that is its own codes. */
export interface PointSet {
  readonly kind: 'points'
  readonly name: string
  readonly points: Matrix
  readonly labels: Int32Array | null
  readonly classNames: readonly string[] | null
}

export type DataSet = PictureSet | PointSet

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
export interface PictureSetParts extends PictureSize {
  readonly name: string
  readonly channels: 1 | 3
  readonly pixels: Uint8Array
  readonly labels?: Int32Array | null
  readonly classNames?: readonly string[] | null
  readonly attributes?: readonly Attribute[]
  readonly fileNames?: readonly string[] | null
  readonly warnings?: readonly string[]
}

/**
 * A picture set whose parts fit each other. Arrays are taken over, not copied. Labels without names get the
 * numbers as names.
 * @throws BrenierError `bad-shape` where lengths disagree or a code has no name, `empty-set` where there is no picture
 */
export function pictureSet(parts: PictureSetParts): PictureSet {
  const { name, height, width, channels, pixels } = parts
  const labels = parts.labels ?? null
  const attributes = parts.attributes ?? []
  const fileNames = parts.fileNames ?? null
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
  const classNames = parts.classNames ?? (labels && numbersUpTo(labels))
  if (labels) checkCodes(labels, count, classNames?.length ?? 0, 'labels', name)
  for (const { name: attribute, values, codes } of attributes) {
    checkCodes(codes, count, values.length, `codes of “${attribute}”`, name)
  }
  if (fileNames && fileNames.length !== count) {
    throw new BrenierError('bad-shape', `Expected ${count} file names in “${name}”, got ${fileNames.length}.`)
  }
  const warnings = parts.warnings ?? []
  return {
    kind: 'pictures',
    name,
    count,
    height,
    width,
    channels,
    pixels,
    labels,
    classNames: labels && classNames,
    attributes,
    fileNames,
    warnings,
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
): PointSet {
  if (points.rows === 0 || points.columns === 0) {
    throw new BrenierError(
      'empty-set',
      `Expected at least one point in “${name}”, got ${points.rows} × ${points.columns}.`,
    )
  }
  const bad = firstNonFinite(points.data)
  if (bad >= 0) {
    throw new BrenierError(
      'not-finite',
      `Expected finite coordinates in “${name}”, but point ${Math.floor(bad / points.columns)} holds ${points.data[bad]}. Remove or repair it.`,
    )
  }
  const names = classNames ?? (labels && numbersUpTo(labels))
  if (labels) checkCodes(labels, points.rows, names?.length ?? 0, 'labels', name)
  return { kind: 'points', name, points, labels, classNames: labels && names }
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
  const { fileNames } = set
  return pictureSet({
    ...set,
    pixels,
    labels: set.labels && pick(set.labels, indices),
    attributes: set.attributes.map((attribute) => ({ ...attribute, codes: pick(attribute.codes, indices) })),
    fileNames: fileNames && Array.from(indices, (index) => fileNames[index]!),
  })
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
  const count = set.kind === 'pictures' ? set.count : set.points.rows
  if (limit === undefined || limit >= count) return set
  const kept = spreadIndices(count, limit)
  if (set.kind === 'pictures') return selectPictures(set, kept)
  return pointSet(
    set.name,
    selectRows(set.points, kept),
    set.labels && pick(set.labels, kept),
    set.classNames,
  )
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
