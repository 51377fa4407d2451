import { selectRows } from '../../../shared/matrix'
import { frechetDistance } from '../../metrics/frechet'
import { inceptionScore } from '../../metrics/inception-score'
import type { PixelSource } from '../../nn/batches'
import type { Classified } from '../../nn/classifier'
import type { OpenedClassifier } from '../judges/classifiers'

/** What a classifier says of generated pictures. */
export interface PictureScores {
  /** Of its features, to those of the real pictures. */
  readonly frechet: number
  /** From 1 to the number of classes. */
  readonly score: number
}

/** Parts of the draws whose scores are averaged, as papers do. */
const splits = 10

/** Holds generated pictures to real ones by the eyes of a classifier. Dispose of it when done. */
export interface PictureJudge {
  judge(generated: PixelSource): Promise<PictureScores>
  /** The real pictures themselves: their own score, and the distance between their halves, one of every other picture. */
  readonly real: PictureScores
  dispose(): void
}

/** @param opened becomes the judge's, which disposes of it */
export async function openJudge(
  { classifier, file, layer }: OpenedClassifier,
  real: PixelSource,
): Promise<PictureJudge> {
  const score = ({ probabilities }: Classified) => inceptionScore(probabilities, file.name, splits).mean
  const seen = await classifier.classify(real)
  const half = (first: 0 | 1) =>
    selectRows(
      seen.features,
      Uint32Array.from({ length: Math.floor(real.count / 2) }, (_, i) => 2 * i + first),
    )
  return {
    async judge(generated) {
      const made = await classifier.classify(generated)
      return { frechet: frechetDistance(made.features, seen.features, layer).value, score: score(made) }
    },
    real: {
      frechet: frechetDistance(half(0), half(1), layer).value,
      score: score(seen),
    },
    dispose: () => classifier.dispose(),
  }
}
