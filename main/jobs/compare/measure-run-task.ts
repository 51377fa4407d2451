import type { Interval, RunMeasures } from '../../../shared/contracts/compare'
import { matrix, selectRows, type Matrix } from '../../../shared/matrix'
import { neighbourAccuracy } from '../../metrics/nearest-neighbour-accuracy'
import { reconstruction } from '../../metrics/reconstruction'
import { scalePixels, type Split } from '../../nn/batches'
import type { PictureShape } from '../../nn/spec'
import type { Task } from '../compute'

/** What is measured of a run: what its model made of pictures, and where it puts them. */
export interface RunSamples {
  readonly shape: PictureShape
  /** Held-out pictures and what the model makes of them as it is shown, in 256 levels, [n, h, w, c]. */
  readonly originals: Uint8Array
  readonly made: Uint8Array
  /** Codes of all pictures of the set, [count, latent]. */
  readonly codes: Matrix
  readonly split: Split
  /** Labels of all pictures, −1 where unknown, and what they are called; null where there are none. */
  readonly labels: { readonly name: string; readonly codes: Int32Array } | null
}

/** Nearest training codes that vote: Symmetric Wasserstein Autoencoders, Table 1. */
const voters = 5

/** The measures of one run, one a step. */
export const measureRunTask = (): Task<
  RunSamples,
  { readonly done: number; readonly total: number },
  RunMeasures | null
> => ({
  create(samples) {
    let reconstructed: Pick<RunMeasures, 'heldOut' | 'perPicture' | 'perValue'> | null = null
    let neighbours: RunMeasures['neighbours'] = null
    const steps = [
      () => (reconstructed = measureReconstruction(samples)),
      () => (neighbours = measureNeighbours(samples)),
    ]
    let done = 0
    return {
      step() {
        steps[done]!()
        return ++done === steps.length
      },
      progress: () => ({ done, total: steps.length }),
      /** Null where it was cancelled before the first measure. */
      result: () => reconstructed && { ...reconstructed, neighbours },
    }
  },
})

function measureReconstruction({ originals, made, shape }: RunSamples) {
  const size = shape.height * shape.width * shape.channels
  const inUnits = (pixels: Uint8Array) => matrix(pixels.length / size, size, scalePixels(pixels))
  const { perItem, perValue } = reconstruction(inUnits(originals), inUnits(made))
  const asInterval = ({ mean, low, high }: typeof perItem): Interval => ({ value: mean, low, high })
  return { heldOut: perItem.count, perPicture: asInterval(perItem), perValue: asInterval(perValue) }
}

function measureNeighbours({ codes, split, labels }: RunSamples): RunMeasures['neighbours'] {
  if (!labels) return null
  const known = (items: Uint32Array) => items.filter((item) => labels.codes[item]! >= 0)
  const [training, tested] = [known(split.training), known(split.heldOut)]
  if (training.length < voters || tested.length === 0) return null
  const of = (items: Uint32Array) => ({
    points: selectRows(codes, items),
    labels: Int32Array.from(items, (item) => labels.codes[item]!),
  })
  const { accuracy } = neighbourAccuracy(of(training), of(tested), voters)
  return {
    label: labels.name,
    count: voters,
    tested: accuracy.of,
    share: { value: accuracy.share, low: accuracy.low, high: accuracy.high },
  }
}
