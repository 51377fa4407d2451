import { describe, expect, it } from 'vitest'
import { random } from '../../shared/random'
import { bridgesAmong, heaviestOver, mostBridges, orderBridges, type BridgeTable } from './bridge-order'

const table: BridgeTable = {
  first: Uint32Array.from([1, 2, 3, 7]),
  second: Uint32Array.from([4, 5, 6, 8]),
  measure: Float32Array.from([0.2, 0.9, 0.5, 0.7]),
  mass: Float32Array.from([4, 1, 2, 2]),
}

/** First codes of the bridges drawn past a threshold where there is room for `room`. */
function drawn(threshold: number, room: number, facets = table): number[] {
  const texels = new Float32Array(4 * room)
  const count = heaviestOver(orderBridges(facets), threshold, room, texels)
  return Array.from({ length: count }, (_, k) => texels[4 * k]!)
}

describe('bridges', () => {
  it('are those past the threshold, the heaviest first and of equal ones the wider tear', () => {
    expect(drawn(0, 4)).toEqual([1, 7, 3, 2])
    expect(drawn(0.5, 4)).toEqual([7, 2])
    expect(drawn(0.9, 4)).toEqual([])
  })

  it('are only the heaviest where there are more than can be told apart', () => {
    expect(drawn(0.3, 2)).toEqual([7, 3])
    expect(drawn(0, 4, { ...table, first: new Uint32Array() })).toEqual([])
  })

  it('are a third of the points, between what a plane set has and what a cloud bears', () => {
    expect(bridgesAmong(512)).toBe(400)
    expect(bridgesAmong(1797)).toBe(599)
    expect(bridgesAmong(1_000_000)).toBe(mostBridges)
  })

  it('weigh their mass against the heavy ones and never more than 1', () => {
    const texels = new Float32Array(16)
    heaviestOver(orderBridges(table), 0, 4, texels)
    // The 95th percentile of four masses is the third: 2.
    expect([texels[2], texels[6], texels[10], texels[14]]).toEqual([1, 1, 1, 0.5])
  })

  it('follow the threshold within a frame for 150,000 facets', () => {
    const source = random(11)
    const many = Array.from({ length: 150_000 }, () => source.uniform())
    const ordered = orderBridges({
      first: new Uint32Array(many.length),
      second: new Uint32Array(many.length),
      measure: Float32Array.from(many),
      mass: Float32Array.from(many, () => source.uniform()),
    })
    const texels = new Float32Array(4 * 2048)
    const start = performance.now()
    for (let k = 0; k < 100; k++) heaviestOver(ordered, 0.999, 2048, texels)
    // A pass over 150,000 numbers takes a fraction of a millisecond, a frame 16.
    expect((performance.now() - start) / 100).toBeLessThan(16)
  })
})
