const ROOM = 64

/**
 * A bounded convex polyhedron that half-spaces cut smaller. It is kept as its dual, a triangulation of the sphere: each
 * vertex is the triangle of the three faces that meet there. Where more than three meet, several vertices lie in one place.
 *
 * Signs of distances may contradict each other by rounding. Each cut therefore takes away one connected piece of the
 * surface and leaves one, so that what is left is a polyhedron whatever the signs.
 */
export class ConvexPolyhedron {
  /** Places of vertices in use, free ones included. */
  places = 0
  /** x, y, z of each vertex. */
  positions = new Float64Array(3 * ROOM)
  /** Three faces of each vertex, turning left seen from outside; −1 at a free place. */
  faces = new Int32Array(3 * ROOM)
  /** The vertex at the other end of the edge on the two other faces, at the same places. */
  neighbours = new Int32Array(3 * ROOM)
  /** What lies beyond each face, as `cut` was told; faces without a vertex stay in the list. */
  labels = new Int32Array(ROOM)
  faceCount = 0
  /** Vertices that the last cut made. */
  readonly made: number[] = []

  private alive = 0
  private freed: number[] = []
  private distances = new Float64Array(ROOM)
  private marks = new Uint32Array(ROOM)
  private mark = 0
  /** The new vertex whose edge on the cut starts at a face. */
  private startAt = new Int32Array(ROOM)
  private readonly stack: number[] = []

  /** A box; its faces are labelled −1 … −6: low and high x, low and high y, low and high z. */
  static box(low: readonly number[], high: readonly number[]): ConvexPolyhedron {
    const box = new ConvexPolyhedron()
    box.places = 8
    box.alive = 8
    box.faceCount = 6
    for (let face = 0; face < 6; face++) box.labels[face] = -1 - face
    for (let v = 0; v < 8; v++) {
      const sides = [v & 1, (v >> 1) & 1, v >> 2]
      // A reflection turns the other way round.
      const axes = (sides[0]! + sides[1]! + sides[2]!) % 2 === 1 ? [0, 1, 2] : [0, 2, 1]
      for (const [slot, axis] of axes.entries()) {
        box.faces[3 * v + slot] = 2 * axis + sides[axis]!
        box.neighbours[3 * v + slot] = v ^ (1 << axis)
        box.positions[3 * v + axis] = (sides[axis] === 1 ? high : low)[axis]!
      }
    }
    return box
  }

  get empty(): boolean {
    return this.alive === 0
  }

  copy(other: ConvexPolyhedron): void {
    this.reserve(other.places, other.faceCount)
    this.positions.set(other.positions.subarray(0, 3 * other.places))
    this.faces.set(other.faces.subarray(0, 3 * other.places))
    this.neighbours.set(other.neighbours.subarray(0, 3 * other.places))
    this.labels.set(other.labels.subarray(0, other.faceCount))
    this.places = other.places
    this.faceCount = other.faceCount
    this.alive = other.alive
    this.freed = other.freed.slice()
  }

  isVertex(place: number): boolean {
    return this.faces[3 * place]! >= 0
  }

  /**
   * Keeps what satisfies nx·x + ny·y + nz·z ≤ limit; the new face is labelled.
   * @returns whether anything was cut off
   */
  cut(nx: number, ny: number, nz: number, limit: number, label: number): boolean {
    const { distances, positions } = this
    let deepest = -1
    let farthest = -1
    for (let v = 0; v < this.places; v++) {
      if (!this.isVertex(v)) continue
      const distance =
        nx * positions[3 * v]! + ny * positions[3 * v + 1]! + nz * positions[3 * v + 2]! - limit
      distances[v] = distance
      if (deepest < 0 || distance < distances[deepest]!) deepest = v
      if (farthest < 0 || distance > distances[farthest]!) farthest = v
    }
    this.made.length = 0
    if (farthest < 0 || distances[farthest]! <= 0) return false
    if (distances[deepest]! >= 0) {
      this.places = 0
      this.alive = 0
      return true
    }
    const off = ++this.mark
    this.flood(farthest, off, (v) => distances[v]! > 0)
    const kept = ++this.mark
    this.flood(deepest, kept, (v) => this.marks[v] !== off)
    this.close(kept, label)
    return true
  }

  /**
   * Corners of each face that has any, turning left seen from outside.
   * @param visit gets the face's label and its vertices, in an array that is used again
   */
  eachFace(visit: (label: number, ring: readonly number[]) => void): void {
    const { faces, neighbours, startAt } = this
    startAt.fill(-1, 0, this.faceCount)
    for (let at = 0; at < 3 * this.places; at++) {
      const face = faces[at]!
      if (face >= 0) startAt[face] = at
    }
    const ring: number[] = []
    for (let face = 0; face < this.faceCount; face++) {
      const start = startAt[face]!
      if (start < 0) continue
      ring.length = 0
      let v = Math.floor(start / 3)
      do {
        ring.push(v)
        v = neighbours[3 * v + ((this.slotOf(v, face) + 1) % 3)]!
      } while (v !== ring[0])
      visit(this.labels[face]!, ring)
    }
  }

  /** Outward normal (not of unit length) and limit of the plane through a face's corners. */
  planeOf(ring: readonly number[]): [number, number, number, number] {
    const { positions } = this
    const a = 3 * ring[0]!
    const normal: [number, number, number] = [0, 0, 0]
    for (let n = 1; n + 1 < ring.length; n++) {
      const [b, c] = [3 * ring[n]!, 3 * ring[n + 1]!]
      for (let k = 0; k < 3; k++) {
        const [u, v] = [(k + 1) % 3, (k + 2) % 3]
        normal[k]! +=
          (positions[b + u]! - positions[a + u]!) * (positions[c + v]! - positions[a + v]!) -
          (positions[b + v]! - positions[a + v]!) * (positions[c + u]! - positions[a + u]!)
      }
    }
    const limit = normal.reduce((sum, n, k) => sum + n * positions[a + k]!, 0)
    return [...normal, limit]
  }

  private slotOf(vertex: number, face: number): number {
    if (this.faces[3 * vertex] === face) return 0
    return this.faces[3 * vertex + 1] === face ? 1 : 2
  }

  /** Marks what can be reached from a vertex through vertices that may be entered. */
  private flood(start: number, mark: number, mayEnter: (vertex: number) => boolean): void {
    const { marks, neighbours, stack } = this
    marks[start] = mark
    stack.push(start)
    for (let v = stack.pop(); v !== undefined; v = stack.pop()) {
      for (let slot = 0; slot < 3; slot++) {
        const next = neighbours[3 * v + slot]!
        if (marks[next] === mark || !mayEnter(next)) continue
        marks[next] = mark
        stack.push(next)
      }
    }
  }

  /** Replaces all vertices not marked as kept by one on each edge that leaves them, joined round a new face. */
  private close(kept: number, label: number): void {
    const before = this.places
    // Each cut edge makes a vertex; a triangulation of V triangles has 3V/2 edges.
    this.reserve(before + 2 * this.alive, this.faceCount + 1)
    const { faces, neighbours, marks, startAt, made } = this
    const cutFace = this.faceCount++
    this.labels[cutFace] = label
    for (let v = 0; v < before; v++) {
      if (!this.isVertex(v) || marks[v] === kept) continue
      for (let slot = 0; slot < 3; slot++) {
        const inner = neighbours[3 * v + slot]!
        if (marks[inner] !== kept) continue
        const a = faces[3 * v + ((slot + 1) % 3)]!
        const b = faces[3 * v + ((slot + 2) % 3)]!
        const place = this.freed.pop() ?? this.places++
        faces.set([cutFace, a, b], 3 * place)
        this.place(place, inner, v)
        neighbours[3 * place] = inner
        neighbours[3 * inner + this.slotAcross(inner, a, b)] = place
        startAt[a] = place
        marks[place] = kept
        made.push(place)
      }
    }
    for (const v of made) {
      const next = startAt[faces[3 * v + 2]!]!
      neighbours[3 * v + 1] = next
      neighbours[3 * next + 2] = v
    }
    this.alive += made.length
    for (let v = 0; v < before; v++) {
      if (!this.isVertex(v) || marks[v] === kept) continue
      faces[3 * v] = -1
      faces[3 * v + 1] = -1
      faces[3 * v + 2] = -1
      this.freed.push(v)
      this.alive--
    }
  }

  /** The slot of a vertex whose edge lies on both faces. */
  private slotAcross(vertex: number, a: number, b: number): number {
    for (let slot = 0; slot < 2; slot++) {
      const face = this.faces[3 * vertex + slot]
      if (face !== a && face !== b) return slot
    }
    return 2
  }

  /** Puts a new vertex where the edge from `inner` to `outer` crosses the plane. */
  private place(place: number, inner: number, outer: number): void {
    const { positions, distances } = this
    const depth = -distances[inner]!
    const span = depth + distances[outer]!
    const share = span > 0 ? Math.max(0, Math.min(1, depth / span)) : 0
    for (let k = 0; k < 3; k++) {
      const from = positions[3 * inner + k]!
      positions[3 * place + k] = from + share * (positions[3 * outer + k]! - from)
    }
  }

  private reserve(vertices: number, faceCount: number): void {
    if (vertices > this.distances.length) {
      const room = 2 * vertices
      this.positions = widened(this.positions, new Float64Array(3 * room))
      this.faces = widened(this.faces, new Int32Array(3 * room))
      this.neighbours = widened(this.neighbours, new Int32Array(3 * room))
      this.distances = widened(this.distances, new Float64Array(room))
      this.marks = widened(this.marks, new Uint32Array(room))
    }
    if (faceCount > this.labels.length) {
      this.labels = widened(this.labels, new Int32Array(2 * faceCount))
      this.startAt = new Int32Array(2 * faceCount)
    }
  }
}

function widened<T extends Float64Array | Int32Array | Uint32Array>(narrow: T, wide: T): T {
  wide.set(narrow)
  return wide
}
