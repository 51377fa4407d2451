import type { Labels } from '../../shared/contracts/results'
import type { DataSet } from '../data/picture-set'

/** Class and attribute codes of every item. */
export function labelsOf(data: DataSet): Labels {
  if (data.kind === 'points') return { count: data.points.rows, classes: data.labels, attributes: [] }
  const attributes = data.attributes.map(({ name, codes }) => ({ name, codes }))
  return { count: data.count, classes: data.labels, attributes }
}
