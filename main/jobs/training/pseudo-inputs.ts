import type { PseudoInputs } from '../../../shared/contracts/training'
import { gatherPixels, type PixelSource } from '../../nn/batches'
import { picturesPerStep } from '../../nn/encode'
import { buildAutoencoder } from '../../nn/models/autoencoder'
import type { Network } from '../../nn/network'
import { pseudoInputsName } from '../../nn/objectives/pseudo-inputs'

/** Pseudo-inputs shown: a screenful, and as few more as large pictures allow. */
const mostShown = 240
const mostValues = 2_000_000

/**
 * The pseudo-inputs of a model by how many pictures of a set are nearest to each. Their clusters are drawn from with equal
 * chances, so the prior is the codes' distribution only where they are used equally (Sun and Guo 2021, theorem 1).
 * @returns null where the model has none, or tells no picture which of them is its own
 */
export async function pseudoInputsOf(
  { spec, program }: Network,
  set: PixelSource,
): Promise<PseudoInputs | null> {
  const { prior } = buildAutoencoder(spec).objective
  if (!prior?.clusterOf) return null
  const uses = new Uint32Array(prior.clusters)
  const step = picturesPerStep(set)
  for (let start = 0; start < set.count; start += step) {
    const items = Uint32Array.from({ length: Math.min(step, set.count - start) }, (_, i) => start + i)
    const { clusters } = await program.run('cluster', { pictures: gatherPixels(set, items) })
    for (const cluster of clusters!) uses[cluster]!++
  }
  const { data } = (await program.read([pseudoInputsName]))[pseudoInputsName]!
  const { height, width, channels } = spec
  const size = height * width * channels
  const order = Uint32Array.from(uses.keys()).sort((a, b) => uses[b]! - uses[a]! || a - b)
  const shown = order.subarray(0, Math.min(mostShown, Math.max(1, Math.floor(mostValues / size))))
  const pixels = new Uint8ClampedArray(shown.length * size)
  shown.forEach((input, at) => {
    for (let i = 0; i < size; i++) pixels[at * size + i] = 255 * data[input * size + i]!
  })
  return {
    height,
    width,
    channels,
    uses: order.map((input) => uses[input]!),
    pixels: new Uint8Array(pixels.buffer),
  }
}
