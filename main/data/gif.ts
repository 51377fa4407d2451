import sharp from 'sharp'
import { BrenierError } from '../../shared/errors'

/** Pictures of one size, row-major [count, height, width, channels], 0 … 255. */
export interface Frames {
  readonly count: number
  readonly height: number
  readonly width: number
  readonly channels: number
  readonly pixels: Uint8Array
}

export interface GifOptions {
  /** Shown so long each. */
  readonly millisecondsPerFrame: number
  /** There and back, both ends three times as long; or from the last on to the first, as around a circle. */
  readonly course: 'there-and-back' | 'around'
  /** How often each pixel is repeated along both sides. */
  readonly scale: number
}

/**
 * Pictures as an animation that runs for ever, as bytes of a GIF file.
 * @throws BrenierError `bad-shape`
 */
export async function encodeGif(
  frames: Frames,
  { millisecondsPerFrame, course, scale }: GifOptions,
): Promise<Uint8Array> {
  const { count, height, width, channels, pixels } = frames
  const size = height * width * channels
  if (count < 1 || size < 1 || pixels.length !== count * size || (channels !== 1 && channels !== 3)) {
    throw new BrenierError(
      'bad-shape',
      `Expected ${count} × ${height} × ${width} × ${channels} values of pictures in grey or colour, got ${pixels.length}.`,
    )
  }
  const back = course === 'there-and-back'
  const order = [
    ...Array(count).keys(),
    ...Array.from({ length: back ? Math.max(0, count - 2) : 0 }, (_, k) => count - 2 - k),
  ]
  // Frames of the cloud are large: those that go out as they came are not copied.
  const asTheyAre = scale === 1 && order.length === count
  const enlarged = asTheyAre ? pixels : new Uint8Array(order.length * size * scale ** 2)
  if (!asTheyAre) {
    order.forEach((frame, at) => {
      const own = pixels.subarray(frame * size, (frame + 1) * size)
      enlarge(own, { height, width, channels }, scale, enlarged.subarray(at * size * scale ** 2))
    })
  }
  const pageHeight = height * scale
  const raw = { width: width * scale, height: pageHeight * order.length, channels, pageHeight } as const
  const isEnd = (frame: number): boolean => back && (frame === 0 || frame === count - 1)
  const delay = order.map((frame) => millisecondsPerFrame * (isEnd(frame) ? 3 : 1))
  return sharp(enlarged, { raw, limitInputPixels: false })
    .gif({ delay, loop: 0, keepDuplicateFrames: true })
    .toBuffer()
}

/** Repeats each pixel, so that small pictures keep their edges. */
function enlarge(
  pixels: Uint8Array,
  { height, width, channels }: Pick<Frames, 'height' | 'width' | 'channels'>,
  scale: number,
  to: Uint8Array,
): void {
  let at = 0
  for (let y = 0; y < height * scale; y++) {
    const row = Math.floor(y / scale) * width
    for (let x = 0; x < width * scale; x++) {
      const from = (row + Math.floor(x / scale)) * channels
      for (let c = 0; c < channels; c++) to[at++] = pixels[from + c]!
    }
  }
}
