import { matrix, selectRows, type Matrix } from '../../../shared/matrix'
import { reconstruction, type Reconstruction } from '../../metrics/reconstruction'
import { gatherPixels, scalePixels, type PixelSource } from '../../nn/batches'
import { decodeCodes } from '../../nn/decode'
import type { Network } from '../../nn/network'

/**
 * How far a decoder's pictures are from those their codes belong to, values from 0 to 1.
 * @param codes of all pictures, [count, latent]
 * @param items which of them
 */
export async function reconstructionError(
  network: Network,
  codes: Matrix,
  pictures: PixelSource,
  items: Uint32Array,
): Promise<Reconstruction> {
  const made = await decodeCodes(network, selectRows(codes, items))
  const inUnits = (pixels: Uint8Array) =>
    matrix(items.length, pixels.length / items.length, scalePixels(pixels))
  return reconstruction(inUnits(gatherPixels(pictures, items)), inUnits(made.pixels))
}
