import type { Displacement, PlaneDiagram, PlaneSlice, SolidDiagram } from '../../../shared/contracts/results'
import { BrenierError } from '../../../shared/errors'
import { matrix, row, type Matrix } from '../../../shared/matrix'
import { random } from '../../../shared/random'
import { facetsOf } from '../../ot/facets'
import { drawPoints } from '../../ot/lines'
import { planeShapes } from '../../ot/plane-map'
import { unitSquare, type Source } from '../../ot/source'
import { solidFrame } from '../../ot/solid-frame'
import { touchingCells } from '../../ot/touching-cells'
import { JobControl } from '../control'
import type { FoundFacets, SolvedTransport, Study } from '../study/study'
import { targetOf } from '../paths/code-space'
import type { Tools } from '../tools'

const diagrams = new WeakMap<FoundFacets, PlaneDiagram>()

/**
 * The exact power diagram of a map in the plane; null where the map is not an exact one of the plane, or its facets are
 * still to be found.
 */
export function planeDiagram(study: Study): PlaneDiagram | null {
  const { transport, facets } = study
  if (!transport || !facets || !transport.map.report.exact || transport.map.targets.columns !== 2) return null
  const held = diagrams.get(facets)
  if (held) return held
  const { map, items } = transport
  const { offsets, corners, potential, segments } = planeShapes(map, facets.table)
  const diagram: PlaneDiagram = {
    domain: boxOf(map.source),
    cells: map.targets.rows,
    offsets,
    vertices: Float32Array.from(corners),
    items,
    codes: map.targets.data,
    potential: Float32Array.from(potential),
    segments: Float32Array.from(segments),
  }
  diagrams.set(facets, diagram)
  return diagram
}

/** The box round a domain of the plane: least x, least y, greatest x, greatest y. */
function boxOf(source: Source): PlaneDiagram['domain'] {
  const corners = source.kind === 'polygon' ? source.corners : unitSquare
  const of = (axis: 0 | 1) => corners.filter((_, at) => at % 2 === axis)
  return [Math.min(...of(0)), Math.min(...of(1)), Math.max(...of(0)), Math.max(...of(1))]
}

const solids = new WeakMap<FoundFacets, SolidDiagram>()

/** The exact cells of a map of space; null where the map is another, or its facets are still to be found. */
export async function solidDiagram(study: Study, tools: Tools): Promise<SolidDiagram | null> {
  const { transport, facets } = study
  if (!transport || !facets || !transport.map.report.exact || transport.map.targets.columns !== 3) return null
  const held = solids.get(facets)
  if (held) return held
  const { map, items, centres } = transport
  const { first, second } = facets.table
  const { result } = await tools.compute.run('shapes', { map, first, second }, new JobControl())
  const diagram: SolidDiagram = {
    cells: map.targets.rows,
    items,
    centres: centres.data,
    offsets: result.offsets,
    corners: Float32Array.from(result.corners),
    frame: solidFrame(map.source),
  }
  solids.set(facets, diagram)
  return diagram
}

/** The target whose plane is highest at x. @param x [d] */
function highestTarget({ map }: SolvedTransport, x: ArrayLike<number>): number {
  const { targets, heights } = map
  let best = 0
  let score = Number.NEGATIVE_INFINITY
  for (let i = 0; i < targets.rows; i++) {
    const y = row(targets, i)
    let value = heights[i]!
    for (let k = 0; k < y.length; k++) value += y[k]! * x[k]!
    if (value <= score) continue
    score = value
    best = i
  }
  return best
}

/**
 * T(x): the item it is, and the mass of its cell over its target.
 * @throws BrenierError `missing-stage`, `bad-shape`
 */
export function mapPoint(study: Study, point: readonly number[]): { item: number; mass: number } {
  const transport = study.requireTransport()
  const d = transport.map.targets.columns
  if (point.length !== d)
    throw new BrenierError('bad-shape', `Expected a point of ${d} coordinates, got ${point.length}.`)
  const target = highestTarget(transport, point)
  return { item: transport.items[target]!, mass: transport.cellMass[target]! }
}

/** Three corners of the slice lie this far inside its square, so that what is around the cells is seen too. */
const margin = 0.2

/** The plane through three points as a grid: (0, 0) near the first, x towards the second, y towards the third. */
function planeGrid(a: Float32Array, b: Float32Array, c: Float32Array, size: number): Matrix {
  const points = matrix(size * size, a.length)
  const stretch = 1 / (1 - 2 * margin)
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const u = ((x + 0.5) / size - margin) * stretch
      const v = ((y + 0.5) / size - margin) * stretch
      const point = row(points, y * size + x)
      for (let k = 0; k < point.length; k++) point[k] = a[k]! + u * (b[k]! - a[k]!) + v * (c[k]! - a[k]!)
    }
  }
  return points
}

/**
 * The cells on the plane through three items' cell centres, a pixel each, and the facets that the plane cuts: those met by
 * samples are too few to know every border of a picture.
 * @throws BrenierError `missing-stage`, `bad-argument` for an item without a cell
 */
export async function planeSlice(
  study: Study,
  items: readonly number[],
  size: number,
  tools: Tools,
): Promise<PlaneSlice> {
  const transport = study.requireTransport()
  const targets = targetOf(transport, study.requireCodes().normalised.rows)
  const [a, b, c] = items.map((item) => {
    const target = targets[item] ?? -1
    if (target < 0)
      throw new BrenierError(
        'bad-argument',
        `Expected items that have a cell, got ${item}. Choose another picture.`,
      )
    return row(transport.centres, target)
  })
  const points = planeGrid(a!, b!, c!, size)
  const { result } = await tools.compute.run('highest', { map: transport.map, points }, new JobControl())
  const { rows } = transport.map.targets
  const cut = facetsOf(transport.map.targets, touchingCells(result, size, rows), true)
  const itemsOf = (list: Uint32Array) => list.map((target) => transport.items[target]!)
  return {
    size,
    items: itemsOf(result),
    borders: {
      first: itemsOf(cut.first),
      second: itemsOf(cut.second),
      angle: cut.angle,
      distance: cut.distance,
    },
  }
}

/**
 * Draws of the source with where the map sends them, for the displacement interpolation (1 − t)x + tT(x).
 * @throws BrenierError `bad-argument` beyond three dimensions, where there is nothing to draw it in
 */
export function displacement(study: Study, draws: number, seed: number): Displacement {
  const transport = study.requireTransport()
  const { targets, source } = transport.map
  const dimensions = targets.columns
  if (dimensions > 3) {
    throw new BrenierError(
      'bad-argument',
      `Expected codes in 2 or 3 dimensions, got ${dimensions}. The interpolation is drawn in the domain itself.`,
    )
  }
  const from = Float32Array.from(drawPoints(source, draws, random(seed).fork('displacement')))
  const to = new Float32Array(draws * dimensions)
  const items = new Uint32Array(draws)
  for (let s = 0; s < draws; s++) {
    const target = highestTarget(transport, from.subarray(s * dimensions, (s + 1) * dimensions))
    to.set(row(targets, target), s * dimensions)
    items[s] = transport.items[target]!
  }
  return { count: draws, dimensions, from, to, items }
}
