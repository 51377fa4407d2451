import { describe, expect, it } from 'vitest'
import { surfaceGeometry } from './surface-geometry'

describe('the geometry of a surface of facets', () => {
  const { measures, normals, triangles, edges } = surfaceGeometry({
    offsets: Uint32Array.of(0, 4, 4, 7),
    // A square at height 2, a facet that no cell shows, a triangle across x.
    corners: Float32Array.of(0, 0, 2, 1, 0, 2, 1, 1, 2, 0, 1, 2, 5, 0, 0, 5, 1, 0, 5, 0, 1),
    measure: Float32Array.of(0.5, 9, 0.25),
  })

  it('fills polygons with triangles and goes round them with edges', () => {
    expect([...triangles]).toEqual([0, 1, 2, 0, 2, 3, 4, 5, 6])
    expect([...edges]).toEqual([0, 1, 1, 2, 2, 3, 3, 0, 4, 5, 5, 6, 6, 4])
  })

  it('gives every corner the measure and the normal of its facet', () => {
    expect([...measures]).toEqual([0.5, 0.5, 0.5, 0.5, 0.25, 0.25, 0.25])
    expect([...normals.subarray(0, 3)]).toEqual([0, 0, 1])
    expect([...normals.subarray(18)]).toEqual([1, 0, 0])
  })
})
