/** Facets of a map of space as the scene draws them. */
export interface SurfaceTable {
  /** Facet f has corners offsets[f] … offsets[f + 1), in turn round it. */
  readonly offsets: Uint32Array
  /** x, y, z of each corner, in the cloud's coordinates. */
  readonly corners: Float32Array
  /** What the threshold is held against, one a facet: θ in radians, or the distance of the codes. */
  readonly measure: Float32Array
  /** The edges of the domain: x, y, z of both ends of each. */
  readonly frame: Float32Array
}

export interface SurfaceGeometry {
  /** Measure of its facet at each corner. */
  readonly measures: Float32Array
  /** Unit normal of its facet at each corner, x, y, z. */
  readonly normals: Float32Array
  /** Corners of the triangles that fill the facets. */
  readonly triangles: Uint32Array
  /** Corners of the edges round the facets, in pairs. */
  readonly edges: Uint32Array
}

/** Triangles and edges of flat convex polygons. */
export function surfaceGeometry({ offsets, corners, measure }: Omit<SurfaceTable, 'frame'>): SurfaceGeometry {
  const measures = new Float32Array(corners.length / 3)
  const normals = new Float32Array(corners.length)
  const triangles: number[] = []
  const edges: number[] = []
  for (let f = 0; f + 1 < offsets.length; f++) {
    const start = offsets[f]!
    const end = offsets[f + 1]!
    measures.fill(measure[f]!, start, end)
    const normal = normalOf(corners, start, end)
    for (let c = start; c < end; c++) {
      normals.set(normal, 3 * c)
      edges.push(c, c + 1 < end ? c + 1 : start)
      if (c > start && c + 1 < end) triangles.push(start, c, c + 1)
    }
  }
  return { measures, normals, triangles: Uint32Array.from(triangles), edges: Uint32Array.from(edges) }
}

/** Unit normal of the polygon of corners start … end, by its vector area. */
function normalOf(corners: Float32Array, start: number, end: number): [number, number, number] {
  const normal: [number, number, number] = [0, 0, 0]
  for (let c = start + 1; c + 1 < end; c++) {
    for (let k = 0; k < 3; k++) {
      const along = (corner: number, axis: number) => corners[3 * corner + axis]! - corners[3 * start + axis]!
      const [u, v] = [(k + 1) % 3, (k + 2) % 3]
      normal[k]! += along(c, u) * along(c + 1, v) - along(c, v) * along(c + 1, u)
    }
  }
  const length = Math.hypot(...normal)
  return length > 0 ? [normal[0] / length, normal[1] / length, normal[2] / length] : [0, 0, 1]
}
