import { solidOf } from './domain'
import type { Source } from './source'

/** Edges shorter than this share of the longest are corners where more than three faces meet. */
const SHORTEST = 1e-9

/** The edges of a uniform source of space, x, y, z of both ends of each, [2 · edges, 3]; none for another source. */
export function solidFrame(source: Source): Float32Array {
  const solid = solidOf(source)
  const edges: number[][] = []
  solid?.eachFace((_, ring) => {
    const { positions } = solid
    for (const [k, from] of ring.entries()) {
      const to = ring[(k + 1) % ring.length]!
      // Each edge is met from both of its faces.
      if (from > to) continue
      const [a, b] = [positions.subarray(3 * from, 3 * from + 3), positions.subarray(3 * to, 3 * to + 3)]
      edges.push([...a, ...b])
    }
  })
  const longest = edges.reduce((most, edge) => Math.max(most, lengthOf(edge)), 0)
  return Float32Array.from(edges.filter((edge) => lengthOf(edge) > SHORTEST * longest).flat())
}

const lengthOf = ([ax, ay, az, bx, by, bz]: readonly number[]): number =>
  Math.hypot(bx! - ax!, by! - ay!, bz! - az!)
