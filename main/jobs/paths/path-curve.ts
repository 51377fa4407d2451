/**
 * The rules between two waypoints but the one through a learned map, as curves in normalised code space with every
 * crossing on the way.
 * All rules but "through noise" are polylines of codes, and a crossing is where the nearest code changes: the walk
 * through the Voronoi cells is the exact walk of `ot/walk` with heights −½‖y‖². "Through noise" walks the power
 * cells of the map itself.
 */
import type { PathRule, Threshold } from '../../../shared/contracts/study'
import { matrix, row, type Matrix } from '../../../shared/matrix'
import { facetAngle, type Facets } from '../../ot/facets'
import { shortestKeptPath } from '../../ot/shortest-path'
import { walkSegment } from '../../ot/walk'

/** A waypoint made concrete. */
export interface Anchor {
  /** Normalised code, length d. */
  readonly code: Float32Array
  /** A point of Ω that the map sends near the code; null where no map is solved. */
  readonly noise: Float32Array | null
  /** The item (picture) whose code is nearest. */
  readonly item: number
}

export interface CurveCrossing {
  /** In steps: 4.25 lies a quarter of the way from step 4 to step 5. */
  readonly at: number
  /** Items on either side. */
  readonly from: number
  readonly to: number
  readonly angle: number
  readonly jump: number
}

export interface Curve {
  /** Normalised codes, [steps, d]. */
  readonly codes: Matrix
  readonly crossings: readonly CurveCrossing[]
  /** The step on which each waypoint stands. */
  readonly waypointSteps: readonly number[]
  readonly note: string | null
}

/** What curves are drawn through. */
export interface CurveSpace {
  /** Normalised codes of all items, [n, d]. */
  readonly codes: Matrix
  /** −½‖y_i‖² for each item: heights whose power cells are the Voronoi cells. */
  readonly voronoiHeights: Float64Array
  readonly map: {
    readonly targets: Matrix
    readonly heights: Float64Array
    /** The item of each target. */
    readonly items: Uint32Array
    /** For each item its target, or the nearest one where the map left the item out. */
    readonly targetNear: Uint32Array
  } | null
  readonly facets: Facets | null
  readonly threshold: Threshold
}

/** @returns −½‖y_i‖² for each row of `codes` */
export function voronoiHeights(codes: Matrix): Float64Array {
  const heights = new Float64Array(codes.rows)
  for (let i = 0; i < codes.rows; i++) {
    let square = 0
    for (const value of row(codes, i)) square += value * value
    heights[i] = -square / 2
  }
  return heights
}

/**
 * The step of each waypoint: first and last at the ends, the others so that steps are spread evenly over the
 * legs' lengths, with at least one step a leg where there are enough steps.
 */
export function waypointSteps(legs: readonly number[], steps: number): number[] {
  const total = legs.reduce((sum, length) => sum + length, 0)
  const places = [0]
  let walked = 0
  for (const [leg, length] of legs.entries()) {
    walked += length
    const even = total > 0 ? (walked / total) * (steps - 1) : ((leg + 1) / legs.length) * (steps - 1)
    const least = places[leg]! + 1
    const most = steps - 1 - (legs.length - 1 - leg)
    places.push(leg === legs.length - 1 ? steps - 1 : Math.max(least, Math.min(most, Math.round(even))))
  }
  return places
}

/** A rule that needs no net to be computed. */
export type PlainRule = Exclude<PathRule, 'learned'>

/** @param steps at least the number of anchors */
export function curve(rule: PlainRule, anchors: readonly Anchor[], steps: number, space: CurveSpace): Curve {
  switch (rule) {
    case 'straight':
      return throughCodes(anchors, steps, space, straightLeg)
    case 'spherical':
      return throughCodes(anchors, steps, space, sphericalLeg)
    case 'around':
      return aroundTheTear(anchors, steps, space)
    case 'noise':
      return throughNoise(anchors, steps, space)
  }
}

/** A leg of a path through codes. */
interface Polyline {
  /** [m, d], the first and last at the leg's ends. */
  readonly vertices: readonly Float32Array[]
  /** For each piece the items of the facet it crosses, at its middle; null for a piece that is walked cell by cell. */
  readonly facets: readonly (readonly [number, number] | null)[]
}

type Leg = (from: Anchor, to: Anchor) => Polyline

const walked = (vertices: readonly Float32Array[]): Polyline => ({
  vertices,
  facets: vertices.slice(1).map(() => null),
})

const straightLeg: Leg = (from, to) => walked([from.code, to.code])

/** Spherical interpolation about the mean of the codes, lengths interpolated linearly; fine enough for 64 steps. */
const sphericalLeg: Leg = (from, to) => {
  const pieces = 64
  const lengthFrom = Math.hypot(...from.code)
  const lengthTo = Math.hypot(...to.code)
  if (lengthFrom === 0 || lengthTo === 0) return straightLeg(from, to)
  const cosine = dot(from.code, to.code) / (lengthFrom * lengthTo)
  const omega = Math.acos(Math.max(-1, Math.min(1, cosine)))
  // Parallel codes have no arc between them, opposite ones no single one.
  if (omega < 1e-6 || Math.PI - omega < 1e-6) return straightLeg(from, to)
  const arc = Array.from({ length: pieces + 1 }, (_, p) => {
    const t = p / pieces
    const length = lengthFrom + t * (lengthTo - lengthFrom)
    const a = (Math.sin((1 - t) * omega) / Math.sin(omega) / lengthFrom) * length
    const b = (Math.sin(t * omega) / Math.sin(omega) / lengthTo) * length
    return from.code.map((value, k) => a * value + b * to.code[k]!)
  })
  return walked(arc)
}

function throughCodes(anchors: readonly Anchor[], steps: number, space: CurveSpace, leg: Leg): Curve {
  const polylines = pairs(anchors).map(([from, to]) => leg(from, to))
  return alongPolylines(polylines, steps, space, null)
}

function alongPolylines(
  polylines: readonly Polyline[],
  steps: number,
  space: CurveSpace,
  note: string | null,
): Curve {
  const lengths = polylines.map(({ vertices }) => cumulative(vertices))
  const places = waypointSteps(
    lengths.map((along) => along.at(-1)!),
    steps,
  )
  const codes = matrix(steps, space.codes.columns)
  const crossings: CurveCrossing[] = []
  for (const [leg, { vertices, facets }] of polylines.entries()) {
    const along = lengths[leg]!
    const start = places[leg]!
    const end = places[leg + 1]!
    for (let step = start; step <= end; step++) {
      pointAlong(vertices, along, (step - start) / (end - start), row(codes, step))
    }
    const total = along.at(-1)!
    if (total === 0) continue
    for (let piece = 0; piece + 1 < vertices.length; piece++) {
      const facet = facets[piece]
      if (facet) {
        const at = start + ((along[piece]! + along[piece + 1]!) / 2 / total) * (end - start)
        crossings.push(crossing(at, facet[0], facet[1], space.codes, null))
        continue
      }
      const placeOf = (time: number) => {
        const length = along[piece]! + time * (along[piece + 1]! - along[piece]!)
        return start + (length / total) * (end - start)
      }
      crossings.push(...crossingsOf(vertices[piece]!, vertices[piece + 1]!, space, placeOf))
    }
  }
  return { codes, crossings, waypointSteps: places, note }
}

/** Where the nearest code changes on the way from one code to another. @param placeOf time 0 … 1 → steps */
function crossingsOf(
  from: Float32Array,
  to: Float32Array,
  { codes, voronoiHeights: heights }: CurveSpace,
  placeOf: (time: number) => number,
): CurveCrossing[] {
  const { cells, times } = walkSegment(codes, heights, from, to)
  return Array.from(times, (time, c) => crossing(placeOf(time), cells[c]!, cells[c + 1]!, codes, null))
}

/** Where the nearest code changes along the polyline through the codes of steps, [steps, d]. */
export const crossingsAlong = (steps: Matrix, space: CurveSpace): CurveCrossing[] =>
  Array.from({ length: steps.rows - 1 }, (_, step) =>
    crossingsOf(row(steps, step), row(steps, step + 1), space, (time) => step + time),
  ).flat()

/** The papers' discontinuity test: a segment of noise, mapped by T, constant within each cell it visits. */
function throughNoise(anchors: readonly Anchor[], steps: number, space: CurveSpace): Curve {
  const { map } = space
  if (!map || anchors.some((anchor) => anchor.noise === null)) {
    const straight = throughCodes(anchors, steps, space, straightLeg)
    return {
      ...straight,
      note: 'There is no map yet, so the path goes straight. Solve the map to go through noise.',
    }
  }
  const legs = pairs(anchors)
  const places = waypointSteps(
    legs.map(([from, to]) => distance(from.noise!, to.noise!)),
    steps,
  )
  const codes = matrix(steps, space.codes.columns)
  const crossings: CurveCrossing[] = []
  for (const [leg, [from, to]] of legs.entries()) {
    const start = places[leg]!
    const end = places[leg + 1]!
    const walk = walkSegment(map.targets, map.heights, from.noise!, to.noise!)
    let visited = 0
    for (let step = start; step <= end; step++) {
      const t = (step - start) / (end - start)
      while (visited < walk.times.length && walk.times[visited]! <= t) visited++
      row(codes, step).set(row(space.codes, map.items[walk.cells[visited]!]!))
    }
    for (let c = 0; c < walk.times.length; c++) {
      const at = start + walk.times[c]! * (end - start)
      crossings.push(crossing(at, walk.cells[c]!, walk.cells[c + 1]!, map.targets, map.items))
    }
  }
  return { codes, crossings, waypointSteps: places, note: null }
}

/**
 * The shortest way over facets that are kept: never across the singular set. A piece from code to code stands for the
 * facet between their cells, over which the map is extended by the codes between the two (AE-OT, "pairs"); what other
 * codes the piece passes near is of no account.
 */
function aroundTheTear(anchors: readonly Anchor[], steps: number, space: CurveSpace): Curve {
  const { facets, threshold, map } = space
  if (!facets || !map) {
    const straight = throughCodes(anchors, steps, space, straightLeg)
    return {
      ...straight,
      note: 'The singular set is not known yet, so the path goes straight. Find it to go around the tear.',
    }
  }
  let note: string | null = null
  const polylines = pairs(anchors).map(([from, to]) => {
    const start = map.targetNear[from.item]!
    const end = map.targetNear[to.item]!
    const way = shortestKeptPath(facets, map.targets.rows, threshold, start, end)
    if (!way.targets) {
      const joins = way.joinsAt === null ? '' : ` They join at ${way.joinsAt.toFixed(2)}.`
      note ??= `The tear separates these two at θ̂ ${threshold.value.toFixed(2)}: there is no way around it.${joins} The path goes straight.`
      return straightLeg(from, to)
    }
    const items = Array.from(way.targets, (target) => map.items[target]!)
    return {
      vertices: [from.code, ...items.map((item) => row(space.codes, item)), to.code],
      facets: [null, ...pairs(items), null],
    }
  })
  return alongPolylines(polylines, steps, space, note)
}

function crossing(
  at: number,
  from: number,
  to: number,
  codes: Matrix,
  items: Uint32Array | null,
): CurveCrossing {
  const a = row(codes, from)
  const b = row(codes, to)
  return {
    at,
    from: items ? items[from]! : from,
    to: items ? items[to]! : to,
    angle: facetAngle(a, b),
    jump: distance(a, b),
  }
}

function cumulative(vertices: readonly Float32Array[]): Float64Array {
  const along = new Float64Array(vertices.length)
  for (let v = 1; v < vertices.length; v++)
    along[v] = along[v - 1]! + distance(vertices[v - 1]!, vertices[v]!)
  return along
}

/** Writes the point at `share` of the polyline's length into `out`. */
function pointAlong(
  vertices: readonly Float32Array[],
  along: Float64Array,
  share: number,
  out: Float32Array,
): void {
  const length = share * along.at(-1)!
  let piece = 0
  while (piece + 2 < vertices.length && along[piece + 1]! < length) piece++
  const from = vertices[piece]!
  const to = vertices[piece + 1]!
  const span = along[piece + 1]! - along[piece]!
  const t = span > 0 ? (length - along[piece]!) / span : 0
  for (let k = 0; k < out.length; k++) out[k] = from[k]! + t * (to[k]! - from[k]!)
}

const pairs = <T>(list: readonly T[]): (readonly [T, T])[] => list.slice(1).map((item, i) => [list[i]!, item])

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0
  for (let k = 0; k < a.length; k++) sum += a[k]! * b[k]!
  return sum
}

export function distance(a: Float32Array, b: Float32Array): number {
  let square = 0
  for (let k = 0; k < a.length; k++) square += (a[k]! - b[k]!) ** 2
  return Math.sqrt(square)
}
