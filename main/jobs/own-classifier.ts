import type { PixelSource } from '../nn/batches'
import type { Classified } from '../nn/classifier'
import { openClassifier } from './classifiers'
import type { Study } from './study'
import type { Tools } from './tools'

/** Samples whose pictures a classifier that ships was made for. */
const ofSample: Readonly<Record<string, string>> = { fashion: 'clothes', digits: 'digits' }

/** What a classifier of the study's own kind of pictures sees in pictures. */
export interface Seen {
  /** The net and the layer its features are of. */
  readonly layer: string
  readonly classifier: string
  /** In the order of the pictures given. */
  readonly seen: readonly Classified[]
}

/**
 * Looks at pictures with the classifier that ships for the study's sample.
 * @returns null where there is none
 */
export async function seenByClassifier(
  { origin }: Study,
  pictures: readonly PixelSource[],
  tools: Pick<Tools, 'tensors' | 'resources'>,
): Promise<Seen | null> {
  const name = origin.kind === 'sample' ? ofSample[origin.name] : undefined
  if (name === undefined) return null
  const { classifier, layer } = await openClassifier(name, tools)
  try {
    const seen: Classified[] = []
    for (const one of pictures) seen.push(await classifier.classify(one))
    return { layer, classifier: name, seen }
  } finally {
    classifier.dispose()
  }
}
