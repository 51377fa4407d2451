import type { NetTensor, PictureRange } from '../../../shared/contracts/own-model'
import { BrenierError } from '../../../shared/errors'
import { firstNonFinite, type Matrix } from '../../../shared/matrix'
import type { PixelSource } from '../batches'
import type { PictureShape } from '../spec'
import { pictureSides, type PictureSides } from './picture-sides'
import { scaleOf } from './picture-values'
import type { OnnxSession } from './session'

/** Codes in one go where the net leaves their number open. */
const usualBatch = 32

/** A person's own net that makes pictures of codes. */
export class OnnxDecoder {
  private constructor(
    readonly session: OnnxSession,
    readonly output: string,
    /** Coordinates of a code. */
    readonly latent: number,
    /** The pictures it makes. */
    readonly made: PictureSides,
  ) {}

  /**
   * Learns what a net makes by decoding the code of zeros.
   * @param output the pictures' name; null: the net's first
   * @param expected the pictures' shape, for a net that gives a plain row of values
   * @throws BrenierError `bad-shape` where it takes no codes or makes no pictures, `bad-argument` for an output it does not have
   */
  static async of(
    session: OnnxSession,
    output: string | null,
    expected: PictureShape | null,
  ): Promise<OnnxDecoder> {
    const { name } = session.file
    const chosen = session.output(output)
    const latent = codeLength(session.input.shape, name)
    const sides = codeSides(session.input.shape, session.batch ?? 1)
    const zeros = new Float32Array((session.batch ?? 1) * latent)
    const trial = await session.run(zeros, sides, chosen)
    const made =
      trial.sides.length === 2 ? rowSides(trial.sides[1]!, expected, name) : pictureSides(trial.sides, name)
    return new OnnxDecoder(session, chosen, latent, made)
  }

  /**
   * What the net gives for codes [n, latent], as it gives it.
   * @throws BrenierError `bad-shape` for codes of another dimension, `not-finite`
   */
  async valuesOf({ rows, columns, data }: Matrix): Promise<Float32Array> {
    const { session, latent, made } = this
    const { name } = session.file
    if (columns !== latent) {
      throw new BrenierError(
        'bad-shape',
        `Expected codes of ${latent} coordinates, which ${name} takes, got ${columns}.`,
      )
    }
    const size = made.height * made.width * made.channels
    const values = new Float32Array(rows * size)
    for (let start = 0; start < rows;) {
      const batch = session.batch ?? Math.min(usualBatch, rows - start)
      const end = Math.min(rows, start + batch)
      const codes = new Float32Array(batch * latent)
      codes.set(data.subarray(start * latent, end * latent))
      const part = await session.run(codes, codeSides(session.input.shape, batch), this.output)
      if (part.data.length !== batch * size) {
        throw new BrenierError(
          'bad-shape',
          `Expected ${batch} pictures of ${made.width} × ${made.height} from ${name}, got [${part.sides.join(', ')}].`,
        )
      }
      values.set(part.data.subarray(0, (end - start) * size), start * size)
      start = end
    }
    if (firstNonFinite(values) < 0) return values
    throw new BrenierError(
      'not-finite',
      `Expected finite pictures from ${name}, got some that are not. Check that these are codes of its encoder.`,
    )
  }

  /** What the net gave as pictures, row-major [n, height, width, channels], rounded and clipped to 0 … 255. */
  picturesOf(values: Float32Array, range: PictureRange): PixelSource {
    const { height, width, channels, layout } = this.made
    const size = height * width * channels
    const pixels = new Uint8Array(values.length)
    for (let c = 0; c < channels; c++) {
      const [scale, shift] = scaleOf(range, c)
      for (let start = 0; start < values.length; start += size) {
        for (let p = 0; p < height * width; p++) {
          const at = layout === 'nhwc' ? p * channels + c : c * height * width + p
          const value = Math.round((values[start + at]! - shift) / scale)
          pixels[start + p * channels + c] = Math.min(255, Math.max(0, value))
        }
      }
    }
    return { count: values.length / size, height, width, channels, pixels }
  }

  async dispose(): Promise<void> {
    await this.session.dispose()
  }
}

/** Numbers of a code: all sides after the first, some of which may be 1. */
function codeLength(shape: NetTensor['shape'], name: string): number {
  const sides = shape.slice(1)
  const lengths = sides.filter((side) => typeof side === 'number')
  const length = lengths.reduce((product, side) => product * side, 1)
  if (sides.length > 0 && lengths.length === sides.length && length >= 1) return length
  throw new BrenierError(
    'bad-shape',
    `Expected a decoder that takes codes [n, d] of one dimension d, got ${name} with [${shape.join(', ')}]. Export it so.`,
  )
}

const codeSides = (shape: NetTensor['shape'], batch: number): number[] => [
  batch,
  ...shape.slice(1).map(Number),
]

/** A row of values as a picture: of the expected shape where it has as many, else a grey square. */
function rowSides(length: number, expected: PictureShape | null, name: string): PictureSides {
  if (expected && expected.height * expected.width * expected.channels === length) {
    const { height, width, channels } = expected
    return { layout: 'nhwc', height, width, channels: channels === 3 ? 3 : 1 }
  }
  const side = Math.round(Math.sqrt(length))
  if (side * side === length) return { layout: 'nhwc', height: side, width: side, channels: 1 }
  throw new BrenierError(
    'bad-shape',
    `Expected ${name} to make pictures [n, channels, height, width], got rows of ${length} values. Export it with its pictures in shape.`,
  )
}
