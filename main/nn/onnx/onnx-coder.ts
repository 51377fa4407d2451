import type { PictureRange } from '../../../shared/contracts/own-model'
import { BrenierError } from '../../../shared/errors'
import { matrix } from '../../../shared/matrix'
import { fittedPictures } from '../../data/preprocess'
import type { CodedShape, PictureCoder } from '../coder'
import type { PictureShape } from '../spec'
import type { OnnxFeatureNet } from './feature-net'
import type { OnnxDecoder } from './picture-decoder'

/** A person's own nets between pictures of a study's size and their codes. */
export class OnnxCoder implements PictureCoder {
  readonly spec: CodedShape

  /**
   * @param encoder null: codes came from elsewhere
   * @param range of what the decoder gives
   * @param shape of the study's pictures, to which those of the decoder are brought
   */
  constructor(
    private readonly encoder: OnnxFeatureNet | null,
    private readonly decoder: OnnxDecoder,
    private readonly range: PictureRange,
    { height, width, channels }: PictureShape,
  ) {
    this.spec = { height, width, channels, latent: decoder.latent }
  }

  get encodes(): boolean {
    return this.encoder !== null
  }

  async encode(pictures: Uint8Array): Promise<Float32Array> {
    if (!this.encoder) {
      throw new BrenierError(
        'missing-stage',
        'This needs an encoder, and this study’s model is a decoder alone. Choose an encoder with it.',
      )
    }
    const { height, width, channels } = this.spec
    const count = pictures.length / (height * width * channels)
    return (await this.encoder.featuresOf({ count, height, width, channels, pixels: pictures })).data
  }

  async decode(codes: Float32Array): Promise<Float32Array> {
    const { decoder, range, spec } = this
    const values = await decoder.valuesOf(matrix(codes.length / spec.latent, spec.latent, codes))
    const { pixels } = fittedPictures(decoder.picturesOf(values, range), spec)
    return Float32Array.from(pixels, (value) => value / 255)
  }

  dispose(): void {
    // Memory is given back in its own time: nobody waits for it.
    void this.encoder?.dispose()
    void this.decoder.dispose()
  }
}
