import * as v from 'valibot'
import { count, declared, float32, uint32, uint8 } from './arrays'

/** A grid of codes spanned by three pictures: a at the first cell, b at the end of its row, c at the end of its column. */
export const latentGrid = v.strictObject({
  corners: v.tuple([count(), count(), count()]),
  /** Cells along a side. */
  size: v.pipe(count(), v.minValue(3), v.maxValue(11)),
})
export type LatentGrid = v.InferOutput<typeof latentGrid>

/** Arrays hold a value a cell, row by row: cells = size². */
export const gridReport = v.pipe(
  v.strictObject({
    size: count(),
    height: count(),
    width: count(),
    channels: count(),
    /** Decoded pictures, Uint8 [cells, h, w, c]. */
    decoded: uint8(),
    /** Nearest real picture of each cell, and the distance to it over the spacing there. */
    nearest: uint32(),
    offData: float32(),
    /** Where each cell stands in the cloud, [cells, 3]. */
    positions: float32(),
    /** The largest angle and the largest jump of the crossings on the way to the cell at the right; 0 without one. */
    rightAngle: float32(),
    rightJump: float32(),
    /** The same to the cell below. */
    belowAngle: float32(),
    belowJump: float32(),
  }),
  declared(
    ({ size, height, width, channels, decoded }) => [size * size * height * width * channels, decoded.length],
    'decoded',
  ),
  declared(({ size, positions }) => [3 * size * size, positions.length], 'positions'),
)
export type GridReport = v.InferOutput<typeof gridReport>

/** The weights of a, b and c at a cell: they sum to 1, and beyond the diagonal that of a is negative. */
export function cellWeights(cell: number, size: number): readonly [number, number, number] {
  const across = (cell % size) / (size - 1)
  const down = Math.floor(cell / size) / (size - 1)
  return [1 - across - down, across, down]
}
