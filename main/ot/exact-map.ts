/** What an exact map knows of its cells: centres, masses and facets. */
import { BrenierError } from '../../shared/errors'
import { matrix, type Matrix } from '../../shared/matrix'
import type { CellDiagram } from './cell-diagram'
import { exactDomain, type Domain } from './domain'
import { facetsOf, type Facets } from './facets'
import { planeSites } from './plane-map'
import { spaceSites } from './space-map'
import type { Transport } from './transport'

/** The domain in which a map's cells can be computed; undefined where they cannot. */
function domainOf({ source, targets }: Transport): Domain | undefined {
  const domain = exactDomain(source)
  return domain?.dimension === targets.columns ? domain : undefined
}

/** @throws BrenierError `bad-argument` for a map whose cells cannot be computed */
function diagramOf(map: Transport): CellDiagram {
  const domain = domainOf(map)
  if (!domain) {
    throw new BrenierError(
      'bad-argument',
      `Expected a map of a uniform source in 2 or 3 dimensions, got one in ${map.targets.columns}.`,
    )
  }
  return domain.cells(Float64Array.from(map.targets.data)).compute(map.heights)
}

/** Centre of mass of each cell, [N, d]; an empty cell takes the origin. */
export function exactCentres(map: Transport): Matrix {
  const { measures, firstMoments } = diagramOf(map)
  const d = map.targets.columns
  const centres = matrix(measures.length, d)
  for (const [i, measure] of measures.entries()) {
    if (measure <= 0) continue
    for (let k = d * i; k < d * (i + 1); k++) centres.data[k] = firstMoments[k]! / measure
  }
  return centres
}

/** Mass of each cell, [N]; undefined where cells cannot be computed. */
export function exactMasses(map: Transport): Float64Array | undefined {
  const domain = domainOf(map)
  return domain && diagramOf(map).measures.map((measure) => measure / domain.measure)
}

/** Facets with their lengths in the plane, their areas in space as mass. */
export function exactFacets(map: Transport): Facets {
  const { facets } = diagramOf(map)
  const n = map.targets.rows
  const pairs = new Map<number, number>()
  for (let f = 0; f < facets.count; f++)
    pairs.set(facets.first[f]! * n + facets.second[f]!, facets.measure[f]!)
  return facetsOf(map.targets, pairs, true)
}

/** The middle of each facet, [F, d]. */
export function exactSites(map: Transport, facets: Pick<Facets, 'first' | 'second'>): Matrix {
  return map.targets.columns === 2 ? planeSites(map, facets) : spaceSites(map, facets)
}
