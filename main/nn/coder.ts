import type { ModelKind, PictureShape } from './spec'

/** What a coder takes and gives. */
export interface CodedShape extends PictureShape {
  /** Dimension of the code. */
  readonly latent: number
  /** Of a net trained here. */
  readonly kind?: ModelKind
}

/** What stands between pictures and codes: a network trained here, or a model of the person's own. */
export interface PictureCoder {
  readonly spec: CodedShape
  /**
   * @param pictures [n, height, width, channels], 0 … 255 → codes [n, latent]
   * @throws BrenierError `missing-stage` for a decoder alone
   */
  encode(pictures: Uint8Array): Promise<Float32Array>
  /** @param codes [n, latent] → pictures [n, height, width, channels] in [0, 1] */
  decode(codes: Float32Array): Promise<Float32Array>
  dispose(): void
}
