import type { NetTensor } from '../../../shared/contracts/own-model'
import { BrenierError } from '../../../shared/errors'
import type { PictureSize } from '../../data/picture-set'

/** How a tensor holds pictures: the order of its sides and their lengths. */
export interface PictureSides extends PictureSize {
  readonly layout: 'nchw' | 'nhwc'
  readonly channels: 1 | 3
}

type Side = NetTensor['shape'][number]
type Sides = readonly Side[]

const isChannels = (side: Side | undefined): side is 1 | 3 => side === 1 || side === 3

/**
 * How a net takes or makes pictures [n, …]; the channels say which layout it has.
 * @throws BrenierError `bad-shape` for others than pictures, or of no fixed size
 */
export function pictureSides(shape: Sides, name: string): PictureSides {
  const [, second, third, fourth] = shape
  const at = (
    layout: 'nchw' | 'nhwc',
    channels: 1 | 3,
    height: Side | undefined,
    width: Side | undefined,
  ) => {
    if (typeof height === 'number' && typeof width === 'number') return { layout, channels, height, width }
    throw new BrenierError(
      'bad-shape',
      `Expected a net of pictures of one size, got ${name} with [${shape.join(', ')}]. Export it with fixed height and width.`,
    )
  }
  if (shape.length === 4 && isChannels(second)) return at('nchw', second, third, fourth)
  if (shape.length === 4 && isChannels(fourth)) return at('nhwc', fourth, second, third)
  throw new BrenierError(
    'bad-shape',
    `Expected a net of pictures [n, 1 or 3, height, width] or [n, height, width, 1 or 3], got ${name} with [${shape.join(', ')}].`,
  )
}
