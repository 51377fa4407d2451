import { readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { selectPictures, type PictureSet } from '../../data/picture-set'
import { openSample } from '../../data/samples'
import { loadBackend } from '../../nn/backend'
import { splitPictures } from '../../nn/batches'
import { tensorsHere } from '../../nn/tensors'
import { openClassifier, shippedClassifiers } from './classifiers'
import { classifierAccuracy } from '../training/train-classifier'

const resources = path.resolve('resources')
const at = (name: string, kind: string) => path.join(resources, 'classifiers', `${name}.${kind}`)
const backend = await loadBackend()

async function sample(name: string): Promise<PictureSet> {
  const set = await openSample(name, resources)
  if (set?.kind !== 'pictures') throw new Error(`${name} is no sample of pictures`)
  return set
}

/** The pictures each was tested on. */
const tested: Record<string, () => Promise<PictureSet>> = {
  clothes: () => sample('fashion'),
  digits: async () => {
    const set = await sample('digits')
    return selectPictures(set, splitPictures(set.count, 0.2, 1).heldOut)
  },
}

describe.runIf(backend.native).each(shippedClassifiers)('the classifier of %s that ships', (name) => {
  it('has the accuracy that its description states', async () => {
    const { accuracy, seed } = JSON.parse(readFileSync(at(name, 'json'), 'utf8')) as {
      accuracy: { right: number; of: number }
      seed: number
    }
    const { classifier, file } = await openClassifier(name, { tensors: tensorsHere(), resources })
    expect(file.provenance.seed).toBe(seed)
    expect(file.provenance.test).toMatchObject({ right: accuracy.right, of: accuracy.of })
    const found = await classifierAccuracy(classifier, await tested[name]!())
    expect(found.of).toBe(accuracy.of)
    // Another processor rounds otherwise: a picture halfway between two classes may fall to the other.
    expect(Math.abs(found.count - accuracy.right)).toBeLessThanOrEqual(accuracy.of / 2000)
    classifier.dispose()
  })

  it('takes less than 2 MB', () => {
    expect(statSync(at(name, 'safetensors')).size).toBeLessThan(2e6)
  })
})

describe('opening a classifier', () => {
  it('says what a file holds instead', async () => {
    const opening = openClassifier(at('clothes', 'json'), { tensors: tensorsHere(), resources })
    await expect(opening).rejects.toMatchObject({ code: 'file-format' })
  })
})
