import type { PlanePoints } from '../../../shared/contracts/results'
import type { DataSet } from '../../data/picture-set'
import { JobControl } from '../control'
import type { Tools } from '../tools'

/** Where the points of a set lie in the plane: as they are, or by their first two components. Null for pictures. */
export async function planePoints(
  data: DataSet,
  { compute }: Pick<Tools, 'compute'>,
): Promise<PlanePoints | null> {
  if (data.kind !== 'points') return null
  const { rows, columns } = data.points
  const components = columns > 2
  const seen = components
    ? (await compute.run('components', { codes: data.points, earlier: null }, new JobControl())).result
    : data.points
  const places = new Float32Array(2 * rows)
  for (let i = 0; i < rows; i++) {
    for (let axis = 0; axis < Math.min(2, columns); axis++) {
      places[2 * i + axis] = seen.data[i * seen.columns + axis]!
    }
  }
  return { places, components }
}
