/** Sets out of NumPy arrays: pictures or points by their shape. */
import path from 'node:path'
import { BrenierError } from '../../shared/errors'
import { asMatrix, readNpy, type NpyArray, type NpyData } from './npy'
import { limited, pictureSet, pointSet, type DataSet, type ItemFacts } from './picture-set'
import { exists } from './source-file'

/** What a shape of an array means as a set. */
export type SetShape =
  | { readonly kind: 'points'; readonly count: number; readonly dimensions: number }
  | {
      readonly kind: 'pictures'
      readonly count: number
      readonly height: number
      readonly width: number
      readonly channels: 1 | 3
      /** Channels stand before rows and columns: [n, c, h, w]. */
      readonly channelsFirst: boolean
    }

/**
 * (n, d) are points; (n, h, w), (n, h, w, 1 or 3) and (n, 1 or 3, h, w) are pictures.
 * @throws BrenierError `bad-shape`
 */
export function shapeOfSet(shape: readonly number[], where: string): SetShape {
  const [count = 0, ...sides] = shape
  if (sides.length === 1) return { kind: 'points', count, dimensions: sides[0]! }
  const pictures = (height: number, width: number, channels: number, channelsFirst: boolean): SetShape => ({
    kind: 'pictures',
    count,
    height,
    width,
    channels: channels === 3 ? 3 : 1,
    channelsFirst,
  })
  const isChannels = (side: number) => side === 1 || side === 3
  if (sides.length === 2) return pictures(sides[0]!, sides[1]!, 1, false)
  if (sides.length === 3) {
    const [first, second, third] = sides as [number, number, number]
    if (isChannels(third)) return pictures(first, second, third, false)
    if (isChannels(first)) return pictures(second, third, first, true)
  }
  throw new BrenierError(
    'bad-shape',
    `Expected points (n, d) or pictures (n, height, width), (n, height, width, 1 or 3) or (n, 1 or 3, height, width) in ${where}, got (${shape.join(', ')}). Reshape the array.`,
    { path: where },
  )
}

/**
 * Reads a .npy file as a set, with labels from a file beside it: `x-labels.npy` or `x_labels.npy` for `x.npy`, or its name
 * with `images` turned into `labels`.
 * @param limit at most so many items, spread evenly over the set
 * @throws BrenierError as `readNpy`; `bad-shape`, `not-finite`, `empty-set`; `bad-argument` for values that are no pixels
 */
export async function readNpySet(file: string, limit?: number): Promise<DataSet> {
  const array = await readNpy(file)
  const labels = await readLabelsBeside(file)
  const name = path.basename(file).replace(/\.npy$/i, '')
  return limited(setOfArray(array, { name, labels, warnings: [] }, file), limit)
}

/**
 * An array as a set, what its shape says.
 * @param where the array, for the error's sentence
 * @throws BrenierError `bad-shape`, `not-finite`, `empty-set`; `bad-argument` for values that are no pixels
 */
export function setOfArray(
  array: NpyArray,
  facts: { readonly name: string } & Pick<ItemFacts, 'labels' | 'warnings'>,
  where: string,
): DataSet {
  const found = shapeOfSet(array.shape, where)
  if (found.kind === 'points') {
    const { name, labels, warnings } = facts
    return pointSet(name, asMatrix(array, where), labels, null, { warnings })
  }
  const { height, width, channels } = found
  const bytes = pixelBytes(array, where)
  const pixels = found.channelsFirst && channels === 3 ? channelsLast(bytes, height * width) : bytes
  return pictureSet({ ...facts, height, width, channels, pixels })
}

/** Labels of a file beside a .npy one, named after it; null where there is none. @throws BrenierError as `readNpySet` */
export async function readLabelsBeside(file: string): Promise<Int32Array | null> {
  const name = path.basename(file)
  const stem = name.replace(/\.npy$/i, '')
  const candidates = [`${stem}-labels.npy`, `${stem}_labels.npy`]
  if (name.includes('images')) candidates.unshift(name.replace('images', 'labels'))
  for (const candidate of candidates) {
    const beside = path.join(path.dirname(file), candidate)
    if (await exists(beside)) return asLabels(await readNpy(beside), beside)
  }
  return null
}

/** A list of whole numbers as labels. @throws BrenierError `bad-shape`, `bad-argument` */
export function asLabels({ shape, data }: NpyArray, where: string): Int32Array {
  const flat = shape.length === 1 || (shape.length === 2 && shape[1] === 1)
  if (!flat) {
    throw new BrenierError('bad-shape', `Expected a list of labels in ${where}, got (${shape.join(', ')}).`)
  }
  const bad = data.findIndex((value) => !Number.isInteger(value) || value < -1 || value > 1_000_000)
  if (bad >= 0) {
    throw new BrenierError(
      'bad-argument',
      `Expected whole labels from -1 (unknown) to 1,000,000 in ${where}, got ${data[bad]} at ${bad}.`,
    )
  }
  return Int32Array.from(data)
}

/** Bytes as they are; other numbers as 0 … 1 or 0 … 255, whichever their largest value says. */
function pixelBytes({ data }: NpyArray, where: string): Uint8Array {
  if (data instanceof Uint8Array) return data
  const { least, most } = rangeOf(data, where)
  if (least < 0 || most > 255) {
    throw new BrenierError(
      'bad-argument',
      `Expected pixel values from 0 to 1 or from 0 to 255 in ${where}, got ${least} to ${most}. Scale them first.`,
      { path: where, least, most },
    )
  }
  const factor = most <= 1 ? 255 : 1
  return Uint8Array.from(data, (value) => Math.round(value * factor))
}

function rangeOf(data: NpyData, where: string): { least: number; most: number } {
  let least = Number.POSITIVE_INFINITY
  let most = Number.NEGATIVE_INFINITY
  for (let i = 0; i < data.length; i++) {
    const value = data[i]!
    if (!Number.isFinite(value)) {
      throw new BrenierError('not-finite', `Expected finite pixel values in ${where}, got ${value} at ${i}.`)
    }
    if (value < least) least = value
    if (value > most) most = value
  }
  return { least, most }
}

/** [n, 3, h, w] as [n, h, w, 3]. @param area h × w */
function channelsLast(pixels: Uint8Array, area: number): Uint8Array {
  const turned = new Uint8Array(pixels.length)
  for (let start = 0; start < pixels.length; start += 3 * area) {
    for (let c = 0; c < 3; c++) {
      for (let i = 0; i < area; i++) turned[start + 3 * i + c] = pixels[start + c * area + i]!
    }
  }
  return turned
}
