import { selectRows, type Matrix } from '../../../shared/matrix'
import { frechetDistance } from '../../metrics/frechet'
import { inceptionScore } from '../../metrics/inception-score'
import type { PixelSource } from '../../nn/batches'
import type { Classified } from '../../nn/classifier'
import type { OpenedClassifier } from '../judges/classifiers'
import type { JobHandle } from '../job-manager'
import type { Tools } from '../tools'
import { requireGoing } from './experiment'

/** What a classifier says of generated pictures. */
export interface PictureScores {
  /** Of its features, to those of the real pictures. */
  readonly frechet: number
  /** From 1 to the number of classes. */
  readonly score: number
  /** F₈ of its features, weighing recall: how much of the real pictures is reached. */
  readonly recall: number
  /** F⅛ of them, weighing precision: how much of the generated pictures lies where real ones are. */
  readonly precision: number
}

/** Parts of the draws whose scores are averaged, as papers do. */
const splits = 10
/** Of the clusterings: one for all generators. */
const seed = 1

/** Holds generated pictures to real ones by the eyes of a classifier. Dispose of it when done. */
export interface PictureJudge {
  /** @throws BrenierError `cancelled` */
  judge(generated: PixelSource): Promise<PictureScores>
  /** The Fréchet distance alone, of any number of pictures. */
  frechet(generated: PixelSource): Promise<number>
  /** The real pictures themselves: their own score, and the other measures between their halves, one of every other picture. */
  readonly real: PictureScores
  dispose(): void
}

/**
 * @param opened becomes the judge's, which disposes of it
 * @throws BrenierError `cancelled`
 */
export async function openJudge(
  { classifier, file, layer }: OpenedClassifier,
  real: PixelSource,
  { compute }: Pick<Tools, 'compute'>,
  job: JobHandle,
): Promise<PictureJudge> {
  const score = ({ probabilities }: Classified) => inceptionScore(probabilities, file.name, splits).mean
  async function held(generated: Matrix, to: Matrix): Promise<Omit<PictureScores, 'score'>> {
    const samples = { generated, real: to, features: layer, seed }
    const { result } = await compute.run('prd', samples, job.control, ({ done, total }) =>
      job.report({ stage: 'Precision and recall', done, total }),
    )
    requireGoing(job)
    const frechet = frechetDistance(generated, to, layer).value
    return { frechet, recall: result.f8, precision: result.fEighth }
  }
  const seen = await classifier.classify(real)
  const half = (first: 0 | 1) =>
    selectRows(
      seen.features,
      Uint32Array.from({ length: Math.floor(real.count / 2) }, (_, i) => 2 * i + first),
    )
  return {
    async judge(generated) {
      const made = await classifier.classify(generated)
      return { score: score(made), ...(await held(made.features, seen.features)) }
    },
    async frechet(generated) {
      const { features } = await classifier.classify(generated)
      return frechetDistance(features, seen.features, layer).value
    },
    real: { score: score(seen), ...(await held(half(0), half(1))) },
    dispose: () => classifier.dispose(),
  }
}
