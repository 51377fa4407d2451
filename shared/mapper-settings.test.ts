import { describe, expect, it } from 'vitest'
import { mapperMethodOf, mapperMethods, mapperSettings } from './mapper-settings'

describe('settings of learned maps', () => {
  it.each(mapperMethods)('tell that they are those of %s, for points and for pictures’ codes', (method) => {
    for (const dimension of [2, 16]) {
      for (const whose of ['paper', 'code'] as const) {
        expect(mapperMethodOf(mapperSettings(method, dimension, whose).spec.method)).toBe(method)
      }
    }
  })
})
