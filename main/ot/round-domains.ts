/** Convex domains that stand for the disc and the ball of radius ½, which fit into the cube of side 1. */

const RADIUS = 0.5
const SIDES = 64
/** How often each triangle of the icosahedron is cut into four. */
const SUBDIVISIONS = 2

/** The regular 64-gon on the circle of radius ½, turning left, [64, 2]: 99.8 % of the disc. */
export function disc(): Float64Array {
  return Float64Array.from({ length: 2 * SIDES }, (_, at) => {
    const angle = (2 * Math.PI * ((at >> 1) + 0.5)) / SIDES
    return RADIUS * (at % 2 === 0 ? Math.cos(angle) : Math.sin(angle))
  })
}

/**
 * Corners of the icosahedron, its triangles cut into four twice over, on the sphere of radius ½, [162, 3]: 320 faces that
 * hold 97 % of the ball.
 */
export function ball(): Float64Array {
  const golden = (1 + Math.sqrt(5)) / 2
  const corners: number[][] = []
  const add = (x: readonly number[]): number => {
    const length = Math.hypot(...x)
    return corners.push(x.map((value) => (RADIUS * value) / length)) - 1
  }
  for (const one of [-1, 1]) {
    for (const other of [-golden, golden]) {
      add([0, one, other])
      add([one, other, 0])
      add([other, 0, one])
    }
  }
  let triangles = trianglesOf(corners)
  for (let round = 0; round < SUBDIVISIONS; round++) {
    const middles = new Map<string, number>()
    const middle = (a: number, b: number): number => {
      const key = `${Math.min(a, b)} ${Math.max(a, b)}`
      const at = middles.get(key) ?? add(corners[a]!.map((value, k) => value + corners[b]![k]!))
      middles.set(key, at)
      return at
    }
    triangles = triangles.flatMap(([a, b, c]) => {
      const [ab, bc, ca] = [middle(a, b), middle(b, c), middle(c, a)]
      return [
        [a, ab, ca],
        [b, bc, ab],
        [c, ca, bc],
        [ab, bc, ca],
      ] as Triangle[]
    })
  }
  return Float64Array.from(corners.flat())
}

type Triangle = readonly [number, number, number]

/** The twenty triples of neighbours among the icosahedron's corners. */
function trianglesOf(corners: readonly number[][]): Triangle[] {
  const distance = (a: number, b: number) =>
    Math.hypot(...corners[a]!.map((value, k) => value - corners[b]![k]!))
  const edge = Math.min(...corners.slice(1).map((_, k) => distance(0, k + 1)))
  const isEdge = (a: number, b: number) => distance(a, b) < 1.1 * edge
  const triangles: Triangle[] = []
  for (let a = 0; a < corners.length; a++) {
    for (let b = a + 1; b < corners.length; b++) {
      for (let c = b + 1; c < corners.length; c++)
        if (isEdge(a, b) && isEdge(b, c) && isEdge(c, a)) triangles.push([a, b, c])
    }
  }
  return triangles
}
