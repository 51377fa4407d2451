import { asBrenierError } from '../../../shared/errors'
import { indicesWhere, type IndexSet } from '../../../shared/index-set'
import { itemsMatching, type ExpressionField } from '../../stores/selection-expression'

/** What a filter leaves. */
export interface Filtered {
  /** Null where nothing is filtered. */
  readonly items: IndexSet | null
  /** Why the filter cannot be read; '' where it can. */
  readonly problem: string
}

const all: Filtered = { items: null, problem: '' }

/**
 * Items that a person's words ask for: those for which an expression such as `glasses = yes` holds, else those whose class
 * or attribute has a value that contains the words, in any case.
 * @param count items of the set
 */
export function filtered(text: string, fields: readonly ExpressionField[], count: number): Filtered {
  const wanted = text.trim()
  if (wanted === '') return all
  if (/[=≠]/.test(wanted)) {
    try {
      return { items: itemsMatching(wanted, fields, count), problem: '' }
    } catch (error) {
      return { items: null, problem: asBrenierError(error).message }
    }
  }
  const words = wanted.toLowerCase()
  const hits = fields.map(
    ({ values }) =>
      new Set(values.flatMap((value, code) => (value.toLowerCase().includes(words) ? [code] : []))),
  )
  if (hits.every(({ size }) => size === 0)) {
    return { items: null, problem: `Expected part of a class or of an attribute’s value, got “${wanted}”.` }
  }
  const holds = (item: number) => fields.some(({ codes }, k) => hits[k]!.has(codes[item]!))
  return { items: indicesWhere(count, holds), problem: '' }
}

/** The expression for one value of a field, quoted where its name would be read as something else. */
export function valueExpression(field: string, value: string): string {
  const quoted = (name: string) => (/[=≠()!"]|\b(?:and|or|not)\b/i.test(name) ? `"${name}"` : name)
  return `${quoted(field)} = ${quoted(value)}`
}
