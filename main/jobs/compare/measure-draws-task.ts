import type { DrawMeasures } from '../../../shared/contracts/compare'
import type { Matrix } from '../../../shared/matrix'
import { frechetDistance } from '../../metrics/frechet'
import { inceptionScore } from '../../metrics/inception-score'
import type { Classified } from '../../nn/classifier'
import type { PictureShape } from '../../nn/spec'
import type { Task } from '../compute'
import { pixelFeatures } from '../judges/pixel-features'

/** Pictures that a run draws by one generator, beside as many of the set. */
export interface DrawSamples {
  readonly shape: PictureShape
  /** In 256 levels, [m, h, w, c]. */
  readonly real: Uint8Array
  readonly drawn: Uint8Array
  /** What a classifier of such pictures sees in both; null where none ships. */
  readonly seen: SeenBoth | null
}

/** What a classifier sees in pictures of a set and in drawn ones. */
export interface SeenBoth {
  /** The net and the layer its features are of. */
  readonly layer: string
  readonly classifier: string
  readonly real: Classified
  readonly drawn: Classified
}

/** Parts of the draws whose scores are averaged, as papers do. */
const splits = 10

/** The measures of drawn pictures, one a step. */
export const measureDrawsTask = (): Task<
  DrawSamples,
  { readonly done: number; readonly total: number },
  DrawMeasures | null
> => ({
  create(samples) {
    let distance: DrawMeasures['frechet'] | null = null
    let score: DrawMeasures['score'] = null
    const steps = [() => (distance = measureFrechet(samples)), () => (score = measureScore(samples))]
    let done = 0
    return {
      step() {
        steps[done]!()
        return ++done === steps.length
      },
      progress: () => ({ done, total: steps.length }),
      /** Null where it was cancelled before the first measure. */
      result: () => distance && { frechet: distance, score },
    }
  },
})

function measureFrechet({ real, drawn, shape, seen }: DrawSamples): DrawMeasures['frechet'] {
  if (seen) return frechet(seen.drawn.features, seen.real.features, seen.layer)
  const features = pixelFeatures(real, shape)
  return frechet(features.of(drawn), features.of(real), `${features.name} of the set`)
}

function frechet(drawn: Matrix, real: Matrix, space: string): DrawMeasures['frechet'] {
  const { value, generatedSamples } = frechetDistance(drawn, real, space)
  return { value, space, pictures: generatedSamples }
}

function measureScore({ seen }: DrawSamples): DrawMeasures['score'] {
  if (!seen || seen.drawn.probabilities.rows < splits) return null
  const of = ({ probabilities }: Classified) => inceptionScore(probabilities, seen.classifier, splits)
  const { mean: value, deviation } = of(seen.drawn)
  return { value, deviation, real: of(seen.real).mean, classifier: seen.classifier }
}
