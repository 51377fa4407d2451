/** Bringing pictures to the size, colours and range that a model is to see. */
import { BrenierError } from '../../shared/errors'
import { picture, pictureSet, type Picture, type PictureSet, type PictureSize } from './picture-set'

/** A part of a picture in pixels from its top left corner. */
export interface Rectangle extends PictureSize {
  readonly top: number
  readonly left: number
}

/** How a picture of other proportions is brought to a size: its middle cut out, or all of it with black beside. */
export type Fit = 'crop' | 'fit'

export interface Preprocessing {
  /** Cut out first. */
  readonly crop?: Rectangle | undefined
  readonly size?: PictureSize | undefined
  /** `crop` where nothing is said. */
  readonly resize?: Fit | undefined
  readonly grey?: boolean | undefined
  /** Values that become 0 and 255; those beyond are clipped. */
  readonly range?: { readonly low: number; readonly high: number } | undefined
}

/**
 * A part of a picture.
 * @throws BrenierError `bad-argument` where it reaches outside
 */
export function cropPicture(source: Picture, part: Rectangle): Picture {
  const { top, left, height, width } = part
  const inside =
    [top, left, height, width].every(Number.isInteger) &&
    top >= 0 &&
    left >= 0 &&
    height > 0 &&
    width > 0 &&
    top + height <= source.height &&
    left + width <= source.width
  if (!inside) {
    throw new BrenierError(
      'bad-argument',
      `Expected a part inside the picture of ${source.width} × ${source.height}, got ${width} × ${height} at ${left}, ${top}.`,
    )
  }
  const { channels } = source
  const pixels = new Uint8Array(height * width * channels)
  for (let y = 0; y < height; y++) {
    const start = ((top + y) * source.width + left) * channels
    pixels.set(source.pixels.subarray(start, start + width * channels), y * width * channels)
  }
  return { height, width, channels, pixels }
}

/** For each target cell along one side: the first source cell and the weights of those from there. */
interface Weights {
  readonly first: Int32Array
  readonly weights: readonly Float32Array[]
}

/**
 * Smaller: each target cell is the mean of what it covers, in proportion, so that nothing is skipped (no moiré).
 * Larger: linear between cell centres.
 */
function sideWeights(from: number, to: number): Weights {
  const first = new Int32Array(to)
  const weights: Float32Array[] = []
  const scale = from / to
  for (let i = 0; i < to; i++) {
    if (scale >= 1) {
      const start = i * scale
      // Rounding must not reach past the last cell.
      const end = Math.min((i + 1) * scale, from)
      const low = Math.floor(start)
      const high = Math.min(from, Math.ceil(end - 1e-9))
      first[i] = low
      weights.push(
        Float32Array.from({ length: high - low }, (_, k) => {
          const cell = low + k
          return (Math.min(end, cell + 1) - Math.max(start, cell)) / (end - start)
        }),
      )
      continue
    }
    const centre = Math.min(Math.max((i + 0.5) * scale - 0.5, 0), from - 1)
    const low = Math.min(Math.floor(centre), Math.max(0, from - 2))
    first[i] = low
    weights.push(from === 1 ? Float32Array.of(1) : Float32Array.of(1 - (centre - low), centre - low))
  }
  return { first, weights }
}

/** A picture brought to a size, its proportions changed where they differ: mean of what each target cell covers. */
export function resizePicture(source: Picture, size: PictureSize): Picture {
  const { channels } = source
  const { height, width } = checkedTarget(size)
  if (height === source.height && width === source.width) return source
  const across = sideWeights(source.width, width)
  const down = sideWeights(source.height, height)
  const narrowed = new Float32Array(source.height * width * channels)
  for (let y = 0; y < source.height; y++) {
    for (let x = 0; x < width; x++) {
      const weights = across.weights[x]!
      for (let c = 0; c < channels; c++) {
        let sum = 0
        for (let k = 0; k < weights.length; k++) {
          sum += weights[k]! * source.pixels[(y * source.width + across.first[x]! + k) * channels + c]!
        }
        narrowed[(y * width + x) * channels + c] = sum
      }
    }
  }
  const line = width * channels
  const pixels = new Uint8Array(height * line)
  for (let y = 0; y < height; y++) {
    const weights = down.weights[y]!
    for (let x = 0; x < line; x++) {
      let sum = 0
      for (let k = 0; k < weights.length; k++) sum += weights[k]! * narrowed[(down.first[y]! + k) * line + x]!
      pixels[y * line + x] = Math.min(255, Math.round(sum))
    }
  }
  return { height, width, channels, pixels }
}

/** A picture brought to a size with its proportions kept. */
export function fitPicture(source: Picture, size: PictureSize, fit: Fit = 'crop'): Picture {
  const { height, width } = checkedTarget(size)
  const tall = height / source.height
  const wide = width / source.width
  if (fit === 'crop') {
    const scale = Math.max(tall, wide)
    const part = {
      height: Math.min(source.height, Math.max(1, Math.round(height / scale))),
      width: Math.min(source.width, Math.max(1, Math.round(width / scale))),
    }
    const top = Math.floor((source.height - part.height) / 2)
    const left = Math.floor((source.width - part.width) / 2)
    return resizePicture(cropPicture(source, { ...part, top, left }), { height, width })
  }
  const scale = Math.min(tall, wide)
  const inner = resizePicture(source, {
    height: Math.min(height, Math.max(1, Math.round(source.height * scale))),
    width: Math.min(width, Math.max(1, Math.round(source.width * scale))),
  })
  if (inner.height === height && inner.width === width) return inner
  const { channels } = source
  const pixels = new Uint8Array(height * width * channels)
  const top = Math.floor((height - inner.height) / 2)
  const left = Math.floor((width - inner.width) / 2)
  const line = inner.width * channels
  for (let y = 0; y < inner.height; y++) {
    pixels.set(inner.pixels.subarray(y * line, (y + 1) * line), ((top + y) * width + left) * channels)
  }
  return { height, width, channels, pixels }
}

/** Longest side of a picture that is shown before it is fitted, pixels. */
const shownSide = 256

/** A whole picture, no larger than it can be shown. */
export function shownWhole({ height, width, channels, pixels }: Picture): Picture {
  const scale = Math.min(1, shownSide / Math.max(height, width))
  const sides = {
    height: Math.max(1, Math.round(height * scale)),
    width: Math.max(1, Math.round(width * scale)),
  }
  return fitPicture({ height, width, channels, pixels }, sides)
}

/** Luma of ITU-R BT.601, what most picture tools mean by grey. */
export function greyPicture(source: Picture): Picture {
  if (source.channels === 1) return source
  const { height, width } = source
  const pixels = new Uint8Array(height * width)
  for (let i = 0; i < pixels.length; i++) {
    const [red, green, blue] = [source.pixels[3 * i]!, source.pixels[3 * i + 1]!, source.pixels[3 * i + 2]!]
    pixels[i] = Math.round(0.299 * red + 0.587 * green + 0.114 * blue)
  }
  return { height, width, channels: 1, pixels }
}

/** A grey picture in colour; one in colour as it is. */
export function colourPicture(source: Picture): Picture {
  if (source.channels === 3) return source
  const pixels = new Uint8Array(3 * source.pixels.length)
  for (let i = 0; i < pixels.length; i++) pixels[i] = source.pixels[Math.floor(i / 3)]!
  return { ...source, channels: 3, pixels }
}

/** Many pictures brought to a size and to grey or colour, their proportions changed where they differ. */
export function fittedPictures(
  source: PictureSize & { readonly count: number; readonly channels: number; readonly pixels: Uint8Array },
  shape: PictureSize & { readonly channels: number },
): { readonly pixels: Uint8Array } {
  const { count, height, width, channels, pixels: given } = source
  if (height === shape.height && width === shape.width && channels === shape.channels) return source
  const length = height * width * channels
  const size = shape.height * shape.width * shape.channels
  const pixels = new Uint8Array(count * size)
  for (let i = 0; i < count; i++) {
    const whole: Picture = {
      height,
      width,
      channels: channels === 3 ? 3 : 1,
      pixels: given.subarray(i * length, (i + 1) * length),
    }
    const coloured = shape.channels === 3 ? colourPicture(whole) : greyPicture(whole)
    pixels.set(resizePicture(coloured, shape).pixels, i * size)
  }
  return { pixels }
}

/** A picture whose values from `low` to `high` are spread over 0 … 255. @throws BrenierError `bad-argument` */
export function stretchPicture(
  source: Picture,
  range: { readonly low: number; readonly high: number },
): Picture {
  const { low, high } = range
  if (!(high > low)) {
    throw new BrenierError(
      'bad-argument',
      `Expected a range whose end lies above its start, got ${low} to ${high}.`,
    )
  }
  const table = Uint8Array.from({ length: 256 }, (_, value) =>
    Math.round(Math.min(1, Math.max(0, (value - low) / (high - low))) * 255),
  )
  return { ...source, pixels: source.pixels.map((value) => table[value]!) }
}

/** One picture through all steps: cut out, brought to size, made grey, stretched. */
export function preprocessPicture(source: Picture, steps: Preprocessing): Picture {
  let made = source
  if (steps.crop) made = cropPicture(made, steps.crop)
  if (steps.size) made = fitPicture(made, steps.size, steps.resize)
  if (steps.grey) made = greyPicture(made)
  if (steps.range) made = stretchPicture(made, steps.range)
  return made
}

/** A whole set through all steps; labels, attributes and names stay. @throws BrenierError `bad-argument` */
export function preprocess(set: PictureSet, steps: Preprocessing): PictureSet {
  const { channels } = set
  const one = (index: number) =>
    preprocessPicture({ height: set.height, width: set.width, channels, pixels: picture(set, index) }, steps)
  const first = one(0)
  const pixels = new Uint8Array(set.count * first.pixels.length)
  pixels.set(first.pixels)
  for (let i = 1; i < set.count; i++) pixels.set(one(i).pixels, i * first.pixels.length)
  return pictureSet({ ...set, height: first.height, width: first.width, channels: first.channels, pixels })
}

function checkedTarget({ height, width }: PictureSize): PictureSize {
  if ([height, width].every((side) => Number.isInteger(side) && side >= 1 && side <= 4096))
    return { height, width }
  throw new BrenierError(
    'bad-argument',
    `Expected whole sides from 1 to 4096 pixels, got ${width} × ${height}.`,
  )
}
