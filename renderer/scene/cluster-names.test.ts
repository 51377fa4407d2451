import { describe, expect, it } from 'vitest'
import { clusterPlaces } from './cluster-names'

describe('clusterPlaces', () => {
  it('stands on the point nearest to the middle of each category', () => {
    const positions = Float32Array.from([0, 0, 0, 4, 0, 0, 11, 0, 0, 7, 7, 7])
    const places = clusterPlaces(positions, Int32Array.from([0, 0, 0, -1]), 2)
    expect(places).toEqual([[4, 0, 0], null])
  })

  it('never stands in the gap of a category in two parts', () => {
    const positions = Float32Array.from([-5, 0, 0, -6, 0, 0, 5, 0, 0, 6, 0, 0])
    const [place] = clusterPlaces(positions, new Int32Array(4), 1)
    expect(Math.abs(place![0])).toBe(5)
  })
})
