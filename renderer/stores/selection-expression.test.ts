import { describe, expect, it } from 'vitest'
import { itemsMatching, type ExpressionField } from './selection-expression'

const fields: readonly ExpressionField[] = [
  { name: 'class', values: ['Ankle boot', 'T-shirt/top'], codes: Int32Array.from([0, 0, 1, 1, 1]) },
  { name: 'glasses', values: ['no', 'yes'], codes: Int32Array.from([1, 0, 1, 1, 0]) },
  { name: 'hair', values: ['brown', 'and grey'], codes: Int32Array.from([0, 0, 0, 1, -1]) },
]
const items = (expression: string) => [...itemsMatching(expression, fields, 5)]

describe('itemsMatching', () => {
  it('joins comparisons by and, or, not and brackets; and binds closer than or', () => {
    expect(items('glasses = yes and hair = brown')).toEqual([0, 2])
    expect(items('hair = brown or glasses = yes and class = T-shirt/top')).toEqual([0, 1, 2, 3])
    expect(items('(hair = brown or glasses = yes) and class = T-shirt/top')).toEqual([2, 3])
    expect(items('not glasses = yes')).toEqual([1, 4])
    expect(items('glasses != yes')).toEqual(items('glasses ≠ yes'))
  })

  it('takes names and values in any case, words with spaces as they are, and keywords in quotes', () => {
    expect(items('Class = ankle boot AND GLASSES=NO')).toEqual([1])
    expect(items('hair = "and grey"')).toEqual([3])
  })

  it('counts an unknown value as different from every value', () => {
    expect(items('hair = brown')).not.toContain(4)
    expect(items('hair ≠ brown')).toContain(4)
  })

  it.each([
    ['', 'Expected one of class, glasses, hair, got the end.'],
    ['glases = yes', 'Expected one of class, glasses, hair, got "glases".'],
    ['glasses', 'Expected "=" or "≠", got the end.'],
    ['glasses = maybe', 'Expected one of no, yes, got "maybe".'],
    ['(glasses = yes', 'Expected ")", got the end.'],
    ['glasses = yes hair = brown', 'Expected one of no, yes, got "yes hair".'],
    ['glasses = yes)', 'Expected "and", "or" or the end, got ")".'],
    ['glasses = "yes', 'Expected names, "=", "≠", "and", "or", "not" and brackets, got "yes.'],
  ])('says of "%s" what was expected', (expression, message) => {
    expect(() => items(expression)).toThrow(message)
  })
})
