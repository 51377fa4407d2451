import { random } from '../../shared/random'
import { pointAlpha } from '../../renderer/scene/point-layer'

const CLUSTERS = 10
const COLOURS = Array.from({ length: CLUSTERS }, (_, c) => [80 + 16 * c, 200 - 14 * c, 90 + ((53 * c) % 150)])

export interface SampleCloud {
  readonly positions: Float32Array
  readonly rgba: Uint8Array
  readonly hidden: Uint8Array
}

/** Ten Gaussian balls in space, of different sizes, as an embedding of ten classes looks. */
export function sampleCloud(points: number, seed: number): SampleCloud {
  const stream = random(seed)
  const places = random(1)
  const centres = Float32Array.from({ length: 3 * CLUSTERS }, () => 30 * places.normal())
  const positions = new Float32Array(3 * points)
  const rgba = new Uint8Array(4 * points)
  for (let i = 0; i < points; i++) {
    const c = i % CLUSTERS
    for (let k = 0; k < 3; k++) positions[3 * i + k] = centres[3 * c + k]! + (4 + c) * stream.normal()
    rgba.set(COLOURS[c]!, 4 * i)
    rgba[4 * i + 3] = pointAlpha.shown
  }
  return { positions, rgba, hidden: new Uint8Array(4 * points) }
}
