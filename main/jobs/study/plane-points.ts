import type { PlanePoints } from '../../../shared/contracts/results'
import { principalComponents } from '../../embedding/pca'
import type { DataSet } from '../../data/picture-set'

/** Kept with its set: a set never changes, and its components take a moment. */
const kept = new WeakMap<DataSet, PlanePoints>()

/** Where the points of a set lie in the plane: as they are, or by their first two components. Null for pictures. */
export function planePoints(data: DataSet): PlanePoints | null {
  if (data.kind !== 'points') return null
  const held = kept.get(data)
  if (held) return held
  const { rows, columns } = data.points
  const seen = columns > 2 ? principalComponents(data.points, 2).scores : data.points
  const places = new Float32Array(2 * rows)
  for (let i = 0; i < rows; i++) {
    for (let axis = 0; axis < seen.columns; axis++) {
      places[2 * i + axis] = seen.data[i * seen.columns + axis]!
    }
  }
  const made: PlanePoints = { places, components: columns > 2 }
  kept.set(data, made)
  return made
}
