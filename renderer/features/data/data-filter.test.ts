import { expect, it } from 'vitest'
import { filtered, valueExpression } from './data-filter'

const fields = [
  { name: 'Class', values: ['Ankle boot', 'Bag', 'rock and roll'], codes: Int32Array.of(0, 1, 2, 0) },
  { name: 'hair', values: ['brown', 'red'], codes: Int32Array.of(0, 1, -1, 1) },
]

it('an expression is held to every item, words to the names of values', () => {
  expect(filtered('', fields, 4)).toEqual({ items: null, problem: '' })
  expect([...filtered('class = ankle boot and hair = red', fields, 4).items!]).toEqual([3])
  expect([...filtered(' BO ', fields, 4).items!]).toEqual([0, 3])
  expect([...filtered('r', fields, 4).items!]).toEqual([0, 1, 2, 3])
})

it('says what it cannot read, and shows everything meanwhile', () => {
  expect(filtered('class = shoe', fields, 4)).toMatchObject({
    items: null,
    problem: expect.stringContaining('Ankle boot') as string,
  })
  expect(filtered('shoe', fields, 4).problem).toContain('“shoe”')
})

it('a value’s expression asks for it, whatever its name', () => {
  for (const value of fields[0]!.values) {
    const { items } = filtered(valueExpression('Class', value), fields, 4)
    expect([...items!].every((item) => fields[0]!.values[fields[0]!.codes[item]!] === value)).toBe(true)
    expect(items!.length).toBeGreaterThan(0)
  }
})
