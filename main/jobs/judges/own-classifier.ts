import type { PixelSource } from '../../nn/batches'
import { openClassifier } from './classifiers'
import type { SeenBoth } from '../compare/measure-draws-task'
import type { Study } from '../study/study'
import type { Tools } from '../tools'

/** Samples whose pictures a classifier that ships was made for. */
const ofSample: Readonly<Record<string, string>> = { fashion: 'clothes', digits: 'digits' }

/**
 * Looks at pictures of the set and at drawn ones with the classifier that ships for the study's sample.
 * @returns null where there is none
 */
export async function seenByClassifier(
  { origin }: Study,
  real: PixelSource,
  drawn: PixelSource,
  tools: Pick<Tools, 'tensors' | 'resources'>,
): Promise<SeenBoth | null> {
  const name = origin.kind === 'sample' ? ofSample[origin.name] : undefined
  if (name === undefined) return null
  const { classifier, layer } = await openClassifier(name, tools)
  try {
    const [ofReal, ofDrawn] = [await classifier.classify(real), await classifier.classify(drawn)]
    return { layer, classifier: name, real: ofReal, drawn: ofDrawn }
  } finally {
    classifier.dispose()
  }
}
