import type { Matrix } from '../../../shared/matrix'
import type { Crossings } from '../../ot/crossings'
import type { JobHandle } from '../job-manager'
import { neighboursKept, spacingOf } from '../training/make-codes'
import type { Tools } from '../tools'

/** The local spacing of each target among the targets; null where the job was cancelled before. */
export async function spacingOfTargets(
  points: Matrix,
  tools: Tools,
  job: JobHandle,
): Promise<Float32Array | null> {
  const k = Math.min(neighboursKept, points.rows - 1)
  const { result, cancelled } = await tools.compute.run('neighbours', { points, k }, job.control)
  return cancelled ? null : spacingOf(result)
}

/** ‖y_i − y_j‖ / √(spacing_i · spacing_j) of each crossing; 0 where codes have no spacing. */
export function overSpacing({ from, to, distance }: Crossings, spacing: Float32Array): Float32Array {
  return distance.map((jump, c) => {
    const scale = Math.sqrt(spacing[from[c]!]! * spacing[to[c]!]!)
    return scale > 0 ? jump / scale : 0
  })
}
