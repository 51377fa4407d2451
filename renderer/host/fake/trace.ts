import type { RequestOf } from '../../../shared/contracts/methods'
import type { Crossing, PathTrace } from '../../../shared/contracts/results'
import type { Waypoint } from '../../../shared/contracts/study'
import type { World } from './world'

interface Near {
  readonly index: number
  readonly distance: number
}

/** The `k` items nearest to `point`, by brute force. */
export function nearest(rows: Float32Array, dimension: number, point: ArrayLike<number>, k: number): Near[] {
  const best: { index: number; distance: number }[] = []
  for (let i = 0; i * dimension < rows.length; i++) {
    let sum = 0
    for (let d = 0; d < dimension; d++) sum += (rows[i * dimension + d]! - point[d]!) ** 2
    if (best.length === k && sum >= best[k - 1]!.distance) continue
    let at = best.length
    while (at > 0 && best[at - 1]!.distance > sum) at -= 1
    best.splice(at, 0, { index: i, distance: sum })
    if (best.length > k) best.pop()
  }
  return best.map(({ index, distance }) => ({ index, distance: Math.sqrt(distance) }))
}

const rowOf = (rows: Float32Array, dimension: number, index: number) =>
  rows.subarray(index * dimension, (index + 1) * dimension)

function mix(world: World, indices: readonly number[], weights: readonly number[]): Float32Array {
  const out = new Float32Array(world.dimension)
  indices.forEach((index, n) => {
    const code = rowOf(world.codes, world.dimension, index)
    for (let d = 0; d < out.length; d++) out[d] = out[d]! + weights[n]! * code[d]!
  })
  return out
}

/** Weights of the nearest laid-out points, as the engine resolves a place in the cloud. */
function resolve(world: World, waypoint: Waypoint): Waypoint {
  if (waypoint.kind !== 'place') return waypoint
  const near = nearest(world.layout, 3, waypoint.position, Math.min(8, world.data.count))
  const width = near.at(-1)!.distance / 2 + 1e-6
  const raw = near.map(({ distance }) => Math.exp(-((distance / width) ** 2) / 2))
  const total = raw.reduce((sum, weight) => sum + weight, 0)
  return {
    kind: 'mean',
    position: waypoint.position,
    indices: near.map(({ index }) => index),
    weights: raw.map((weight) => weight / total),
  }
}

const codeOf = (world: World, waypoint: Waypoint): Float32Array =>
  waypoint.kind === 'picture'
    ? rowOf(world.codes, world.dimension, waypoint.index)
    : waypoint.kind === 'mean'
      ? mix(world, waypoint.indices, waypoint.weights)
      : mix(world, [0], [1])

/**
 * The answer to `path.trace` from made-up codes: straight mixing between waypoints; on the rules that follow
 * the map a step is drawn onto the data, so that it jumps where the nearest cluster changes.
 */
export function trace(world: World, { path, revision, threshold }: RequestOf<'path.trace'>): PathTrace {
  const { steps } = path
  const { dimension, data } = world
  const resolved = path.waypoints.map((waypoint) => resolve(world, waypoint))
  const through = resolved.map((waypoint) => codeOf(world, waypoint))
  // A made-up direction: the first coordinate.
  const along = (sign: number) =>
    through[0]!.map((value, d) => value + (d === 0 ? sign * (path.direction?.strength ?? 0) : 0))
  const ends = path.direction ? [along(-1), through[0]!, along(1)] : through
  const codes: Float32Array[] = []
  for (let s = 0; s < steps; s++) {
    const at = (s / (steps - 1)) * (ends.length - 1)
    const from = Math.min(Math.floor(at), ends.length - 2)
    const t = at - from
    const a = ends[from]!
    const b = ends[from + 1]!
    let code = Float32Array.from(a, (value, d) => (1 - t) * value + t * b[d]!)
    if (path.rule === 'spherical') code = code.map((value) => value * (1 + 0.5 * t * (1 - t)))
    if (path.rule === 'noise' || path.rule === 'around') {
      const near = nearest(world.codes, dimension, code, 8)
      code = Float32Array.from(
        mix(
          world,
          near.map(({ index }) => index),
          near.map(() => 1 / near.length),
        ),
      )
    }
    codes.push(code)
  }
  const pixels = data.height * data.width * data.channels
  const decoded = new Uint8Array(world.decode ? steps * pixels : 0)
  const nearestPictures = new Uint8Array(steps * pixels)
  const nearestIndex = new Uint32Array(steps)
  const nearestDistance = new Float32Array(steps)
  const positions = new Float32Array(steps * 3)
  const offData = new Float32Array(steps)
  const votes = new Int32Array(steps)
  const voteShare = new Float32Array(steps)
  codes.forEach((code, s) => {
    const near = nearest(world.codes, dimension, code, 8)
    const head = near[0]!
    if (world.decode) decoded.set(world.decode(code), s * pixels)
    nearestIndex[s] = head.index
    nearestDistance[s] = head.distance
    nearestPictures.set(world.picture(head.index), s * pixels)
    for (const { index } of near) {
      for (let d = 0; d < 3; d++)
        positions[3 * s + d] = positions[3 * s + d]! + world.layout[3 * index + d]! / near.length
    }
    offData[s] = head.distance / 0.3
    const tally = new Map<number, number>()
    for (const { index } of near) {
      const label = world.labels.classes?.[index] ?? -1
      tally.set(label, (tally.get(label) ?? 0) + 1)
    }
    const [label, share] = [...tally].sort((a, b) => b[1] - a[1])[0]!
    votes[s] = label
    voteShare[s] = share / near.length
  })
  const jumps = new Float32Array(steps - 1)
  const crossings: Crossing[] = []
  for (let s = 0; s + 1 < steps; s++) {
    let sum = 0
    for (let d = 0; d < dimension; d++) sum += (codes[s + 1]![d]! - codes[s]![d]!) ** 2
    jumps[s] = Math.sqrt(sum)
    const angle = Math.atan(0.9 * jumps[s]! + 0.45)
    const counts = threshold.test === 'angle' ? angle >= threshold.value : jumps[s]! >= threshold.value
    if (votes[s] === votes[s + 1] || path.rule === 'around' || !counts) continue
    crossings.push({
      at: s + 0.5,
      from: nearestIndex[s]!,
      to: nearestIndex[s + 1]!,
      angle,
      jump: jumps[s]!,
      relativeJump: jumps[s]! / 0.3,
    })
  }
  return {
    path: path.id,
    revision,
    steps,
    height: data.height,
    width: data.width,
    channels: data.channels,
    decoded,
    nearest: nearestIndex,
    nearestPictures,
    nearestDistance,
    positions,
    jumps,
    offData,
    votes,
    voteShare,
    cellMass: Float32Array.from(nearestIndex, (index) => world.transport.cellMass[index] ?? 1),
    crossings,
    exactCrossings: path.rule === 'noise',
    handles: resolved.map((waypoint, n) => ({
      waypoint,
      step: Math.round(((path.direction ? 1 : n) * (steps - 1)) / (ends.length - 1)),
      spread: waypoint.kind === 'picture' ? 0 : 0.42,
    })),
    note: null,
    milliseconds: 6,
  }
}
