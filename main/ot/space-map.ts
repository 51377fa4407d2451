/** The shapes of an exact map of space: where its facets are. */
import { BrenierError } from '../../shared/errors'
import { matrix, type Matrix } from '../../shared/matrix'
import { polyhedronDomain, solidOf } from './domain'
import type { Facets } from './facets'
import type { Transport } from './transport'

/** Polygons of facets: facet f has corners offsets[f] … offsets[f + 1), none where no cell shows it. */
export interface FacetPolygons {
  readonly offsets: Uint32Array
  /** x, y, z of each corner, in turn. */
  readonly corners: Float64Array
}

/**
 * The polygons of the given facets.
 * @throws BrenierError `bad-argument` for a map that is not of a uniform source of space
 */
export function spaceShapes(map: Transport, facets: Pick<Facets, 'first' | 'second'>): FacetPolygons {
  const { source, targets, heights } = map
  const solid = solidOf(source)
  if (!solid || targets.columns !== 3) {
    throw new BrenierError(
      'bad-argument',
      `Expected a map of a uniform source in 3 dimensions, got one in ${targets.columns}.`,
    )
  }
  const n = targets.rows
  const place = new Map<number, number>()
  for (const [f, i] of facets.first.entries()) place.set(i * n + facets.second[f]!, f)
  const rings: number[][] = Array.from({ length: place.size }, () => [])
  const cells = polyhedronDomain(solid).cells(Float64Array.from(targets.data))
  cells.eachCell(heights, (i, cell) => {
    cell.eachFace((j, ring) => {
      const f = j > i ? place.get(i * n + j) : undefined
      if (f !== undefined) rings[f] = ring.flatMap((v) => [...cell.positions.subarray(3 * v, 3 * v + 3)])
    })
  })
  const offsets = new Uint32Array(rings.length + 1)
  for (const [f, ring] of rings.entries()) offsets[f + 1] = offsets[f]! + ring.length / 3
  return { offsets, corners: Float64Array.from(rings.flat()) }
}

/** The mean of each facet's corners, [F, 3]. */
export function spaceSites(map: Transport, facets: Pick<Facets, 'first' | 'second'>): Matrix {
  const { offsets, corners } = spaceShapes(map, facets)
  const sites = matrix(facets.first.length, 3)
  for (let f = 0; f < sites.rows; f++) {
    const count = offsets[f + 1]! - offsets[f]!
    for (let at = 3 * offsets[f]!; at < 3 * offsets[f + 1]!; at++) {
      sites.data[3 * f + (at % 3)]! += corners[at]! / count
    }
  }
  return sites
}
