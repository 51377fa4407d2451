import type { CellBuilder } from './cell-diagram'
import { ConvexPolyhedron } from './convex-polyhedron'
import { HighestPlane } from './highest-plane'

/** Faces smaller than this times the square of the size of Ω are rounding: cells that meet in an edge or a corner. */
const SMALLEST = 1e-14
/** A plane higher by less than this times the size of the scores cuts nothing that counts. */
const LEVEL = 1e-14
/** Codes before and after in the tree's order that a cell is first cut by. */
const NEAR = 8

/**
 * Computes the cells of max_i ⟨x, y_i⟩ + h_i inside a convex polyhedron Ω, of one set of codes for many heights. A cell is
 * Ω cut by the planes of the neighbours it had before, then, as long as another plane is highest at one of its corners, by
 * that. When no corner is left that another plane tops, the cell is proved, since what is nowhere higher at the corners of
 * a convex body is nowhere higher inside. Nearly linear in N.
 */
export class PowerCellBuilder implements CellBuilder {
  /** Volume of each cell, [N]; 0 where empty. */
  readonly measures: Float64Array
  /** ∫x over each cell, [N, 3]. */
  readonly firstMoments: Float64Array
  /** ∫|x|² over each cell, [N]. */
  readonly secondMoments: Float64Array
  /** Pairs of cells i < j with a common face inside Ω and its area; the first `count` entries hold. */
  readonly facets = {
    count: 0,
    first: new Uint32Array(1024),
    second: new Uint32Array(1024),
    measure: new Float64Array(1024),
  }

  private readonly cell = new ConvexPolyhedron()
  private readonly planes: HighestPlane
  /** Where each cell was last, or is thought to be, [N, 3]. */
  private readonly places: Float64Array
  /** Neighbours of each cell when it was last seen; at first some codes near its own. */
  private readonly known: number[][]
  private readonly seen: Uint8Array
  /** The last cell that each plane has cut. */
  private readonly cutLast: Int32Array
  private readonly pending: number[] = []
  private readonly level: number
  private readonly smallest: number

  /**
   * @param codes y_i, [N, 3], all different
   * @param domain Ω, its faces labelled below 0
   * @param places where each cell is thought to be, [N, 3]: the nearer, the sooner found
   */
  constructor(
    private readonly codes: Float64Array,
    private readonly domain: ConvexPolyhedron,
    places: Float64Array,
  ) {
    const n = codes.length / 3
    const corners = domain.positions.subarray(0, 3 * domain.places)
    this.measures = new Float64Array(n)
    this.firstMoments = new Float64Array(3 * n)
    this.secondMoments = new Float64Array(n)
    this.planes = new HighestPlane(codes)
    this.places = places.slice()
    this.known = nearInOrder(this.planes.order)
    this.cutLast = new Int32Array(n)
    this.seen = new Uint8Array(n)
    const reach = largest(corners)
    this.smallest = SMALLEST * reach ** 2
    this.level = LEVEL * Math.max(1, reach * largest(codes))
  }

  /** @param heights h_i, [N]; the result is this object, valid until the next call */
  compute(heights: Float64Array): this {
    const { facets, places, measures, firstMoments } = this
    facets.count = 0
    const moments = { volume: 0, x: 0, y: 0, z: 0, second: 0 }
    const neighbours: number[] = []
    this.eachCell(heights, (i, cell) => {
      moments.volume = 0
      moments.x = 0
      moments.y = 0
      moments.z = 0
      moments.second = 0
      neighbours.length = 0
      const { positions } = cell
      let apex = -1
      cell.eachFace((label, ring) => {
        // Any corner serves as apex; faces through it add nothing.
        if (apex < 0) apex = 3 * ring[0]!
        const area = addFace(positions, apex, ring, moments)
        if (label < 0) return
        if (!(area > this.smallest)) return
        neighbours.push(label)
        if (label > i) this.addFacet(i, label, area)
      })
      measures[i] = Math.max(0, moments.volume)
      firstMoments[3 * i] = moments.x
      firstMoments[3 * i + 1] = moments.y
      firstMoments[3 * i + 2] = moments.z
      this.secondMoments[i] = moments.second
      if (cell.empty) return
      this.remember(i, neighbours)
      if (!(moments.volume > 0)) return
      for (let k = 0; k < 3; k++) places[3 * i + k] = firstMoments[3 * i + k]! / moments.volume
    })
    return this
  }

  /** A cell seen for the first time also helps those of its neighbours that were not. */
  private remember(i: number, neighbours: readonly number[]): void {
    const { known, seen } = this
    if (seen[i] === 0) {
      seen[i] = 1
      for (const j of neighbours) if (seen[j] === 0) known[j]!.push(i)
    }
    known[i] = neighbours.slice()
  }

  /** Visits each cell once, empty ones included; the polyhedron is the same object each time. */
  eachCell(heights: Float64Array, visit: (index: number, cell: ConvexPolyhedron) => void): void {
    this.planes.prepare(heights, this.places)
    this.cutLast.fill(-1)
    for (const i of this.planes.order) {
      this.cutOut(i, heights)
      visit(i, this.cell)
    }
  }

  private cutOut(i: number, heights: Float64Array): void {
    const { cell, codes, pending, planes, cutLast } = this
    cell.copy(this.domain)
    cutLast[i] = i
    const [x, y, z] = [codes[3 * i]!, codes[3 * i + 1]!, codes[3 * i + 2]!]
    const height = heights[i]!
    const cut = (j: number): void => {
      cutLast[j] = i
      cell.cut(codes[3 * j]! - x, codes[3 * j + 1]! - y, codes[3 * j + 2]! - z, height - heights[j]!, j)
    }
    for (const j of this.known[i]!) if (cutLast[j] !== i) cut(j)
    pending.length = 0
    for (let v = 0; v < cell.places; v++) pending.push(v)
    for (let v = pending.pop(); v !== undefined; v = pending.pop()) {
      if (!cell.isVertex(v)) continue
      const { positions } = cell
      const [px, py, pz] = [positions[3 * v]!, positions[3 * v + 1]!, positions[3 * v + 2]!]
      const own = px * x + py * y + pz * z + height
      const j = planes.above(px, py, pz, own + this.level)
      // A plane that has cut already is above by rounding only.
      if (j < 0 || cutLast[j] === i) continue
      cut(j)
      if (cell.empty) return
      // Gone with the cut, or still there to be asked for the next plane.
      pending.push(v, ...cell.made)
    }
  }

  private addFacet(first: number, second: number, area: number): void {
    const { facets } = this
    if (facets.count === facets.first.length) {
      const room = 2 * facets.count
      facets.first = widened(facets.first, new Uint32Array(room))
      facets.second = widened(facets.second, new Uint32Array(room))
      facets.measure = widened(facets.measure, new Float64Array(room))
    }
    facets.first[facets.count] = first
    facets.second[facets.count] = second
    facets.measure[facets.count++] = area
  }
}

/** Adds the cone from the apex over a face to the moments. @returns the face's area */
function addFace(
  positions: Float64Array,
  apex: number,
  ring: readonly number[],
  moments: { volume: number; x: number; y: number; z: number; second: number },
): number {
  const [ox, oy, oz] = [positions[apex]!, positions[apex + 1]!, positions[apex + 2]!]
  const a = 3 * ring[0]!
  const [ax, ay, az] = [positions[a]!, positions[a + 1]!, positions[a + 2]!]
  let [nx, ny, nz] = [0, 0, 0]
  for (let k = 1; k + 1 < ring.length; k++) {
    const b = 3 * ring[k]!
    const c = 3 * ring[k + 1]!
    const [bx, by, bz] = [positions[b]!, positions[b + 1]!, positions[b + 2]!]
    const [cx, cy, cz] = [positions[c]!, positions[c + 1]!, positions[c + 2]!]
    const tx = ((by - ay) * (cz - az) - (bz - az) * (cy - ay)) / 2
    const ty = ((bz - az) * (cx - ax) - (bx - ax) * (cz - az)) / 2
    const tz = ((bx - ax) * (cy - ay) - (by - ay) * (cx - ax)) / 2
    nx += tx
    ny += ty
    nz += tz
    const volume = ((ax - ox) * tx + (ay - oy) * ty + (az - oz) * tz) / 3
    const [sx, sy, sz] = [ox + ax + bx + cx, oy + ay + by + cy, oz + az + bz + cz]
    moments.volume += volume
    moments.x += (volume * sx) / 4
    moments.y += (volume * sy) / 4
    moments.z += (volume * sz) / 4
    const squares =
      ox * ox +
      oy * oy +
      oz * oz +
      ax * ax +
      ay * ay +
      az * az +
      bx * bx +
      by * by +
      bz * bz +
      cx * cx +
      cy * cy +
      cz * cz
    // ∫|x|² over a tetrahedron of corners v: V/20·(Σ|v|² + |Σv|²).
    moments.second += (volume / 20) * (squares + sx * sx + sy * sy + sz * sz)
  }
  return Math.hypot(nx, ny, nz)
}

function largest(values: Float64Array): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
}

/** For each code those before and after it. */
function nearInOrder(order: Uint32Array): number[][] {
  const near = Array.from(order, (): number[] => [])
  for (let p = 0; p < order.length; p++) {
    const own = order[p]!
    near[own] = Array.from(order.slice(Math.max(0, p - NEAR), p + NEAR + 1)).filter((j) => j !== own)
  }
  return near
}

function widened<T extends Float64Array | Uint32Array>(narrow: T, wide: T): T {
  wide.set(narrow)
  return wide
}
