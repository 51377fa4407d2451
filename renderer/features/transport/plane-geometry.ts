import type { FacetTable, PlaneDiagram } from '../../../shared/contracts/results'
import type { Threshold } from '../../../shared/contracts/study'

/** A box in the plane: least x, least y, greatest x, greatest y. */
export type Bounds = readonly [number, number, number, number]

/** Plane coordinates to pixels, y upwards, one scale for both axes. */
export interface Fit {
  readonly scale: number
  x(value: number): number
  y(value: number): number
  /** Plane coordinates of a pixel. */
  back(px: number, py: number): readonly [number, number]
}

/** Fits a box into width × height pixels with a margin, centred. */
export function fitBounds(bounds: Bounds, width: number, height: number, margin = 0): Fit {
  const [left, bottom, right, top] = bounds
  const spanX = Math.max(right - left, 1e-9)
  const spanY = Math.max(top - bottom, 1e-9)
  const scale = Math.max(1e-9, Math.min((width - 2 * margin) / spanX, (height - 2 * margin) / spanY))
  const middleX = (left + right) / 2
  const middleY = (bottom + top) / 2
  return {
    scale,
    x: (value) => width / 2 + (value - middleX) * scale,
    y: (value) => height / 2 - (value - middleY) * scale,
    back: (px, py) => [middleX + (px - width / 2) / scale, middleY - (py - height / 2) / scale],
  }
}

/** The smallest box around points x0 y0 x1 y1 …; a unit box where there is none. */
export function boundsOf(points: ArrayLike<number>): Bounds {
  let [left, bottom, right, top] = [Infinity, Infinity, -Infinity, -Infinity]
  for (let i = 0; i + 1 < points.length; i += 2) {
    left = Math.min(left, points[i]!)
    right = Math.max(right, points[i]!)
    bottom = Math.min(bottom, points[i + 1]!)
    top = Math.max(top, points[i + 1]!)
  }
  return left <= right ? [left, bottom, right, top] : [-1, -1, 1, 1]
}

/** The box around both. */
export function joined(a: Bounds, b: Bounds): Bounds {
  return [Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[2], b[2]), Math.max(a[3], b[3])]
}

/** Area centroid of each cell, [cells, 2]; a cell without area has the mean of its vertices, an empty one NaN. */
export function centroids(diagram: PlaneDiagram): Float32Array {
  const out = new Float32Array(diagram.cells * 2)
  const { offsets, vertices } = diagram
  for (let cell = 0; cell < diagram.cells; cell++) {
    const from = offsets[cell]!
    const to = offsets[cell + 1]!
    let twice = 0
    let cx = 0
    let cy = 0
    let mx = 0
    let my = 0
    for (let k = from; k < to; k++) {
      const next = k + 1 < to ? k + 1 : from
      const [ax, ay] = [vertices[2 * k]!, vertices[2 * k + 1]!]
      const [bx, by] = [vertices[2 * next]!, vertices[2 * next + 1]!]
      const cross = ax * by - bx * ay
      twice += cross
      cx += (ax + bx) * cross
      cy += (ay + by) * cross
      mx += ax
      my += ay
    }
    const hasArea = Math.abs(twice) > 1e-12
    out[2 * cell] = hasArea ? cx / (3 * twice) : mx / (to - from)
    out[2 * cell + 1] = hasArea ? cy / (3 * twice) : my / (to - from)
  }
  return out
}

/** Whether (x, y) lies in a cell; its vertices go round once in either sense. */
function holds({ offsets, vertices }: PlaneDiagram, cell: number, x: number, y: number): boolean {
  const from = offsets[cell]!
  const to = offsets[cell + 1]!
  let sign = 0
  for (let k = from; k < to; k++) {
    const next = k + 1 < to ? k + 1 : from
    const side =
      (vertices[2 * next]! - vertices[2 * k]!) * (y - vertices[2 * k + 1]!) -
      (vertices[2 * next + 1]! - vertices[2 * k + 1]!) * (x - vertices[2 * k]!)
    if (side === 0) continue
    if (sign !== 0 && side > 0 !== sign > 0) return false
    sign = side
  }
  return to - from >= 3
}

/** The cell that holds (x, y), or −1 outside the domain. Looks at the cell of last time first. */
export function cellAt(diagram: PlaneDiagram, x: number, y: number, last = -1): number {
  const [left, bottom, right, top] = diagram.domain
  if (x < left || x > right || y < bottom || y > top) return -1
  if (last >= 0 && last < diagram.cells && holds(diagram, last, x, y)) return last
  for (let cell = 0; cell < diagram.cells; cell++) if (holds(diagram, cell, x, y)) return cell
  return -1
}

/** Cell of each picture or point; −1 for those without one. */
export function cellsOfItems(diagram: PlaneDiagram, count: number): Int32Array {
  const cells = new Int32Array(count).fill(-1)
  diagram.items.forEach((item, cell) => {
    if (item < count) cells[item] = cell
  })
  return cells
}

/** Which facets count as singular. */
export function singularMask(table: Pick<FacetTable, 'angle' | 'distance'>, limit: Threshold): Uint8Array {
  const measure = limit.test === 'angle' ? table.angle : table.distance
  return Uint8Array.from(measure, (value) => (value >= limit.value ? 1 : 0))
}

/** The `count` facets of the largest angle (or distance), largest first. */
export function widestTears(table: FacetTable, test: Threshold['test'], count: number): number[] {
  const measure = test === 'angle' ? table.angle : table.distance
  const best: number[] = []
  for (let facet = 0; facet < table.count; facet++) {
    const value = measure[facet]!
    if (best.length === count && value <= measure[best[count - 1]!]!) continue
    let at = best.length
    while (at > 0 && measure[best[at - 1]!]! < value) at -= 1
    best.splice(at, 0, facet)
    if (best.length > count) best.pop()
  }
  return best
}

/** A number in [0, 1) that belongs to an item: shades of neighbouring cells, the same at every drawing. */
export function shadeOf(item: number): number {
  let h = Math.imul(item + 1, 0x9e3779b1)
  h = Math.imul(h ^ (h >>> 15), 0x85ebca6b)
  return ((h ^ (h >>> 13)) >>> 0) / 4294967296
}
