import { hilbertOrder } from './hilbert-order'
import { belowPlane, orientation } from './predicates'

/** The vertex at infinity; triangles with it border the convex hull from outside. */
export const INFINITE = -1

/**
 * The lower hull of points lifted to (x, y, z), seen from above: a triangulation of their convex hull. With
 * z = −h it is dual to the cells of max_i ⟨x, y_i⟩ + h_i: an edge for each pair of cells that touch in the whole
 * plane, a triangle for each point where three meet.
 */
export interface RegularTriangulation {
  /** Alive triangles have three corners [3t … 3t + 3), turning left; INFINITE may be one. Dead ones start with −2. */
  readonly corners: Int32Array
  /** Neighbour across the edge opposite to a corner, same places. */
  readonly neighbours: Int32Array
  /** Triangles used so far, dead ones included. */
  readonly count: number
  /** A triangle at each point, −1 where the point is hidden: its lift lies above the hull, its cell is empty. */
  readonly triangleAt: Int32Array
}

const DEAD = -2

/**
 * Builds regular triangulations over one set of points again and again with other lifts, reusing memory and order.
 * Incremental: a point's conflict zone (triangles whose plane lies above its lift) is removed and filled with a fan
 * (Bowyer 1981, Watson 1981; weighted: Edelsbrunner and Shah 1996). Points are taken along a Hilbert curve, so that the
 * walk to each is short: O(N) apart from degenerate input.
 */
export class TriangulationBuilder implements RegularTriangulation {
  readonly corners: Int32Array
  readonly neighbours: Int32Array
  readonly triangleAt: Int32Array
  count = 0

  private readonly points: number
  private readonly order: Uint32Array
  private readonly lifts: Float64Array
  private freed: number[] = []
  private last = 0
  private readonly zone: number[] = []
  private readonly border: number[] = []
  private readonly fan: number[] = []
  /** Triangles of the fan by the border vertex they start at; slot N is the vertex at infinity. */
  private readonly fanFrom: Int32Array
  private readonly marks: Uint32Array
  private mark = 0

  /** @param xy points [N, 2], all different, not all on one line (see `collinearDirection`) */
  constructor(private readonly xy: Float64Array) {
    this.points = xy.length / 2
    // Alive are at most twice the points; while a fan is made, the zone it replaces is still there.
    const triangles = 4 * this.points + 64
    this.corners = new Int32Array(3 * triangles)
    this.neighbours = new Int32Array(3 * triangles)
    this.marks = new Uint32Array(triangles)
    this.triangleAt = new Int32Array(this.points)
    this.lifts = new Float64Array(this.points)
    this.fanFrom = new Int32Array(this.points + 1)
    this.order = startWithTriangle(hilbertOrder(xy), xy)
  }

  /** @param lifts z of each point, [N]; the triangulation is this object, valid until the next build */
  build(lifts: ArrayLike<number>): RegularTriangulation {
    this.lifts.set(lifts)
    this.triangleAt.fill(-1)
    this.count = 0
    this.freed = []
    this.begin()
    for (let n = 3; n < this.points; n++) this.insert(this.order[n]!)
    return this
  }

  /** The first triangle and the three outside its edges. */
  private begin(): void {
    let [a, b] = [this.order[0]!, this.order[1]!]
    const c = this.order[2]!
    if (this.turn(a, b, c) < 0) [a, b] = [b, a]
    const inner = this.create(a, b, c)
    const acrossA = this.create(c, b, INFINITE)
    const acrossB = this.create(a, c, INFINITE)
    const acrossC = this.create(b, a, INFINITE)
    this.link(inner, 0, acrossA, 2)
    this.link(inner, 1, acrossB, 2)
    this.link(inner, 2, acrossC, 2)
    this.link(acrossA, 0, acrossC, 1)
    this.link(acrossA, 1, acrossB, 0)
    this.link(acrossB, 1, acrossC, 0)
    this.triangleAt[a] = inner
    this.triangleAt[b] = inner
    this.triangleAt[c] = inner
    this.last = inner
  }

  private insert(p: number): void {
    const start = this.locate(p)
    this.last = start
    if (!this.conflicts(start, p)) return
    this.collectZone(start, p)
    this.fill(p)
  }

  /** A triangle that contains p, or one at infinity that p lies outside of; a walk from the last place. */
  private locate(p: number): number {
    const { corners, neighbours } = this
    let t = this.last
    if (this.isInfinite(t)) t = neighbours[3 * t + this.cornerOf(t, INFINITE)]!
    let from = -1
    for (;;) {
      let next = -1
      for (let e = 0; e < 3; e++) {
        const other = neighbours[3 * t + e]!
        if (other === from) continue
        const a = corners[3 * t + ((e + 1) % 3)]!
        const b = corners[3 * t + ((e + 2) % 3)]!
        if (this.turn(a, b, p) < 0) {
          next = other
          break
        }
      }
      if (next < 0) return t
      if (this.isInfinite(next)) return next
      from = t
      t = next
    }
  }

  /** Whether the lift of p lies strictly below the plane of triangle t. */
  private conflicts(t: number, p: number): boolean {
    const { corners, xy, lifts } = this
    const a = corners[3 * t]!
    const b = corners[3 * t + 1]!
    const c = corners[3 * t + 2]!
    if (a >= 0 && b >= 0 && c >= 0) {
      return (
        belowPlane(
          xy[2 * a]!,
          xy[2 * a + 1]!,
          lifts[a]!,
          xy[2 * b]!,
          xy[2 * b + 1]!,
          lifts[b]!,
          xy[2 * c]!,
          xy[2 * c + 1]!,
          lifts[c]!,
          xy[2 * p]!,
          xy[2 * p + 1]!,
          lifts[p]!,
        ) > 0
      )
    }
    const at = this.cornerOf(t, INFINITE)
    const from = corners[3 * t + ((at + 1) % 3)]!
    const to = corners[3 * t + ((at + 2) % 3)]!
    const side = this.turn(from, to, p)
    return side > 0 || (side === 0 && this.belowLine(from, to, p))
  }

  /** The same on the line through two points of the hull. */
  private belowLine(a: number, b: number, p: number): boolean {
    const { xy, lifts } = this
    const along = xy[2 * a] === xy[2 * b] ? 1 : 0
    const [ta, tb, tp] = [xy[2 * a + along]!, xy[2 * b + along]!, xy[2 * p + along]!]
    const below = orientation(ta, lifts[a]!, tb, lifts[b]!, tp, lifts[p]!)
    return ta < tb ? below < 0 : below > 0
  }

  /** Gathers all triangles in conflict with p, and their border edges as (outer triangle, edge of it). */
  private collectZone(start: number, p: number): void {
    const { neighbours, marks, zone, border } = this
    const inside = ++this.mark
    const outside = ++this.mark
    zone.length = 0
    border.length = 0
    zone.push(start)
    marks[start] = inside
    for (let at = 0; at < zone.length; at++) {
      const t = zone[at]!
      for (let e = 0; e < 3; e++) {
        const other = neighbours[3 * t + e]!
        if (marks[other] === inside) continue
        if (marks[other] !== outside && this.conflicts(other, p)) {
          marks[other] = inside
          zone.push(other)
        } else {
          marks[other] = outside
          border.push(t, e)
        }
      }
    }
  }

  /** Replaces the zone by the fan of p over its border. */
  private fill(p: number): void {
    const { corners, neighbours, zone, border, fan, fanFrom, points } = this
    // Vertices inside the zone vanish; those on the border are set anew below.
    for (const t of zone) {
      for (let e = 0; e < 3; e++) {
        const vertex = corners[3 * t + e]!
        if (vertex >= 0) this.triangleAt[vertex] = -1
      }
    }
    const edges = border.length / 2
    fan.length = 0
    for (let n = 0; n < edges; n++) {
      const inner = border[2 * n]!
      const e = border[2 * n + 1]!
      const a = corners[3 * inner + ((e + 1) % 3)]!
      const b = corners[3 * inner + ((e + 2) % 3)]!
      const outer = neighbours[3 * inner + e]!
      const t = this.create(p, a, b)
      this.link(t, 0, outer, this.edgeFacing(outer, a, b))
      fanFrom[a < 0 ? points : a] = t
      if (a >= 0) this.triangleAt[a] = t
      if (b >= 0) this.triangleAt[b] = t
      fan.push(t)
    }
    for (const t of fan) {
      const b = corners[3 * t + 2]!
      this.link(t, 1, fanFrom[b < 0 ? points : b]!, 2)
    }
    for (const t of zone) {
      corners[3 * t] = DEAD
      this.freed.push(t)
    }
    this.triangleAt[p] = fan[0]!
    this.last = fan[0]!
  }

  private create(a: number, b: number, c: number): number {
    const t = this.freed.pop() ?? this.count++
    this.corners[3 * t] = a
    this.corners[3 * t + 1] = b
    this.corners[3 * t + 2] = c
    return t
  }

  private link(t: number, e: number, other: number, f: number): void {
    this.neighbours[3 * t + e] = other
    this.neighbours[3 * other + f] = t
  }

  /** The edge of t that runs from b to a. */
  private edgeFacing(t: number, a: number, b: number): number {
    const { corners } = this
    for (let e = 0; e < 2; e++) {
      if (corners[3 * t + ((e + 1) % 3)] === b && corners[3 * t + ((e + 2) % 3)] === a) return e
    }
    return 2
  }

  private isInfinite(t: number): boolean {
    const { corners } = this
    return corners[3 * t]! < 0 || corners[3 * t + 1]! < 0 || corners[3 * t + 2]! < 0
  }

  private cornerOf(t: number, vertex: number): number {
    return this.corners[3 * t] === vertex ? 0 : this.corners[3 * t + 1] === vertex ? 1 : 2
  }

  private turn(a: number, b: number, c: number): number {
    const { xy } = this
    return orientation(xy[2 * a]!, xy[2 * a + 1]!, xy[2 * b]!, xy[2 * b + 1]!, xy[2 * c]!, xy[2 * c + 1]!)
  }
}

/** Whether all points [N, 2] lie on one line, exactly; so do fewer than three. */
export function areCollinear(xy: Float64Array): boolean {
  for (let c = 2; c < xy.length / 2; c++) {
    if (orientation(xy[0]!, xy[1]!, xy[2]!, xy[3]!, xy[2 * c]!, xy[2 * c + 1]!) !== 0) return false
  }
  return true
}

/** Moves a third point off the line of the first two to place 2. */
function startWithTriangle(order: Uint32Array, xy: Float64Array): Uint32Array {
  const at = (n: number): [number, number] => [xy[2 * order[n]!]!, xy[2 * order[n]! + 1]!]
  const [first, second] = [at(0), at(1)]
  let n = 2
  while (n < order.length && orientation(...first, ...second, ...at(n)) === 0) n++
  const third = order[n]!
  order.copyWithin(3, 2, n)
  order[2] = third
  return order
}
