import { matrix, type Matrix } from '../../shared/matrix'
import type { Stepper } from '../../shared/stepper'
import { checkPictures, gatherPixels, type PixelSource } from './batches'
import type { PictureCoder } from './coder'
import type { ModelKind, PictureShape } from './spec'

export interface EncodeProgress {
  readonly done: number
  readonly total: number
}

/**
 * As many pictures as make the products of matrices large enough to be fast: 5100 of 28×28 in dense layers, where a step
 * is short. Convolutions gain nothing beyond 1020, and their maps take many times the pictures' memory.
 */
export function picturesPerStep({ height, width, channels }: PictureShape, net?: ModelKind): number {
  const values = net === 'ae-dense' ? 4_000_000 : 800_000
  return Math.max(16, Math.round(values / (height * width * channels)))
}

/** Encodes pictures a batch a step. */
export class Encoding implements Stepper<EncodeProgress, Matrix> {
  private done = 0
  private readonly codes: Float32Array

  /**
   * @param batchSize pictures a step
   * @throws BrenierError `bad-argument`, `bad-shape`, `empty-set` where the pictures do not fit the network
   */
  constructor(
    private readonly coder: PictureCoder,
    private readonly pictures: PixelSource,
    private readonly batchSize = picturesPerStep(pictures, coder.spec.kind),
  ) {
    checkPictures(pictures, coder.spec)
    this.codes = new Float32Array(pictures.count * coder.spec.latent)
  }

  async step(): Promise<boolean> {
    const { count } = this.pictures
    const { latent } = this.coder.spec
    const end = Math.min(count, this.done + this.batchSize)
    const indices = Uint32Array.from({ length: end - this.done }, (_, i) => this.done + i)
    const codes = await this.coder.encode(gatherPixels(this.pictures, indices))
    this.codes.set(codes, this.done * latent)
    this.done = end
    return end === count
  }

  progress(): EncodeProgress {
    return { done: this.done, total: this.pictures.count }
  }

  /** Codes [pictures encoded so far, latent], in the order of the pictures. */
  result(): Matrix {
    const { latent } = this.coder.spec
    return matrix(this.done, latent, this.codes.slice(0, this.done * latent))
  }
}
