import type { AnswerOf } from '../../../shared/contracts/methods'
import type { IndexSet } from '../../../shared/index-set'
import { random } from '../../../shared/random'
import { nearest } from './trace'
import type { World } from './world'

/** Thumbnails of `indices` as one RGBA picture, nearest-neighbour scaled. */
export function atlasOf(world: World, indices: readonly number[], cell: number): AnswerOf<'data.atlas'> {
  const columns = Math.max(1, Math.ceil(Math.sqrt(indices.length)))
  const rows = Math.max(1, Math.ceil(indices.length / columns))
  const width = columns * cell
  const pixels = new Uint8Array(width * rows * cell * 4)
  const { height: h, width: w, channels: c } = world.data
  indices.forEach((index, n) => {
    const picture = world.picture(index)
    const left = (n % columns) * cell
    const top = Math.floor(n / columns) * cell
    for (let y = 0; y < cell; y++) {
      for (let x = 0; x < cell; x++) {
        const from = (Math.floor((y * h) / cell) * w + Math.floor((x * w) / cell)) * c
        const to = ((top + y) * width + left + x) * 4
        for (let channel = 0; channel < 3; channel++) {
          pixels[to + channel] = picture[from + Math.min(channel, c - 1)] ?? 0
        }
        pixels[to + 3] = 255
      }
    }
  })
  return { width, height: rows * cell, columns, cell, pixels }
}

export function inspect(world: World, index: number): AnswerOf<'point.inspect'> {
  const code = world.codes.slice(index * world.dimension, (index + 1) * world.dimension)
  const near = nearest(world.codes, world.dimension, code, 9).filter((one) => one.index !== index)
  const { classes, attributes } = world.data
  return {
    index,
    label: classes[world.labels.classes?.[index] ?? -1]?.name ?? null,
    attributes: attributes.map(({ name, values }, a) => ({
      name,
      value: values[world.labels.attributes[a]?.codes[index] ?? -1]?.name ?? 'unknown',
    })),
    fileName: null,
    cellMass: world.transport.cellMass[index] ?? null,
    reconstructionError: world.decode ? 0.0066 : null,
    spacing: near[4]?.distance ?? null,
    neighbours: near.slice(0, 8),
    height: world.data.height,
    width: world.data.width,
    channels: world.data.channels,
    picture: world.picture(index),
    decoded: world.decode ? world.decode(code) : null,
  }
}

/** The items among the `k` nearest codes of any of `items`. */
export function neighboursOf(world: World, items: IndexSet, k: number): IndexSet {
  const found = new Set<number>()
  for (const item of items) {
    const code = world.codes.slice(item * world.dimension, (item + 1) * world.dimension)
    const near = nearest(world.codes, world.dimension, code, k + 1).filter(({ index }) => index !== item)
    for (const { index } of near.slice(0, k)) found.add(index)
  }
  return Uint32Array.from(found).sort()
}

/** The cell of a plane map that holds (x, y): the code of highest plane. */
export function cellAt(world: World, x: number, y: number): AnswerOf<'transport.map'> {
  let item = 0
  let most = Number.NEGATIVE_INFINITY
  for (let i = 0; i < world.data.count; i++) {
    const height = x * world.codes[2 * i]! + y * world.codes[2 * i + 1]! + world.transport.heights[i]!
    if (height > most) {
      most = height
      item = i
    }
  }
  return { item, mass: world.transport.cellMass[item] ?? 0 }
}

export function displacementOf(
  world: World,
  draws: number,
  seed: number,
): AnswerOf<'transport.displacement'> {
  const source = random(seed)
  const from = new Float32Array(draws * 2)
  const to = new Float32Array(draws * 2)
  const items = new Uint32Array(draws)
  for (let n = 0; n < draws; n++) {
    const x = source.uniform() * 2 - 1
    const y = source.uniform() * 2 - 1
    const { item } = cellAt(world, x, y)
    from.set([x, y], 2 * n)
    to.set([world.codes[2 * item]!, world.codes[2 * item + 1]!], 2 * n)
    items[n] = item
  }
  return { count: draws, dimensions: 2, from, to, items }
}

/** Cells over a plane through three codes: whichever code is nearest, blurred by nothing. */
export function sliceOf(
  world: World,
  [a, b, c]: readonly [number, number, number],
  size: number,
): AnswerOf<'transport.slice'> {
  const { dimension, codes } = world
  const at = (index: number, d: number) => codes[index * dimension + d] ?? 0
  const stride = Math.max(1, Math.floor(world.data.count / 400))
  const items = new Uint32Array(size * size)
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const u = (column / size) * 1.6 - 0.3
      const v = (1 - row / size) * 1.6 - 0.3
      let least = Number.POSITIVE_INFINITY
      for (let i = 0; i < world.data.count; i += stride) {
        let sum = 0
        for (let d = 0; d < dimension; d++) {
          const x = at(a, d) + u * (at(b, d) - at(a, d)) + v * (at(c, d) - at(a, d))
          sum += (x - at(i, d)) ** 2
        }
        if (sum < least) {
          least = sum
          items[row * size + column] = i
        }
      }
    }
  }
  const borders = touching(items, size).map(([first, second]) => {
    let square = 0
    for (let d = 0; d < dimension; d++) square += (at(first, d) - at(second, d)) ** 2
    return { first, second, distance: Math.sqrt(square) }
  })
  return {
    size,
    items,
    borders: {
      first: Uint32Array.from(borders, (border) => border.first),
      second: Uint32Array.from(borders, (border) => border.second),
      angle: Float32Array.from(borders, (border) => Math.atan(0.8 * border.distance)),
      distance: Float32Array.from(borders, (border) => border.distance),
    },
  }
}

/** Pairs of items side by side or one above the other, each once. */
function touching(items: Uint32Array, size: number): (readonly [number, number])[] {
  const pairs = new Map<string, readonly [number, number]>()
  items.forEach((item, at) => {
    for (const next of [(at + 1) % size === 0 ? item : items[at + 1], items[at + size] ?? item]) {
      if (next !== undefined && next !== item) pairs.set(`${item} ${next}`, [item, next])
    }
  })
  return [...pairs.values()]
}
