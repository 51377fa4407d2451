import type { GridReport, LatentGrid } from '../../../shared/contracts/grid'
import type { World } from './world'

/** Every cell shows the nearest of the three corners; the middle column is torn. */
export function gridOf(world: World, { corners, size }: LatentGrid): GridReport {
  const { height, width, channels } = world.data
  const cells = size * size
  const length = height * width * channels
  const decoded = new Uint8Array(cells * length)
  const nearest = new Uint32Array(cells)
  const positions = new Float32Array(3 * cells)
  for (let cell = 0; cell < cells; cell++) {
    const [across, down] = [cell % size, Math.floor(cell / size)]
    const corner = across >= size / 2 ? 1 : down >= size / 2 ? 2 : 0
    const item = corners[corner]!
    nearest[cell] = item
    decoded.set(world.picture(item), cell * length)
    positions.set(world.layout.slice(3 * item, 3 * item + 3), 3 * cell)
  }
  const none = new Float32Array(cells)
  const right = none.map((_, cell) => (cell % size === Math.floor(size / 2) - 1 ? 2 : 0))
  return {
    size,
    height,
    width,
    channels,
    decoded,
    nearest,
    offData: none,
    positions,
    rightAngle: right,
    rightJump: right,
    belowAngle: none,
    belowJump: none,
  }
}
