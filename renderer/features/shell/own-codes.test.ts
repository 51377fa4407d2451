import { describe, expect, it } from 'vitest'
import { partsAmong } from './own-codes'

const named = (...names: string[]) => names.map((name) => ({ name }))

describe('files dropped together', () => {
  it('are codes, their table and their pictures, in any order', () => {
    const parts = partsAmong(named('labels.tsv', 'thumbs', 'z.npy'))
    expect(parts).toEqual({
      codes: { name: 'z.npy' },
      metadata: { name: 'labels.tsv' },
      pictures: { name: 'thumbs' },
    })
  })

  it('of two arrays have the pictures by their name', () => {
    expect(partsAmong(named('images.npy', 'z.npy'))).toMatchObject({
      codes: { name: 'z.npy' },
      pictures: { name: 'images.npy' },
    })
  })

  it.each([
    ['no array', ['a.png', 'b.png']],
    ['two tables', ['z.npy', 'a.csv', 'b.csv']],
    ['two folders', ['z.npy', 'one', 'two']],
  ])('with %s are no codes', (_, names) => {
    expect(partsAmong(named(...names))).toBeNull()
  })
})
