/** At most this many pictures a category are shown at once. */
const PER_CATEGORY = 4
/** Centres of two pictures lie at least this far apart, CSS pixels. */
const APART = 48

/**
 * Pictures that may stand in the cloud: of each category up to `size` points spread over it, by farthest-point
 * sampling from the point nearest the category's middle. The same layout gives the same candidates, in the same order.
 * @param positions row-major [n, 3]
 * @param categories category of each point, [n]; negative where it has none
 * @returns indices, grouped round by round: the first of every category, then the second of every category, …
 */
export function pictureCandidates(positions: Float32Array, categories: Int32Array, size = 24): Uint32Array {
  const members = new Map<number, number[]>()
  for (let i = 0; i < categories.length; i++) {
    const category = categories[i]!
    if (category < 0) continue
    const list = members.get(category)
    if (list) list.push(i)
    else members.set(category, [i])
  }
  const rounds: number[][] = []
  for (const category of [...members.keys()].sort((a, b) => a - b)) {
    spread(positions, thinned(members.get(category)!), size).forEach((index, round) => {
      ;(rounds[round] ??= []).push(index)
    })
  }
  return Uint32Array.from(rounds.flat())
}

const SAMPLE = 2000
/** Share of a category's points, from its middle outwards, that may have their picture shown: strays do not stand for it. */
const INNER = 0.6

function thinned(list: readonly number[]): readonly number[] {
  const stride = Math.ceil(list.length / SAMPLE)
  return stride <= 1 ? list : list.filter((_, k) => k % stride === 0)
}

function spread(positions: Float32Array, all: readonly number[], size: number): number[] {
  const squared = (a: number, x: number, y: number, z: number): number => {
    const dx = positions[3 * a]! - x
    const dy = positions[3 * a + 1]! - y
    const dz = positions[3 * a + 2]! - z
    return dx * dx + dy * dy + dz * dz
  }
  let x = 0
  let y = 0
  let z = 0
  for (const i of all) {
    x += positions[3 * i]! / all.length
    y += positions[3 * i + 1]! / all.length
    z += positions[3 * i + 2]! / all.length
  }
  const byDistance = all.toSorted((a, b) => squared(a, x, y, z) - squared(b, x, y, z) || a - b)
  const members = byDistance.slice(0, Math.max(1, Math.ceil(INNER * all.length)))
  let next = members[0]!
  const nearest = new Float64Array(members.length).fill(Infinity)
  const chosen: number[] = []
  while (chosen.length < Math.min(size, members.length)) {
    chosen.push(next)
    const [cx, cy, cz] = [positions[3 * next]!, positions[3 * next + 1]!, positions[3 * next + 2]!]
    let farthest = -1
    members.forEach((i, k) => {
      nearest[k] = Math.min(nearest[k]!, squared(i, cx, cy, cz))
      if (nearest[k]! > farthest) {
        farthest = nearest[k]!
        next = i
      }
    })
    if (farthest <= 0) break
  }
  return chosen
}

/** A candidate as the camera sees it now. */
export interface SeenCandidate {
  /** Its place among the candidates. */
  readonly candidate: number
  readonly category: number
  readonly x: number
  readonly y: number
}

/** Something a picture may not cover: a disc on the screen. */
export interface Obstacle {
  readonly x: number
  readonly y: number
  readonly radius: number
}

/**
 * The pictures to show: candidates in order, at most 4 a category, 48 px apart, wholly on the canvas, none over
 * an obstacle.
 */
export function choosePictures(
  seen: readonly SeenCandidate[],
  width: number,
  height: number,
  obstacles: readonly Obstacle[],
): number[] {
  const margin = 16
  const taken: SeenCandidate[] = []
  const perCategory = new Map<number, number>()
  for (const one of seen) {
    const sofar = perCategory.get(one.category) ?? 0
    if (sofar >= PER_CATEGORY) continue
    if (one.x < margin || one.y < margin || one.x > width - margin || one.y > height - margin) continue
    if (taken.some((other) => Math.hypot(other.x - one.x, other.y - one.y) < APART)) continue
    if (covers(one, obstacles)) continue
    taken.push(one)
    perCategory.set(one.category, sofar + 1)
  }
  return taken.map(({ candidate }) => candidate)
}

/** Whether a picture at this point would lie over an obstacle. */
export function covers(point: { x: number; y: number }, obstacles: readonly Obstacle[]): boolean {
  return obstacles.some(({ x, y, radius }) => Math.hypot(x - point.x, y - point.y) < radius)
}
