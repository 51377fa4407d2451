import path from 'node:path'
import { bounds, readBounded } from '../../data/source-file'
import { Classifier } from '../../nn/classifier'
import { decodeClassifier, type ClassifierFile } from '../study/classifier-file'
import type { Tools } from '../tools'

/** Classifiers that ship: of 28 × 28 clothes and of 8 × 8 digits. */
export const shippedClassifiers: readonly string[] = ['clothes', 'digits']

/** Whether a name is that of a classifier that ships, or a file's. */
export const namesClassifier = (name: string): boolean =>
  shippedClassifiers.includes(name) || name.endsWith('.safetensors')

/** A classifier with what is known of it. */
export interface OpenedClassifier {
  readonly classifier: Classifier
  readonly file: ClassifierFile
  /** What results say their features are: the net and its layer. */
  readonly layer: string
}

/**
 * @param source the name of one that ships, or a file as `classifier train` writes it
 * @throws BrenierError `file-not-found`, `file-format`, `bad-shape`, `not-finite`
 */
export async function openClassifier(
  source: string,
  { tensors, resources }: Pick<Tools, 'tensors' | 'resources'>,
): Promise<OpenedClassifier> {
  const place = shippedClassifiers.includes(source)
    ? path.join(resources, 'classifiers', `${source}.safetensors`)
    : source
  return classifierOf(decodeClassifier(await readBounded(place, bounds.setBytes), place), tensors)
}

/** A classifier from what is kept of it. */
export async function classifierOf(
  file: ClassifierFile,
  tensors: Tools['tensors'],
): Promise<OpenedClassifier> {
  const classifier = await Classifier.open(tensors, file.spec, file.weights)
  return {
    classifier,
    file,
    layer: `${file.name} classifier, ${file.spec.features} features before the classes`,
  }
}
