import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { BrenierError } from '../../../shared/errors'
import { readIdxPictures } from '../../data/idx'
import { selectPictures, type PictureSet } from '../../data/picture-set'
import { openSample } from '../../data/samples'
import { diskError } from '../../data/source-file'
import { defaultClassifierTraining, shiftFor, type LabelledPictures } from '../../nn/classifier-trainer'
import { classifierOf, openClassifier } from '../judges/classifiers'
import type { JobHandle } from '../job-manager'
import type { Tools } from '../tools'
import { labelled, trainClassifier } from '../training/train-classifier'
import { requireGoing } from './experiment'
import { openJudge, type PictureJudge } from './picture-judge'

/** Sets of pictures that papers share. Fashion-MNIST ships in part, MNIST does not. */
export type PictureSetName = 'mnist' | 'fashion'

export const setTitles: Readonly<Record<PictureSetName, string>> = {
  mnist: 'MNIST',
  fashion: 'Fashion-MNIST',
}

/** How much of a person's data is used. */
export interface GivenScale {
  /** Training pictures after those of the models, for the classifier that judges. */
  readonly judgePictures: number
  readonly judgeEpochs: number
}

/** Pictures, and who judges generated ones. Dispose of the judge when done. */
export interface PictureData {
  /** Models are trained on nine tenths of these. */
  readonly pictures: LabelledPictures
  readonly judge: PictureJudge
  /** Where pictures and judge come from, in sentences. */
  readonly notes: readonly string[]
}

/**
 * @param count pictures for the models
 * @param folder IDX files of a person's; null takes the sample that ships
 * @throws BrenierError as the readers of data; `cancelled`
 */
export async function openPictureData(
  name: PictureSetName,
  count: number,
  folder: string | null,
  scale: GivenScale,
  tools: Tools,
  job: JobHandle,
): Promise<PictureData> {
  return folder === null
    ? shippedFashion(count, tools, job)
    : givenPictures(name, count, folder, scale, tools, job)
}

/** The first of the sample's pictures. */
export async function openFashion(count: number, { resources }: Tools): Promise<LabelledPictures> {
  const set = await openSample('fashion', resources)
  if (set?.kind !== 'pictures')
    throw new BrenierError('internal', 'Expected the sample fashion to be pictures.')
  return first(set, 0, count)
}

async function shippedFashion(count: number, tools: Tools, job: JobHandle): Promise<PictureData> {
  const pictures = await openFashion(count, tools)
  return {
    pictures,
    judge: await openJudge(await openClassifier('clothes', tools), pictures, tools, job),
    notes: [
      `Pictures: ${pictures.count} test pictures of Fashion-MNIST, which ship as a sample. Fréchet distances and scores are of the classifier “clothes” that ships, which has not seen them; distances are to these pictures, those that were trained on among them, and that of the real pictures is between their halves.`,
    ],
  }
}

async function givenPictures(
  name: PictureSetName,
  count: number,
  folder: string,
  { judgePictures, judgeEpochs }: GivenScale,
  tools: Tools,
  job: JobHandle,
): Promise<PictureData> {
  const training = await readIdxPictures(await idxFile(folder, 'train'))
  const test = labelled(await readIdxPictures(await idxFile(folder, 't10k')))
  const pictures = first(training, 0, count)
  const settings = {
    ...defaultClassifierTraining,
    epochs: judgeEpochs,
    shift: shiftFor(training),
    // Clothes may be worn the other way round, digits not.
    mirror: name === 'fashion',
  }
  const made = await trainClassifier(
    setTitles[name],
    first(training, count, judgePictures),
    { kind: 'pictures', set: test },
    settings,
    tools,
    { ...job, report: (report) => job.report({ ...report, stage: 'Train the judge' }) },
  )
  requireGoing(job)
  if (!made) throw new BrenierError('internal', 'Expected a classifier of a training that was not cancelled.')
  const { provenance } = made.file
  return {
    pictures,
    judge: await openJudge(await classifierOf(made.file, tools.tensors), test, tools, job),
    notes: [
      `Pictures: the first ${pictures.count} training pictures of ${setTitles[name]}. Fréchet distances and scores are of a classifier trained on ${provenance.pictures} other training pictures, which tells ${((100 * made.accuracy.count) / made.accuracy.of).toFixed(1)} % of the test pictures; distances are to the ${test.count} test pictures, which no net has been trained on, and that of the real pictures is between their halves.`,
    ],
  }
}

function first(set: PictureSet, from: number, count: number): PictureSet & LabelledPictures {
  const end = Math.min(set.count, from + count)
  return labelled(
    selectPictures(
      set,
      Uint32Array.from({ length: Math.max(0, end - from) }, (_, i) => from + i),
    ),
  )
}

/** The file of pictures as it is usually named, packed or not. @throws BrenierError `file-not-found` */
async function idxFile(folder: string, part: 'train' | 't10k'): Promise<string> {
  const names = await readdir(folder).catch((thrown: unknown) => {
    throw diskError(thrown, folder)
  })
  const usual = new RegExp(`^${part}-images[-.]idx3-ubyte(\\.gz)?$`)
  const found = names.find((name) => usual.test(name))
  if (found !== undefined) return path.join(folder, found)
  throw new BrenierError(
    'file-not-found',
    `Expected ${part}-images-idx3-ubyte, packed or not, with its labels in ${folder}, got no such file. Name the folder that holds the IDX files.`,
    { folder },
  )
}
