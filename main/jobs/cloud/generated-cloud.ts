import type { GeneratedCloud } from '../../../shared/contracts/results'
import { matrix } from '../../../shared/matrix'
import { placeAtNeighbours } from '../../embedding/place'
import { inSpace } from '../transport/in-space'
import { modesState } from '../modes/measured-modes'
import type { Study } from '../study/study'

/**
 * The codes that were last drawn from the study's generator, placed in its cloud without moving it: each at the weighted
 * mean of the places of its nearest real codes, or at itself where the cloud is the codes as they are.
 * @returns null where none were drawn, or what they were drawn from has changed since, or there is no cloud
 */
export function generatedCloud(study: Study): GeneratedCloud | null {
  const { modes, layout, codes } = study
  if (!modes || !layout || !codes || modesState(study)?.changed) return null
  const { sample, near, report } = modes
  const places = matrix(codes.normalised.rows, 3, layout.positions)
  const drawsCodes = codes.normalised.columns <= layout.dimensions
  const nearest = new Uint32Array(near.rows)
  const offData = new Float32Array(near.rows)
  for (let draw = 0; draw < near.rows; draw++) {
    const item = near.indices[draw * near.k]!
    const spacing = codes.spacing[item]!
    nearest[draw] = item
    offData[draw] = spacing > 0 ? Math.sqrt(near.squaredDistances[draw * near.k]!) / spacing : 0
  }
  return {
    revision: report.revision,
    count: near.rows,
    positions: drawsCodes ? inSpace(sample.codes) : placeAtNeighbours(places, near).data,
    nearest,
    offData,
  }
}
