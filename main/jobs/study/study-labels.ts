import type { Labels } from '../../../shared/contracts/results'
import { itemCount, type DataSet } from '../../data/picture-set'

/** Class and attribute codes of every item. */
export function labelsOf(data: DataSet): Labels {
  const attributes = data.attributes.map(({ name, codes }) => ({ name, codes }))
  return { count: itemCount(data), classes: data.labels, attributes }
}

/** One thing that is known of the items: their class, or an attribute. */
export interface LabelField {
  /** Null for the class. */
  readonly attribute: string | null
  /** What each code means. */
  readonly values: readonly string[]
  /** One code an item; -1 where unknown. */
  readonly codes: Int32Array
}

/** Everything discrete that is known of the items, the class first. */
export function labelFields(data: DataSet): LabelField[] {
  const classes = data.labels ? [{ attribute: null, values: data.classNames ?? [], codes: data.labels }] : []
  return [
    ...classes,
    ...data.attributes.map(({ name, values, codes }) => ({ attribute: name, values, codes })),
  ]
}
