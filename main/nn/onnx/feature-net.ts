import type { PictureRange } from '../../../shared/contracts/own-model'
import { BrenierError } from '../../../shared/errors'
import { firstNonFinite, matrix, type Matrix } from '../../../shared/matrix'
import type { OnnxFile } from '../../data/onnx-file'
import type { PixelSource } from '../batches'
import { pictureSides } from './picture-sides'
import { pictureValues, rangeInWords, type PictureInput } from './picture-values'
import { OnnxSession } from './session'

/** Pictures in one go where the net leaves their number open. */
const usualBatch = 32

/** A person's own net that sees features in pictures, the encoder of a model among them. */
export class OnnxFeatureNet {
  private constructor(
    readonly session: OnnxSession,
    private readonly input: PictureInput,
    readonly output: string,
  ) {}

  /**
   * @param output the features' name; the net's first where there is none
   * @param range of the numbers the net takes
   * @throws BrenierError those of a session, `bad-shape` where the net does not take pictures
   */
  static async open(
    file: OnnxFile,
    range: PictureRange,
    output: string | null = null,
  ): Promise<OnnxFeatureNet> {
    return OnnxFeatureNet.of(await OnnxSession.open(file), range, output)
  }

  /** The same of a session that is open. */
  static of(session: OnnxSession, range: PictureRange, output: string | null): OnnxFeatureNet {
    const sides = pictureSides(session.input.shape, session.file.name)
    return new OnnxFeatureNet(session, { ...sides, range }, session.output(output))
  }

  /** What results call the features: the file, its hash, the output and the range of the pictures. */
  get name(): string {
    const { name, hash } = this.session.file
    return `${name} (sha256 ${hash}), output ${this.output}, pixels ${rangeInWords(this.input.range)}`
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
      const batch = this.session.batch ?? Math.min(usualBatch, count - start)
      const end = Math.min(count, start + batch)
      const values = pictureValues(pictures, start, end, batch, this.input)
      const sides = layout === 'nchw' ? [batch, channels, height, width] : [batch, height, width, channels]
      const { data: rows } = await this.session.run(values, sides, this.output)
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

  async dispose(): Promise<void> {
    await this.session.dispose()
  }
}
