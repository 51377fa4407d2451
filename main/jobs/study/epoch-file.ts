import type { EpochView, PictureRow } from '../../../shared/contracts/training'
import { BrenierError } from '../../../shared/errors'
import { matrix, type Matrix } from '../../../shared/matrix'
import type { NpyArray, NpyData } from '../../data/npy'
import { decodeNpz, encodeNpz } from '../../data/npz'
import { gatherPixels, type PixelSource } from '../../nn/batches'
import { squaredErrors, type EpochPictures } from '../training/epoch-pictures'
import { inSpace } from '../transport/in-space'

const rows = ['same', 'worst', 'random'] as const

/**
 * An epoch's pictures and placed codes as the bytes of a .npz file.
 * @param positions [codeItems, 1 … 3]
 */
export function encodeEpoch(pictures: EpochPictures, positions: Matrix, set: PixelSource): Uint8Array {
  const arrays: Record<string, NpyArray> = {
    measured: { data: Uint32Array.of(pictures.measured), shape: [1] },
    'code-items': { data: pictures.codeItems, shape: [pictures.codeItems.length] },
    positions: { data: positions.data, shape: [positions.rows, positions.columns] },
  }
  for (const row of rows) {
    const { items, made } = pictures[row]
    arrays[`${row}-items`] = { data: items, shape: [items.length] }
    arrays[`${row}-made`] = { data: made, shape: [items.length, set.height, set.width, set.channels] }
  }
  return encodeNpz(arrays)
}

/** Reads arrays of one file by name and type. */
class EpochArrays {
  readonly #arrays: Readonly<Record<string, NpyArray>>

  constructor(
    bytes: Uint8Array,
    private readonly where: string,
  ) {
    this.#arrays = decodeNpz(bytes, where)
  }

  get<T extends NpyData>(
    name: string,
    type: abstract new (...parameters: never[]) => T,
  ): { readonly shape: readonly number[]; readonly data: T } {
    const { shape, data } = this.#arrays[name] ?? {}
    if (shape && data instanceof type) return { shape, data }
    throw new BrenierError('file-format', `Expected "${name}" in ${this.where}, found none of its type.`)
  }

  positions(): Matrix {
    const { shape, data } = this.get('positions', Float32Array)
    return matrix(shape[0] ?? 0, shape[1] ?? 0, data)
  }

  items(name: string, set: PixelSource): Uint32Array {
    const { data } = this.get(name, Uint32Array)
    if (data.every((item) => item < set.count)) return data
    throw this.ofAnotherSet()
  }

  row(name: (typeof rows)[number], set: PixelSource): PictureRow {
    const items = this.items(`${name}-items`, set)
    const { data: made } = this.get(`${name}-made`, Uint8Array)
    const pictures = gatherPixels(set, items)
    if (made.length !== pictures.length) throw this.ofAnotherSet()
    const errors = squaredErrors(pictures, made, set.height * set.width * set.channels)
    const loss = errors.reduce((sum, error) => sum + error, 0) / Math.max(1, errors.length)
    return { items, pictures, made, loss }
  }

  private ofAnotherSet(): BrenierError {
    return new BrenierError(
      'file-format',
      `Expected pictures of this study in ${this.where}, got those of another set.`,
    )
  }
}

/** The placed codes of an epoch's file, [items, 1 … 3]. @throws BrenierError `file-format` */
export const decodePositions = (bytes: Uint8Array, where: string): Matrix =>
  new EpochArrays(bytes, where).positions()

/**
 * An epoch's file as the window shows it, with the set's own pictures beside what was made of them.
 * @throws BrenierError `file-format` where the file holds something else or is of another set
 */
export function decodeEpoch(
  bytes: Uint8Array,
  where: string,
  set: PixelSource,
): Omit<EpochView, 'run' | 'epoch'> {
  const arrays = new EpochArrays(bytes, where)
  const { height, width, channels } = set
  return {
    height,
    width,
    channels,
    same: arrays.row('same', set),
    worst: arrays.row('worst', set),
    measured: arrays.get('measured', Uint32Array).data[0] ?? 0,
    random: arrays.row('random', set),
    codes: { items: arrays.items('code-items', set), positions: inSpace(arrays.positions()) },
  }
}
