import { correctedRate, type AdamSettings } from '../adam'
import type { NamedArrays } from '../weights'

/** Codes of a set of pictures, each learned by Adam and kept within the unit ball. */
export class ItemCodes {
  /** The row of a picture, by its index among all. */
  private readonly rowOf: Int32Array
  /** Codes and Adam's moments, [pictures, latent]. */
  private readonly codes: Float32Array
  private readonly first: Float32Array
  private readonly second: Float32Array

  /**
   * @param indices the pictures that have codes, among all
   * @param start `codes` [pictures, latent], and with it the moments that earlier ones kept; else they begin at 0
   */
  constructor(
    indices: Uint32Array,
    private readonly latent: number,
    private readonly settings: AdamSettings,
    start: NamedArrays,
  ) {
    this.rowOf = new Int32Array(indices.reduce((most, index) => Math.max(most, index + 1), 0))
    indices.forEach((index, row) => (this.rowOf[index] = row))
    const given = (name: string) => start[name]?.data.slice() ?? new Float32Array(indices.length * latent)
    this.codes = given('codes')
    this.first = given('first')
    this.second = given('second')
    for (let row = 0; row < indices.length; row++) this.drawToBall(row)
  }

  /** Codes of pictures, [n, latent]. */
  of(indices: Uint32Array): Float32Array {
    const { latent } = this
    const rows = new Float32Array(indices.length * latent)
    indices.forEach((index, i) => {
      const start = this.rowOf[index]! * latent
      rows.set(this.codes.subarray(start, start + latent), i * latent)
    })
    return rows
  }

  /**
   * One step of Adam on codes of pictures.
   * @param slopes of the loss by the codes, [n, latent]
   * @param step from 1, of each of these pictures
   */
  move(indices: Uint32Array, slopes: Float32Array, learningRate: number, step: number): void {
    const { latent, codes, first, second } = this
    const { beta1, beta2 } = this.settings
    const { rate, epsilon } = correctedRate(this.settings, learningRate, step)
    indices.forEach((index, i) => {
      const row = this.rowOf[index]!
      for (let k = 0; k < latent; k++) {
        const at = row * latent + k
        const slope = slopes[i * latent + k]!
        first[at]! += (slope - first[at]!) * (1 - beta1)
        second[at]! += (slope * slope - second[at]!) * (1 - beta2)
        codes[at]! -= (rate[0]! * first[at]!) / (Math.sqrt(second[at]!) + epsilon[0]!)
      }
      this.drawToBall(row)
    })
  }

  private drawToBall(row: number): void {
    const code = this.codes.subarray(row * this.latent, (row + 1) * this.latent)
    const length = Math.hypot(...code)
    if (length > 1) code.forEach((value, k) => (code[k] = value / length))
  }

  /** All codes, [pictures, latent], as they are. */
  all(): Float32Array {
    return this.codes
  }

  /** What others of the same pictures go on from. */
  kept(): NamedArrays {
    const { codes, first, second, latent } = this
    const shape = [codes.length / latent, latent]
    const copy = (data: Float32Array) => ({ shape, data: data.slice() })
    return { codes: copy(codes), first: copy(first), second: copy(second) }
  }
}
