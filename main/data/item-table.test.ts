import { describe, expect, it } from 'vitest'
import { itemTable } from './item-table'

describe('a table of items', () => {
  it('has a class, names and attributes by the names of its columns', () => {
    const facts = itemTable('file,label,hair\na.png,cat,long\nb.png,dog,short\nc.png,cat,\n', 3, 'table.csv')
    expect(facts.classNames).toEqual(['cat', 'dog'])
    expect([...facts.labels!]).toEqual([0, 1, 0])
    expect(facts.fileNames).toEqual(['a.png', 'b.png', 'c.png'])
    expect(facts.attributes).toEqual([
      { name: 'hair', values: ['long', 'short'], codes: Int32Array.of(0, 1, -1) },
    ])
  })

  it('of one column without a name is the classes, numbers in their order', () => {
    const facts = itemTable('10\n9\n10', 3, 'labels.tsv')
    expect(facts.classNames).toEqual(['9', '10'])
    expect([...facts.labels!]).toEqual([1, 0, 1])
  })

  it('is read with tabs, Windows line ends and a byte-order mark', () => {
    const facts = itemTable('\u{feff}label\tsize\r\na, b\t1\r\nc\t2\r\n', 2, 'table.tsv')
    expect(facts.classNames).toEqual(['a, b', 'c'])
    expect(facts.attributes.map(({ name }) => name)).toEqual(['size'])
  })

  it('keeps commas, quotes and line ends inside quoted cells', () => {
    const facts = itemTable('label,note\n"a, ""b""",x\nc,"two\nlines"\n', 2, 'table.csv')
    expect(facts.classNames).toEqual(['a, "b"', 'c'])
    expect(facts.attributes[0]!.values).toEqual(['two\nlines', 'x'])
  })

  it('keeps an empty last cell', () => {
    expect([...itemTable('label,hair\na,long\nb,', 2, 't').attributes[0]!.codes]).toEqual([0, -1])
  })

  it('leaves out a column of too many values and says so', () => {
    const lines = Array.from({ length: 101 }, (_, i) => `a,${i}`)
    const facts = itemTable(['label,score', ...lines].join('\n'), 101, 'table.csv')
    expect(facts.attributes).toEqual([])
    expect(facts.warnings[0]).toContain('“score”')
  })

  it.each([
    ['lines that are not one an item', 'a\nb\nc\nd', 'Expected a line for each of the 2 items'],
    ['lines of different lengths', 'a,b\nc', 'got 1 in line 2'],
    ['a quote that is never closed', 'a,"b\nc,d', 'line 1'],
    ['a column named twice', 'x,x\n1,2\n3,4', '“x” twice'],
  ])('with %s is refused', (_, text, sentence) => {
    expect(() => itemTable(text, 2, 'table.csv')).toThrow(sentence)
  })
})
