import type { InferenceSession } from 'onnxruntime-node'
import { asBrenierError, BrenierError } from '../../../shared/errors'
import { firstNonFinite, matrix, type Matrix } from '../../../shared/matrix'
import type { OnnxFile } from '../../data/onnx-file'
import type { PixelSource } from '../batches'
import { pictureValues, rangeInWords, type PictureInput, type PictureRange } from './picture-values'

type Runtime = typeof import('onnxruntime-node')

/** Pictures in one go where the net leaves their number open. */
const usualBatch = 32

/** A side of a net's input: a number, or a name where it is open. */
type Side = number | string

/** A person's own net that sees features in pictures, run by ONNX Runtime in the calling thread. */
export class OnnxFeatureNet {
  private constructor(
    private readonly runtime: Runtime,
    private readonly session: InferenceSession,
    private readonly input: PictureInput,
    private readonly batch: number | null,
    private readonly output: string,
    /** What results call the features: the file, its hash, the output and the range of the pictures. */
    readonly name: string,
  ) {}

  /**
   * @param output the features' name; the net's first where there is none
   * @param range of the numbers the net takes
   * @throws BrenierError `no-backend` without ONNX Runtime, `file-format` where it refuses the model, `bad-shape` where the
   *   net does not take pictures, `bad-argument` for an output it does not have
   */
  static async open(file: OnnxFile, range: PictureRange, output?: string): Promise<OnnxFeatureNet> {
    const runtime = await loadRuntime()
    const session = await openSession(runtime, file)
    const [input, ...others] = session.inputMetadata
    if (!input?.isTensor || input.type !== 'float32' || others.length > 0) {
      throw new BrenierError(
        'bad-shape',
        `Expected ${file.name} to take one tensor of float32, got ${session.inputMetadata.map((one) => (one.isTensor ? `${one.name}: ${one.type} [${one.shape.join(', ')}]` : one.name)).join('; ')}. Export it so.`,
      )
    }
    const chosen = output ?? session.outputNames[0]!
    if (!session.outputNames.includes(chosen)) {
      throw new BrenierError(
        'bad-argument',
        `Expected an output of ${file.name} (${session.outputNames.join(', ')}), got "${chosen}".`,
      )
    }
    const [first] = input.shape
    return new OnnxFeatureNet(
      runtime,
      session,
      { ...pictureSides(input.shape, file.name), range },
      typeof first === 'number' ? first : null,
      chosen,
      `${file.name} (sha256 ${file.hash}), output ${chosen}, pixels ${rangeInWords(range)}`,
    )
  }

  /**
   * Features of pictures.
   * @returns [count, features]
   * @throws BrenierError `bad-argument` for colour pictures where the net takes grey ones, `bad-shape` where its output is
   *   not one row a picture, `not-finite`
   */
  async featuresOf(pictures: PixelSource): Promise<Matrix> {
    const { count } = pictures
    const { channels, height, width, layout } = this.input
    if (pictures.channels > channels) {
      throw new BrenierError(
        'bad-argument',
        'The net takes grey pictures, got colour ones. Make them grey first.',
      )
    }
    let features = matrix(count, 0)
    for (let start = 0; start < count;) {
      const batch = this.batch ?? Math.min(usualBatch, count - start)
      const end = Math.min(count, start + batch)
      const values = pictureValues(pictures, start, end, batch, this.input)
      const sides = layout === 'nchw' ? [batch, channels, height, width] : [batch, height, width, channels]
      const rows = await this.#run(values, sides)
      const columns = rows.length / batch
      if (start === 0) features = matrix(count, columns)
      if (columns !== features.columns || !Number.isInteger(columns)) {
        throw new BrenierError(
          'bad-shape',
          `Expected one row of features a picture, got ${rows.length} values for ${batch} pictures.`,
        )
      }
      features.data.set(rows.subarray(0, (end - start) * columns), start * columns)
      start = end
    }
    if (firstNonFinite(features.data) >= 0) {
      throw new BrenierError(
        'not-finite',
        'Expected finite features, got some that are not. Check the range of the pictures.',
      )
    }
    return features
  }

  async #run(values: Float32Array, sides: readonly number[]): Promise<Float32Array> {
    const input = this.session.inputNames[0]!
    const feeds = { [input]: new this.runtime.Tensor('float32', values, sides) }
    const made = (await this.session.run(feeds, [this.output]))[this.output]
    if (made?.data instanceof Float32Array) return made.data
    throw new BrenierError(
      'bad-shape',
      `Expected features of float32, got ${made?.type ?? 'none'}. Export the net so.`,
    )
  }

  async dispose(): Promise<void> {
    await this.session.release()
  }
}

async function loadRuntime(): Promise<Runtime> {
  try {
    return await import('onnxruntime-node')
  } catch (thrown) {
    throw new BrenierError(
      'no-backend',
      `ONNX Runtime could not be loaded: ${asBrenierError(thrown).message}. Install Brenier’s packages again.`,
      {},
      { cause: thrown },
    )
  }
}

async function openSession(runtime: Runtime, { name, bytes, external }: OnnxFile): Promise<InferenceSession> {
  try {
    return await runtime.InferenceSession.create(bytes, { externalData: [...external], logSeverityLevel: 3 })
  } catch (thrown) {
    throw new BrenierError(
      'file-format',
      `Expected an ONNX model in ${name}, but ONNX Runtime refuses it: ${asBrenierError(thrown).message}`,
      {},
      { cause: thrown },
    )
  }
}

/** Sides of the pictures a net takes; its channels say which layout it has. @throws BrenierError `bad-shape` */
function pictureSides(shape: readonly Side[], name: string): Omit<PictureInput, 'range'> {
  const [, second, third, fourth] = shape
  const isChannels = (side: Side | undefined): side is 1 | 3 => side === 1 || side === 3
  const at = (
    layout: 'nchw' | 'nhwc',
    channels: 1 | 3,
    height: Side | undefined,
    width: Side | undefined,
  ) => {
    if (typeof height === 'number' && typeof width === 'number') return { layout, channels, height, width }
    throw new BrenierError(
      'bad-shape',
      `Expected a net that takes pictures of one size, got ${name} with [${shape.join(', ')}]. Export it with fixed height and width.`,
    )
  }
  if (shape.length === 4 && isChannels(second)) return at('nchw', second, third, fourth)
  if (shape.length === 4 && isChannels(fourth)) return at('nhwc', fourth, second, third)
  throw new BrenierError(
    'bad-shape',
    `Expected a net that takes pictures [n, 1 or 3, height, width] or [n, height, width, 1 or 3], got ${name} with [${shape.join(', ')}].`,
  )
}
