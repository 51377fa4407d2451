import { random } from '../../shared/random'

/**
 * Pixels taken for probabilities: each becomes 255 with the chance of its value over 255, else 0.
 * @param stream of random numbers, named; with the seed it decides the pixels
 */
export function binarised(pixels: Uint8Array, seed: number, stream: string): Uint8Array {
  const source = random(seed).fork(stream)
  return pixels.map((value) => (source.uniform() * 255 < value ? 255 : 0))
}
