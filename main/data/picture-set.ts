import { BrenierError } from '../../shared/errors'
import type { Matrix } from '../../shared/matrix'

/** One attribute of every picture, such as hair: which of its values each picture has. */
export interface Attribute {
  readonly name: string
  readonly values: readonly string[]
  /** Index into `values` for each picture; -1 where unknown. */
  readonly codes: Int32Array
}

/** Pictures of one size, with what is known of them. */
export interface PictureSet {
  readonly kind: 'pictures'
  readonly name: string
  readonly count: number
  readonly height: number
  readonly width: number
  readonly channels: 1 | 3
  /** Row-major [count, height, width, channels], 0 … 255. */
  readonly pixels: Uint8Array
  /** Index into `classNames` for each picture; -1 where unknown. */
  readonly labels: Int32Array | null
  readonly classNames: readonly string[] | null
  readonly attributes: readonly Attribute[]
  readonly fileNames: readonly string[] | null
  /** What a person should know of how it was read: broken files left out, pictures resized. */
  readonly warnings: readonly string[]
}

/** Points that are their own codes. */
export interface PointSet {
  readonly kind: 'points'
  readonly name: string
  /** [count, dimension] */
  readonly points: Matrix
  readonly labels: Int32Array | null
  readonly classNames: readonly string[] | null
}

export type DataSet = PictureSet | PointSet

export type PictureSetParts = Pick<
  PictureSet,
  'name' | 'count' | 'height' | 'width' | 'channels' | 'pixels'
> &
  Partial<Omit<PictureSet, 'kind'>>

/**
 * A picture set of its parts, all lengths checked.
 * @throws BrenierError `empty-set`, `bad-shape`
 */
export function pictureSet(parts: PictureSetParts): PictureSet {
  const { count, height, width, channels, pixels } = parts
  if (count === 0 || height === 0 || width === 0) {
    throw new BrenierError('empty-set', `Expected pictures, got ${count} of ${width} × ${height}.`)
  }
  const expected = count * height * width * channels
  if (pixels.length !== expected) {
    throw new BrenierError(
      'bad-shape',
      `Expected ${count} × ${height} × ${width} × ${channels} = ${expected} pixel values, got ${pixels.length}.`,
    )
  }
  const { labels = null, classNames = null, attributes = [], fileNames = null, warnings = [] } = parts
  const perPicture: [string, number | undefined][] = [
    ['labels', labels?.length],
    ['file names', fileNames?.length],
    ...attributes.map(({ name, codes }): [string, number] => [`values of ${name}`, codes.length]),
  ]
  for (const [what, length] of perPicture) {
    if (length !== undefined && length !== count) {
      throw new BrenierError('bad-shape', `Expected ${count} ${what}, one a picture, got ${length}.`)
    }
  }
  return {
    kind: 'pictures',
    name: parts.name,
    count,
    height,
    width,
    channels,
    pixels,
    labels,
    classNames,
    attributes,
    fileNames,
    warnings,
  }
}

/** Class names for labels that carry none: their numbers. @param labels 0 … */
export function numberedClasses(labels: Int32Array): string[] {
  let most = -1
  for (const label of labels) most = Math.max(most, label)
  return Array.from({ length: most + 1 }, (_, i) => String(i))
}
