import type { FacetTable } from '../../../shared/contracts/results'
import type { FacetParameters } from '../../../shared/contracts/study'
import { suggestThreshold } from '../../ot/singular-set'
import type { JobHandle } from '../job-manager'
import type { FoundFacets, Study } from '../study/study'
import type { Tools } from '../tools'

/**
 * Finds the facets between the map's cells: exact ones come with an exact map, others are counted on noise.
 * @throws BrenierError `missing-stage`
 */
export async function findFacets(
  study: Study,
  parameters: FacetParameters,
  tools: Tools,
  job: JobHandle,
): Promise<void> {
  const { map } = study.requireTransport()
  job.report({ stage: 'Singular set', done: 0, total: 1 })
  const { result } = await tools.compute.run('facets', { map, parameters }, job.control, ({ share }) =>
    job.report({ stage: 'Singular set', done: share, total: 1 }),
  )
  study.facets = { table: result, suggested: suggestThreshold(result) }
  study.parameters.facets = parameters
  study.completed('facets')
}

const tables = new WeakMap<FoundFacets, FacetTable>()

/** The facets as the window has them: between items (pictures), not targets. */
export function facetTable(study: Study): FacetTable | null {
  const { facets, transport } = study
  if (!facets || !transport) return null
  let table = tables.get(facets)
  if (!table) {
    const { first, second, angle, distance, mass, exact } = facets.table
    const { items } = transport
    table = {
      count: angle.length,
      exact,
      first: first.map((target) => items[target]!),
      second: second.map((target) => items[target]!),
      angle,
      distance,
      mass,
      suggested: facets.suggested,
    }
    tables.set(facets, table)
  }
  return table
}
