import type { CellBuilder } from './cell-diagram'
import { polygonMoments } from './convex-polygon'
import { orientation } from './predicates'
import { areCollinear, TriangulationBuilder } from './regular-triangulation'

/** Polygons of the cells: cell i has corners offsets[i] … offsets[i + 1), none where empty. */
export interface CellPolygons {
  readonly offsets: Uint32Array
  /** x, y of each corner, turning left. */
  readonly corners: Float64Array
  /** What the edge from each corner to the next borders on: a cell, or −1 − e for edge e of Ω. */
  readonly beyond: Int32Array
}

/** Borders shorter than this times the size of Ω are rounding: four cells that meet in one point. */
const SHORTEST = 1e-14

/**
 * Computes power diagrams of one set of codes for many heights. Which cells can touch comes from the regular
 * triangulation of (y_i, −h_i), exactly; each cell is Ω clipped by the half-planes ⟨x, y_j − y_i⟩ ≤ h_i − h_j of its
 * neighbours there. O(N log N).
 */
export class PowerDiagramBuilder implements CellBuilder {
  readonly measures: Float64Array
  readonly firstMoments: Float64Array
  readonly secondMoments: Float64Array
  readonly facets: { count: number; first: Uint32Array; second: Uint32Array; measure: Float64Array }

  private readonly cells: number
  private readonly triangulation: TriangulationBuilder | undefined
  private readonly line: Uint32Array | undefined
  private readonly lifts: Float64Array
  private readonly around: number[] = []
  private readonly clipper: Clipper
  private readonly shortest: number
  private heights: Float64Array
  private readonly before: Int32Array
  private readonly after: Int32Array

  /**
   * @param codes y_i, [N, 2], all different
   * @param domain Ω, corners [m, 2] turning left, convex
   */
  constructor(
    private readonly codes: Float64Array,
    domain: Float64Array,
  ) {
    const n = codes.length / 2
    this.cells = n
    this.measures = new Float64Array(n)
    this.firstMoments = new Float64Array(2 * n)
    this.secondMoments = new Float64Array(n)
    this.lifts = new Float64Array(n)
    this.heights = new Float64Array(n)
    this.clipper = new Clipper(domain)
    // A planar graph of N vertices has at most 3N − 6 edges.
    const most = 3 * n + 3
    this.facets = {
      count: 0,
      first: new Uint32Array(most),
      second: new Uint32Array(most),
      measure: new Float64Array(most),
    }
    let size = 0
    for (const value of domain) size = Math.max(size, Math.abs(value))
    this.shortest = SHORTEST * size
    const flat = areCollinear(codes)
    this.before = new Int32Array(flat ? n : 0)
    this.after = new Int32Array(flat ? n : 0)
    if (flat) this.line = alongLine(codes)
    else this.triangulation = new TriangulationBuilder(codes)
  }

  /** @param heights h_i, [N]; the result is this object, valid until the next call */
  compute(heights: Float64Array): this {
    this.prepare(heights)
    const { codes, clipper, facets, shortest } = this
    const moments = { area: 0, firstX: 0, firstY: 0, second: 0 }
    facets.count = 0
    for (let i = 0; i < this.cells; i++) {
      this.clipCell(i)
      const { count, corners, beyond } = clipper
      if (count === 0) {
        this.measures[i] = 0
        this.firstMoments[2 * i] = 0
        this.firstMoments[2 * i + 1] = 0
        this.secondMoments[i] = 0
        continue
      }
      polygonMoments(corners, count, moments)
      this.measures[i] = Math.max(0, moments.area)
      this.firstMoments[2 * i] = moments.firstX
      this.firstMoments[2 * i + 1] = moments.firstY
      this.secondMoments[i] = moments.second
      for (let k = 0; k < count; k++) {
        const j = beyond[k]!
        if (j <= i) continue
        const next = k + 1 === count ? 0 : k + 1
        // Along the border only: its direction is known, and the corners' rounding across it does not count.
        const nx = codes[2 * j]! - codes[2 * i]!
        const ny = codes[2 * j + 1]! - codes[2 * i + 1]!
        const dx = corners[2 * next]! - corners[2 * k]!
        const dy = corners[2 * next + 1]! - corners[2 * k + 1]!
        const length = Math.abs(nx * dy - ny * dx) / Math.hypot(nx, ny)
        if (!(length > shortest)) continue
        facets.first[facets.count] = i
        facets.second[facets.count] = j
        facets.measure[facets.count++] = length
      }
    }
    return this
  }

  /** The cells themselves, for drawing. */
  polygons(heights: Float64Array): CellPolygons {
    this.prepare(heights)
    const offsets = new Uint32Array(this.cells + 1)
    const corners: number[] = []
    const beyond: number[] = []
    for (let i = 0; i < this.cells; i++) {
      this.clipCell(i)
      for (let k = 0; k < this.clipper.count; k++) {
        corners.push(this.clipper.corners[2 * k]!, this.clipper.corners[2 * k + 1]!)
        beyond.push(this.clipper.beyond[k]!)
      }
      offsets[i + 1] = beyond.length
    }
    return { offsets, corners: Float64Array.from(corners), beyond: Int32Array.from(beyond) }
  }

  private prepare(heights: Float64Array): void {
    this.heights = heights
    if (this.line) this.chain(this.line)
    else {
      for (let i = 0; i < this.cells; i++) this.lifts[i] = -heights[i]!
      this.triangulation!.build(this.lifts)
    }
  }

  /** Leaves cell i in the clipper. */
  private clipCell(i: number): void {
    const { codes, clipper, heights } = this
    if (!this.neighbours(i)) {
      clipper.count = 0
      return
    }
    clipper.reset()
    const x = codes[2 * i]!
    const y = codes[2 * i + 1]!
    const h = heights[i]!
    for (const j of this.around) {
      if (clipper.count === 0) return
      clipper.clip(codes[2 * j]! - x, codes[2 * j + 1]! - y, h - heights[j]!, j)
    }
  }

  /** Puts the cells that can touch cell i into `around`. @returns false where the cell is empty in the whole plane */
  private neighbours(i: number): boolean {
    const { around, triangulation } = this
    around.length = 0
    if (!triangulation) {
      if (this.before[i] === HIDDEN) return false
      if (this.before[i]! >= 0) around.push(this.before[i]!)
      if (this.after[i]! >= 0) around.push(this.after[i]!)
      return true
    }
    const { corners, neighbours, triangleAt } = triangulation
    const start = triangleAt[i]!
    if (start < 0) return false
    let t = start
    do {
      const at = corners[3 * t] === i ? 0 : corners[3 * t + 1] === i ? 1 : 2
      const next = corners[3 * t + ((at + 1) % 3)]!
      if (next >= 0) around.push(next)
      // Across the edge from i to the third corner lies the next triangle around i.
      t = neighbours[3 * t + ((at + 1) % 3)]!
    } while (t !== start)
    return true
  }

  /** Codes on one line: the upper hull of (position, h), each with the one before and after it. */
  private chain(line: Uint32Array): void {
    const { codes, heights, before, after } = this
    before.fill(HIDDEN)
    const along = coordinateAlong(codes)
    const hull: number[] = []
    for (const i of line) {
      while (hull.length >= 2) {
        const [a, b] = [hull.at(-2)!, hull.at(-1)!]
        const turn = orientation(
          codes[2 * a + along]!,
          heights[a]!,
          codes[2 * b + along]!,
          heights[b]!,
          codes[2 * i + along]!,
          heights[i]!,
        )
        if (turn < 0) break
        hull.pop()
      }
      hull.push(i)
    }
    for (const [n, i] of hull.entries()) {
      before[i] = hull[n - 1] ?? NONE
      after[i] = hull[n + 1] ?? NONE
    }
  }
}

const NONE = -1
const HIDDEN = -2

/** The coordinate in which points on a line differ most; they differ in it whenever they differ. */
function coordinateAlong(codes: Float64Array): 0 | 1 {
  const last = codes.length - 2
  return Math.abs(codes[last]! - codes[0]!) >= Math.abs(codes[last + 1]! - codes[1]!) ? 0 : 1
}

function alongLine(codes: Float64Array): Uint32Array {
  const along = coordinateAlong(codes)
  return Uint32Array.from({ length: codes.length / 2 }, (_, i) => i).sort(
    (p, q) => codes[2 * p + along]! - codes[2 * q + along]!,
  )
}

/** A convex polygon that half-planes cut smaller (Sutherland and Hodgman 1974). */
class Clipper {
  corners = new Float64Array(64)
  beyond = new Int32Array(32)
  count = 0
  private spareCorners = new Float64Array(64)
  private spareBeyond = new Int32Array(32)
  private distances = new Float64Array(32)

  constructor(private readonly domain: Float64Array) {
    this.ensure(domain.length / 2 + 1)
  }

  reset(): void {
    this.count = this.domain.length / 2
    this.corners.set(this.domain)
    for (let k = 0; k < this.count; k++) this.beyond[k] = -1 - k
  }

  /** Keeps what satisfies nx·x + ny·y ≤ limit; the new edge borders on `label`. */
  clip(nx: number, ny: number, limit: number, label: number): void {
    const { count, corners, distances } = this
    let outside = 0
    for (let k = 0; k < count; k++) {
      const distance = nx * corners[2 * k]! + ny * corners[2 * k + 1]! - limit
      distances[k] = distance
      if (distance > 0) outside++
    }
    if (outside === 0) return
    if (outside === count) {
      this.count = 0
      return
    }
    this.ensure(count + 1)
    const { beyond, spareCorners, spareBeyond } = this
    let made = 0
    for (let k = 0; k < count; k++) {
      const next = k + 1 === count ? 0 : k + 1
      const here = this.distances[k]!
      const there = this.distances[next]!
      const x = this.corners[2 * k]!
      const y = this.corners[2 * k + 1]!
      if (here <= 0) {
        spareCorners[2 * made] = x
        spareCorners[2 * made + 1] = y
        spareBeyond[made++] = beyond[k]!
        if (there <= 0) continue
      } else if (there > 0) continue
      const share = here / (here - there)
      spareCorners[2 * made] = x + share * (this.corners[2 * next]! - x)
      spareCorners[2 * made + 1] = y + share * (this.corners[2 * next + 1]! - y)
      // Leaving: the new edge starts here. Entering: the old edge goes on.
      spareBeyond[made++] = here <= 0 ? label : beyond[k]!
    }
    this.spareCorners = this.corners
    this.spareBeyond = this.beyond
    this.corners = spareCorners
    this.beyond = spareBeyond
    this.count = made
  }

  /** Makes room for `size` corners in all buffers. */
  private ensure(size: number): void {
    if (size <= this.distances.length) return
    const room = 2 * size
    const widened = <T extends Float64Array | Int32Array>(wide: T, old: T): T => {
      wide.set(old)
      return wide
    }
    this.corners = widened(new Float64Array(2 * room), this.corners)
    this.beyond = widened(new Int32Array(room), this.beyond)
    this.distances = widened(new Float64Array(room), this.distances)
    this.spareCorners = new Float64Array(2 * room)
    this.spareBeyond = new Int32Array(room)
  }
}
