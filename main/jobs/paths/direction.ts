import type { ItemGroup, PathDirection } from '../../../shared/contracts/study'
import { BrenierError } from '../../../shared/errors'
import { complement, indicesWhere, itemsOfRanges, type IndexSet } from '../../../shared/index-set'
import { row, type Matrix } from '../../../shared/matrix'
import { itemCount, type DataSet } from '../../data/picture-set'
import type { Codes } from '../study/study'

/** Directions are asked for again at every move of a drag; so many are remembered of one model's codes. */
const remembered = 16
const known = new WeakMap<Codes, Map<string, Float32Array>>()

/**
 * The direction of an attribute: the mean normalised code of the one group less that of the other, [d], its strength left
 * out. (White, "Sampling Generative Networks", 2016, section 3.2.)
 * @throws BrenierError `bad-argument` for a group that is unknown or empty, or where both are the rest of the other
 */
export function directionOf(
  codes: Codes,
  data: DataSet,
  { plus, minus }: Pick<PathDirection, 'plus' | 'minus'>,
): Float32Array {
  const ofCodes = known.get(codes) ?? new Map<string, Float32Array>()
  known.set(codes, ofCodes)
  const key = JSON.stringify([plus, minus])
  let direction = ofCodes.get(key)
  if (!direction) {
    const toward = meanCode(codes.normalised, itemsOf(data, plus, minus), nameOf(plus))
    const away = meanCode(codes.normalised, itemsOf(data, minus, plus), nameOf(minus))
    direction = Float32Array.from(toward, (value, k) => value - away[k]!)
    if (ofCodes.size >= remembered) ofCodes.delete(ofCodes.keys().next().value!)
    ofCodes.set(key, direction)
  }
  return direction
}

/** A group as it is called: "glasses = yes". */
export function nameOf(group: ItemGroup): string {
  if (group.kind === 'category') return `${group.field} = ${group.value}`
  return group.kind === 'items' ? group.name : 'the rest'
}

function itemsOf(data: DataSet, group: ItemGroup, other: ItemGroup): IndexSet {
  const count = itemCount(data)
  switch (group.kind) {
    case 'items':
      return itemsOfRanges(group.items, count)
    case 'rest':
      if (other.kind === 'rest')
        throw new BrenierError(
          'bad-argument',
          'Expected a group of pictures and the rest of them, got the rest twice. Name one group.',
        )
      return complement(itemsOf(data, other, group), count)
    case 'category': {
      const { values, codes } = categoriesOf(data, group.field)
      const code = values.indexOf(group.value)
      if (code >= 0) return indicesWhere(count, (item) => codes[item] === code)
      throw new BrenierError(
        'bad-argument',
        `Expected a value of ${group.field} (${values.slice(0, 20).join(', ')}), got "${group.value}".`,
      )
    }
  }
}

function categoriesOf(data: DataSet, field: string): { values: readonly string[]; codes: ArrayLike<number> } {
  const attribute = data.attributes.find(({ name }) => name === field)
  if (attribute) return attribute
  if (field === 'class' && data.labels && data.classNames)
    return { values: data.classNames, codes: data.labels }
  const fields = [...(data.labels ? ['class'] : []), ...data.attributes.map(({ name }) => name)]
  throw new BrenierError(
    'bad-argument',
    `Expected ${fields.length > 0 ? `one of ${fields.join(', ')}` : 'labelled data'}, got "${field}".`,
  )
}

function meanCode(codes: Matrix, items: IndexSet, name: string): Float64Array {
  if (items.length === 0) {
    throw new BrenierError(
      'bad-argument',
      `Expected codes to take the mean of, but ${name} has none. Choose another group.`,
    )
  }
  const mean = new Float64Array(codes.columns)
  for (const item of items) {
    const code = row(codes, item)
    for (let k = 0; k < mean.length; k++) mean[k]! += code[k]!
  }
  return mean.map((sum) => sum / items.length)
}
