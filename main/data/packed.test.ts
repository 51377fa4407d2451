import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { float32, uint32 } from '../../shared/contracts/arrays'
import { packValue, unpackValue } from './packed'

const schema = v.strictObject({
  name: v.string(),
  none: v.null(),
  lists: v.array(v.strictObject({ values: float32(), items: uint32() })),
})
const value = {
  name: 'three',
  none: null,
  lists: [
    { values: Float32Array.of(0.5, -1), items: Uint32Array.of(7) },
    { values: new Float32Array(0), items: Uint32Array.of(1, 2, 3) },
  ],
}

describe('a value with arrays in it', () => {
  it('comes back from its bytes as it was, each array of its own type', () => {
    expect(unpackValue(packValue(value), 'here', schema)).toEqual(value)
    expect(packValue(value)).toEqual(packValue(value))
  })

  it('is refused, with the place named, where it is another than asked for', () => {
    const other = v.strictObject({ ...schema.entries, none: v.number() })
    expect(() => unpackValue(packValue(value), 'here', other)).toThrow('at none')
    expect(() => unpackValue(Uint8Array.of(1, 2, 3), 'here', schema)).toThrow('no zip')
  })
})
