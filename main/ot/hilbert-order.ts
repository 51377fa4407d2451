/** Indices of points [N, 2] along a Hilbert curve over their box, 16 bits a coordinate: near in it is near in the plane. */
export function hilbertOrder(xy: Float64Array): Uint32Array {
  const points = xy.length / 2
  let [lowX, lowY, highX, highY] = [Infinity, Infinity, -Infinity, -Infinity]
  for (let i = 0; i < points; i++) {
    lowX = Math.min(lowX, xy[2 * i]!)
    highX = Math.max(highX, xy[2 * i]!)
    lowY = Math.min(lowY, xy[2 * i + 1]!)
    highY = Math.max(highY, xy[2 * i + 1]!)
  }
  const scale = 65535 / Math.max(highX - lowX, highY - lowY, Number.MIN_VALUE)
  const keys = new Float64Array(points)
  for (let i = 0; i < points; i++) {
    const curve = hilbertIndex((xy[2 * i]! - lowX) * scale, (xy[2 * i + 1]! - lowY) * scale)
    // Key and index in one double: 2³² places on the curve times up to 2²⁰ points.
    keys[i] = curve * 1048576 + (i & 1048575)
  }
  if (points > 1048576) {
    return Uint32Array.from(keys, (_, i) => i).sort((p, q) => keys[p]! - keys[q]!)
  }
  keys.sort()
  return Uint32Array.from(keys, (key) => key % 1048576)
}

/** Place of a cell of the 65536 × 65536 grid on the Hilbert curve. */
function hilbertIndex(column: number, line: number): number {
  let x = column | 0
  let y = line | 0
  let index = 0
  for (let side = 32768; side > 0; side >>= 1) {
    const right = (x & side) > 0 ? 1 : 0
    const up = (y & side) > 0 ? 1 : 0
    index = index * 4 + ((3 * right) ^ up)
    if (up === 0) {
      if (right === 1) {
        x = 65535 - x
        y = 65535 - y
      }
      const held = x
      x = y
      y = held
    }
  }
  return index
}
