/** Small drawn pictures for the fake engine: ten shapes, blended and styled by a code. */

export const shapeNames = [
  'Disc',
  'Ring',
  'Square',
  'Cross',
  'Bar',
  'Triangle',
  'Two dots',
  'Diamond',
  'Stripes',
  'Crescent',
] as const

/** Signed distance of shape `kind` at (x, y) in [−1, 1]²; negative inside. */
function distance(kind: number, x: number, y: number): number {
  const r = Math.hypot(x, y)
  const ax = Math.abs(x)
  const ay = Math.abs(y)
  switch (kind) {
    case 0:
      return r - 0.62
    case 1:
      return Math.abs(r - 0.52) - 0.14
    case 2:
      return Math.max(ax, ay) - 0.52
    case 3:
      return Math.min(Math.max(ax - 0.15, ay - 0.68), Math.max(ay - 0.15, ax - 0.68))
    case 4:
      return Math.max(ax - 0.2, ay - 0.72)
    case 5:
      return Math.max(ax * 0.87 + y * 0.5, -y) - 0.36
    case 6:
      return Math.hypot(ax - 0.36, y) - 0.26
    case 7:
      return (ax + ay - 0.7) * 0.7
    case 8:
      return Math.max(Math.abs(((((y + 0.9) % 0.5) + 0.5) % 0.5) - 0.25) - 0.11, ax - 0.6, ay - 0.7)
    default:
      return Math.max(r - 0.64, 0.52 - Math.hypot(x - 0.3, y))
  }
}

/**
 * Draws the blend of the shapes.
 * @param weights one a shape, adding up to 1
 * @param style size, turn and shade, around 0
 * @param out Uint8 [size, size], one channel
 */
export function drawShapes(
  weights: ArrayLike<number>,
  style: readonly [number, number, number],
  size: number,
  out: Uint8Array,
): void {
  const [larger, turn, shade] = style
  const scale = 1 / (1 + 0.25 * larger)
  const cos = Math.cos(turn * 0.5) * scale
  const sin = Math.sin(turn * 0.5) * scale
  const light = 205 + 45 * Math.tanh(shade)
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const px = ((column + 0.5) / size) * 2 - 1
      const py = ((row + 0.5) / size) * 2 - 1
      let value = 0
      for (let kind = 0; kind < shapeNames.length; kind++) {
        const weight = weights[kind] ?? 0
        if (weight < 0.01) continue
        const inside = 0.5 - distance(kind, px * cos - py * sin, px * sin + py * cos) / 0.16
        value += weight * Math.min(1, Math.max(0, inside))
      }
      out[row * size + column] = Math.round(value * light)
    }
  }
}
