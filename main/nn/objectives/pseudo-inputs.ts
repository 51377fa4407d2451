import type { Tensor } from '@tensorflow/tfjs-node-gpu'
import { random } from '../../../shared/random'
import { gatherPixels, scalePixels, type PixelSource } from '../batches'
import type { LayerContext } from '../layers'
import type { ModelSpec } from '../spec'
import type { NamedArrays, Parameter } from '../weights'

/** Standard deviation of what is added to pictures to make pseudo-inputs of them. */
const startNoise = 0.01

/** Pictures that are learned, of which a prior is made: they begin as the first of the training with a little noise. */
export interface PseudoInputs {
  readonly parameter: Parameter
  /** [k, height, width, channels] in [0, 1] */
  pictures(context: LayerContext): Tensor
  initial(source: PixelSource, indices: Uint32Array, seed: number): NamedArrays
}

/** The parameter that holds them. */
export const pseudoInputsName = 'prior/inputs'

/** @param count k */
export function pseudoInputs({ height, width, channels }: ModelSpec, count: number): PseudoInputs {
  const parameter = { name: pseudoInputsName, shape: [count, height, width, channels], bound: 0 }
  return {
    parameter,
    pictures: ({ tf, weights }) => tf.clipByValue(weights[parameter.name]!, 0, 1),
    initial(source, indices, seed) {
      const stream = random(seed).fork('pseudo-inputs')
      const taken = Array.from({ length: count }, (_, k) => indices[k % indices.length]!)
      const data = scalePixels(gatherPixels(source, taken)).map(
        (value) => value + startNoise * stream.normal(),
      )
      return { [parameter.name]: { shape: parameter.shape, data } }
    },
  }
}
