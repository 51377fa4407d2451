/**
 * Adam on the energy E(h) = ∫u_h dμ − Σν_i h_i, whose gradient is w − ν, and the running mean of what it visits
 * (Kingma and Ba 2015; Polyak and Juditsky 1992). The mean over all h is taken out: E does not see it.
 */
export class AveragedDescent {
  readonly heights: Float64Array
  /** Mean of the iterates since `startAveraging`. */
  readonly average: Float64Array
  averagedSteps = 0

  private readonly first: Float64Array
  private readonly second: Float64Array
  private firstPower = 1
  private secondPower = 1

  constructor(
    start: Float64Array,
    private readonly rates: { beta1: number; beta2: number; epsilon: number; biasCorrection: boolean },
  ) {
    this.heights = start.slice()
    this.average = new Float64Array(start.length)
    this.first = new Float64Array(start.length)
    this.second = new Float64Array(start.length)
    centre(this.heights)
  }

  /** One step against w − ν as `counts` of `samples` estimate it. @returns ‖w − ν‖₂ of this estimate */
  step(counts: Uint32Array, samples: number, masses: Float64Array, stepSize: number): number {
    const { heights, first, second } = this
    const { beta1, beta2, epsilon, biasCorrection } = this.rates
    this.firstPower *= beta1
    this.secondPower *= beta2
    const firstScale = biasCorrection ? 1 / (1 - this.firstPower) : 1
    const secondScale = biasCorrection ? 1 / (1 - this.secondPower) : 1
    let squares = 0
    for (let i = 0; i < heights.length; i++) {
      const gradient = counts[i]! / samples - masses[i]!
      squares += gradient * gradient
      const m = (first[i]! += (1 - beta1) * (gradient - first[i]!))
      const v = (second[i]! += (1 - beta2) * (gradient * gradient - second[i]!))
      heights[i]! -= (stepSize * m * firstScale) / (Math.sqrt(v * secondScale) + epsilon)
    }
    centre(heights)
    return Math.sqrt(squares)
  }

  /** Takes the current heights into the mean. */
  accumulate(): void {
    const share = 1 / ++this.averagedSteps
    for (let i = 0; i < this.heights.length; i++) {
      this.average[i]! += (this.heights[i]! - this.average[i]!) * share
    }
  }
}

/** Takes the mean out. */
export function centre(heights: Float64Array): void {
  let mean = 0
  for (const height of heights) mean += height
  mean /= heights.length
  for (let i = 0; i < heights.length; i++) heights[i]! -= mean
}
