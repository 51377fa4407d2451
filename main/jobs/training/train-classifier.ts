import { BrenierError } from '../../../shared/errors'
import { selectPictures, type PictureSet } from '../../data/picture-set'
import { shareOf, type Share } from '../../metrics/share'
import { splitPictures } from '../../nn/batches'
import { Classifier, likeliestClasses } from '../../nn/classifier'
import { defaultClassifier } from '../../nn/classifier-spec'
import {
  ClassifierTrainer,
  type ClassifierTraining,
  type LabelledPictures,
} from '../../nn/classifier-trainer'
import type { ClassifierFile } from '../study/classifier-file'
import type { JobHandle } from '../job-manager'
import { runStepper } from '../runner'
import type { Tools } from '../tools'

/** What a classifier is tested on: other pictures, or a share of its own that is kept out of the training. */
export type ClassifierTest =
  | { readonly kind: 'pictures'; readonly set: PictureSet }
  | { readonly kind: 'held-out'; readonly share: number }

/** @throws BrenierError `bad-argument` where the pictures have no classes */
export function labelled(set: PictureSet): PictureSet & LabelledPictures {
  const { labels } = set
  if (labels) return { ...set, labels }
  throw new BrenierError(
    'bad-argument',
    `Expected pictures with classes, but ${set.name} has none. Lay its labels beside it, or take a folder with a folder for each class.`,
  )
}

/**
 * Trains a classifier and tests it.
 * @returns null where the job was cancelled before it was trained
 * @throws BrenierError `bad-argument`, `bad-shape`, `empty-set`, `training-diverged`
 */
export async function trainClassifier(
  name: string,
  source: PictureSet,
  test: ClassifierTest,
  settings: ClassifierTraining,
  tools: Pick<Tools, 'tensors' | 'clock'>,
  job: JobHandle,
): Promise<{ readonly file: ClassifierFile; readonly accuracy: Share } | null> {
  const set = labelled(source)
  const { pictures, tested } = parted(set, test, settings.seed)
  const spec = defaultClassifier(set, set.classNames?.length ?? 0)
  const trainer = await ClassifierTrainer.start(tools.tensors, pictures, spec, settings)
  try {
    const { cancelled } = await runStepper(trainer, {
      control: job.control,
      clock: tools.clock,
      onProgress: ({ step, steps, figures }) =>
        job.report({
          stage: 'Train',
          done: step,
          total: steps,
          note: `loss ${figures['cross-entropy']?.toFixed(3) ?? ''}`,
        }),
    })
    if (cancelled) return null
    const weights = await trainer.weights()
    const classifier = await Classifier.open(tools.tensors, spec, weights)
    const accuracy = await classifierAccuracy(classifier, tested)
    classifier.dispose()
    const { seed, epochs, mirror } = settings
    const provenance = {
      data: set.name,
      pictures: pictures.count,
      seed,
      epochs,
      mirror,
      test: { data: tested.name, right: accuracy.count, of: accuracy.of },
    }
    return { file: { name, spec, provenance, weights }, accuracy }
  } finally {
    trainer.dispose()
  }
}

function parted(set: PictureSet & LabelledPictures, test: ClassifierTest, seed: number) {
  if (test.kind === 'pictures') return { pictures: set, tested: test.set }
  const { training, heldOut } = splitPictures(set.count, test.share, seed)
  const kept = selectPictures(set, heldOut)
  return {
    pictures: labelled(selectPictures(set, training)),
    tested: { ...kept, name: `${heldOut.length} held-out pictures of ${set.name}` },
  }
}

/**
 * The share of pictures of known classes whose class is told rightly.
 * @throws BrenierError `bad-argument` where none is known, `bad-shape`
 */
export async function classifierAccuracy(classifier: Classifier, set: PictureSet): Promise<Share> {
  const { labels } = labelled(set)
  const told = likeliestClasses((await classifier.classify(set)).probabilities)
  let [right, known] = [0, 0]
  for (const [i, label] of labels.entries()) {
    if (label < 0) continue
    known++
    if (told[i] === label) right++
  }
  return shareOf(right, known)
}
