import { matrix, selectRows, type Matrix } from '../../../shared/matrix'
import type { Random } from '../../../shared/random'
import type { MapSpec } from '../../../shared/contracts/mapper'

/** Noise of a map, [count, noiseDimension]. */
export function drawNoise(
  { noise, noiseDimension }: Pick<MapSpec, 'noise' | 'noiseDimension'>,
  count: number,
  source: Random,
): Matrix {
  const draw = noise === 'normal' ? () => source.normal() : () => 2 * source.uniform() - 1
  const data = Float32Array.from({ length: count * noiseDimension }, draw)
  return matrix(count, noiseDimension, data)
}

/** Indices of `count` of n things at random, each at most once where there are as many, evenly often where not. */
export function drawIndices(n: number, count: number, source: Random): Uint32Array {
  const indices = new Uint32Array(count)
  for (let start = 0; start < count; start += n) {
    indices.set(someOf(n, Math.min(n, count - start), source), start)
  }
  return indices
}

/** The beginning of a random order of n things, in time of what is taken: a batch of very many is drawn in each step. */
function someOf(n: number, count: number, source: Random): Uint32Array {
  const moved = new Map<number, number>()
  const at = (place: number) => moved.get(place) ?? place
  return Uint32Array.from({ length: count }, (_, place) => {
    const other = place + source.integer(n - place)
    const taken = at(other)
    moved.set(other, at(place))
    return taken
  })
}

/** Rows at random, as `drawIndices` takes them. */
export function drawRows(rows: Matrix, count: number, source: Random): Matrix {
  return selectRows(rows, drawIndices(rows.rows, count, source))
}
