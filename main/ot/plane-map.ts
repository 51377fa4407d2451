/** The shapes of an exact map of the plane: its cells, and where its facets are. */
import { BrenierError } from '../../shared/errors'
import { matrix, type Matrix } from '../../shared/matrix'
import { convexPolygon } from './convex-polygon'
import type { Facets } from './facets'
import { PowerDiagramBuilder, type CellPolygons } from './power-diagram'
import { unitSquare } from './source'
import type { Transport } from './transport'

/** @throws BrenierError `bad-argument` for a map that is not of a plane domain */
function builder({ source, targets }: Transport): PowerDiagramBuilder {
  const corners = source.kind === 'polygon' ? convexPolygon(source.corners) : unitSquare
  if (source.kind === 'gaussian' || source.dimension !== 2 || targets.columns !== 2) {
    throw new BrenierError(
      'bad-argument',
      `Expected a map of a plane domain, got one in ${targets.columns} dimensions.`,
    )
  }
  return new PowerDiagramBuilder(Float64Array.from(targets.data), corners)
}

/** The middle of each facet, [F, 2]. */
export function planeSites(map: Transport, facets: Pick<Facets, 'first' | 'second'>): Matrix {
  const { segments } = planeShapes(map, facets)
  const sites = matrix(facets.first.length, 2)
  for (let f = 0; f < sites.rows; f++) {
    for (const k of [0, 1]) sites.data[2 * f + k] = (segments[4 * f + k]! + segments[4 * f + 2 + k]!) / 2
  }
  return sites
}

export interface PlaneShapes extends CellPolygons {
  /** u_h at each corner. */
  readonly potential: Float64Array
  /** x0, y0, x1, y1 of each facet, in the order of `facets`; zeros for a facet no edge shows. */
  readonly segments: Float64Array
}

/** Polygons of the cells, the potential at their corners and the segments of the given facets. */
export function planeShapes(map: Transport, facets: Pick<Facets, 'first' | 'second'>): PlaneShapes {
  const polygons = builder(map).polygons(map.heights)
  const { offsets, corners, beyond } = polygons
  const n = map.targets.rows
  const place = new Map<number, number>()
  for (let f = 0; f < facets.first.length; f++) place.set(facets.first[f]! * n + facets.second[f]!, f)
  const potential = new Float64Array(corners.length / 2)
  const segments = new Float64Array(4 * facets.first.length)
  for (let i = 0; i < n; i++) {
    const start = offsets[i]!
    const end = offsets[i + 1]!
    for (let k = start; k < end; k++) {
      const x = corners[2 * k]!
      const y = corners[2 * k + 1]!
      potential[k] = x * map.targets.data[2 * i]! + y * map.targets.data[2 * i + 1]! + map.heights[i]!
      const j = beyond[k]!
      if (j <= i) continue
      const facet = place.get(i * n + j)
      const next = k + 1 === end ? start : k + 1
      if (facet !== undefined) segments.set([x, y, corners[2 * next]!, corners[2 * next + 1]!], 4 * facet)
    }
  }
  return { ...polygons, potential, segments }
}
