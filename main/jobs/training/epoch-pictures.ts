import { matrix, type Matrix } from '../../../shared/matrix'
import { permutation, random } from '../../../shared/random'
import { gatherPixels, type PixelSource, type Split } from '../../nn/batches'
import type { Network } from '../../nn/network'

/** Pictures of a row: as many as stand side by side in a window. */
export const picturesShown = 14
/** Codes that are placed: enough to see clusters, few enough to cost little. */
const codesShown = 1500
/** Held-out pictures among which the worst are sought. */
const mostMeasured = 500

/** Pictures of the set by index, and what a network makes of them, Uint8 [items, h, w, c]. */
export interface MadeRow {
  readonly items: Uint32Array
  readonly made: Uint8Array
}

/** What a network makes of pictures of its set at one moment of its training. */
export interface EpochPictures {
  /** The same pictures at every epoch. */
  readonly same: MadeRow
  /** Worst first. */
  readonly worst: MadeRow
  /** Held-out pictures among which the worst were sought. */
  readonly measured: number
  readonly random: MadeRow
  /** Pictures whose codes are placed: the same at every epoch. */
  readonly codeItems: Uint32Array
}

const upTo = (count: number) => Uint32Array.from({ length: count }, (_, i) => i)

/** As many items as wanted, or all there are, spread evenly over `pool`. */
export function spread(pool: Uint32Array, count: number): Uint32Array {
  const shown = Math.min(count, pool.length)
  return Uint32Array.from({ length: shown }, (_, i) => pool[Math.floor((i * pool.length) / shown)]!)
}

/**
 * Draws and encodes pictures with the network as it is now.
 * @param split the training's: pictures are held-out ones, or of the training where none are held out
 * @param epoch decides the random pictures, together with the seed
 * @returns the pictures, and codes [codeItems, latent]
 */
export async function drawEpoch(
  network: Network,
  set: PixelSource,
  split: Split,
  epoch: number,
  seed: number,
): Promise<{ readonly pictures: EpochPictures; readonly codes: Matrix }> {
  const pool = split.heldOut.length > 0 ? split.heldOut : split.training
  const same = spread(pool, picturesShown)
  const order = permutation(pool.length, random(seed).fork(`pictures of epoch ${epoch}`))
  const drawn = order.slice(0, picturesShown).map((i) => pool[i]!)
  const sought = spread(pool, mostMeasured)
  const all = Uint32Array.from([...same, ...drawn, ...sought])
  const { made, errors } = await reconstruct(network, set, all)

  const rowOf = (places: Uint32Array): MadeRow => {
    const size = made.length / all.length
    const pixels = new Uint8Array(places.length * size)
    places.forEach((at, row) => pixels.set(made.subarray(at * size, (at + 1) * size), row * size))
    return { items: places.map((at) => all[at]!), made: pixels }
  }
  const places = upTo(all.length)
  const firstSought = same.length + drawn.length
  const byError = places.slice(firstSought).sort((a, b) => errors[b]! - errors[a]! || a - b)
  const codeItems = spread(upTo(set.count), codesShown)
  return {
    pictures: {
      same: rowOf(places.slice(0, same.length)),
      random: rowOf(places.slice(same.length, firstSought)),
      worst: rowOf(byError.slice(0, picturesShown)),
      measured: sought.length,
      codeItems,
    },
    codes: await encode(network, set, codeItems),
  }
}

/**
 * Items a network is given at once: few enough that copying their values is not felt between other work. All batches
 * are of one size, the last filled up from the beginning: a captured graph holds for one size of batch.
 */
function* batches(items: Uint32Array, set: PixelSource): Generator<readonly [start: number, Uint32Array]> {
  const values = set.height * set.width * set.channels
  const size = Math.min(items.length, Math.max(1, Math.min(256, Math.floor(1e6 / values))))
  for (let start = 0; start < items.length; start += size) {
    yield [start, Uint32Array.from({ length: size }, (_, i) => items[(start + i) % items.length]!)]
  }
}

/** What the network makes of pictures, and the mean squared error of each, pixels in [0, 1]. */
async function reconstruct(
  network: Network,
  set: PixelSource,
  items: Uint32Array,
): Promise<{ readonly made: Uint8Array; readonly errors: Float32Array }> {
  const size = set.height * set.width * set.channels
  const made = new Uint8Array(items.length * size)
  const errors = new Float32Array(items.length)
  for (const [start, batch] of batches(items, set)) {
    const pictures = gatherPixels(set, batch)
    const values = await network.reconstruct(pictures)
    const bytes = made.subarray(start * size, (start + batch.length) * size)
    for (let i = 0; i < bytes.length; i++) bytes[i] = values[i]! * 255 + 0.5
    errors.set(squaredErrors(pictures, bytes, size), start)
  }
  return { made, errors }
}

/** Mean squared difference of each picture of `size` values from its counterpart, bytes taken as [0, 1]. */
export function squaredErrors(pictures: Uint8Array, made: Uint8Array, size: number): Float32Array {
  return Float32Array.from({ length: made.length / size }, (_, i) => {
    let sum = 0
    for (let at = i * size; at < (i + 1) * size; at++) sum += (made[at]! - pictures[at]!) ** 2
    return sum / (size * 255 * 255)
  })
}

async function encode(network: Network, set: PixelSource, items: Uint32Array): Promise<Matrix> {
  const { latent } = network.spec
  const codes = matrix(items.length, latent)
  for (const [start, batch] of batches(items, set)) {
    const values = await network.encode(gatherPixels(set, batch))
    codes.data.set(values.subarray(0, (items.length - start) * latent), start * latent)
  }
  return codes
}
