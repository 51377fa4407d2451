import type { PathTrace } from '../../../shared/contracts/results'

/**
 * How far the decoded pictures of two traces lie apart, step by step: the root mean square of the differences of their
 * values, pictures in [0, 1].
 * @returns [steps]; null where the two have not as many pictures, or none
 */
export function pictureDifferences(
  a: Pick<PathTrace, 'steps' | 'decoded'>,
  b: Pick<PathTrace, 'steps' | 'decoded'>,
): Float32Array | null {
  const { steps } = a
  if (a.decoded.length === 0 || steps !== b.steps || a.decoded.length !== b.decoded.length) return null
  const size = a.decoded.length / steps
  return Float32Array.from({ length: steps }, (_, step) => {
    let sum = 0
    for (let i = step * size; i < (step + 1) * size; i++) sum += ((a.decoded[i]! - b.decoded[i]!) / 255) ** 2
    return Math.sqrt(sum / size)
  })
}
