/** What an exact map of the plane knows of its cells: centres, facets and the shapes themselves. */
import { BrenierError } from '../../shared/errors'
import { matrix, type Matrix } from '../../shared/matrix'
import { facetsOf, type Facets } from './facets'
import { planeDomain } from './newton2d'
import { PowerDiagramBuilder, type CellPolygons } from './power-diagram'
import type { Transport } from './transport'

/** @throws BrenierError `bad-argument` for a map that is not of a plane domain */
function builder(map: Transport): PowerDiagramBuilder {
  const domain = planeDomain(map.source)
  if (!domain || map.targets.columns !== 2) {
    throw new BrenierError(
      'bad-argument',
      `Expected a map of a plane domain, got one in ${map.targets.columns} dimensions.`,
    )
  }
  return new PowerDiagramBuilder(Float64Array.from(map.targets.data), domain)
}

/** Centre of mass of each cell, [N, 2]; a cell without area takes the origin of the domain. */
export function planeCentres(map: Transport): Matrix {
  const { areas, firstMoments } = builder(map).compute(map.heights)
  const centres = matrix(areas.length, 2)
  for (const [i, area] of areas.entries()) {
    if (area <= 0) continue
    centres.data[2 * i] = firstMoments[2 * i]! / area
    centres.data[2 * i + 1] = firstMoments[2 * i + 1]! / area
  }
  return centres
}

/** Facets with their exact lengths as mass. */
export function planeFacets(map: Transport): Facets {
  const { facets } = builder(map).compute(map.heights)
  const n = map.targets.rows
  const pairs = new Map<number, number>()
  for (let f = 0; f < facets.count; f++)
    pairs.set(facets.first[f]! * n + facets.second[f]!, facets.length[f]!)
  return facetsOf(map.targets, pairs, true)
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
