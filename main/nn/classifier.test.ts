import { describe, expect, it } from 'vitest'
import { matrix } from '../../shared/matrix'
import { random } from '../../shared/random'
import { loadBackend } from './backend'
import { Classifier, likeliestClasses } from './classifier'
import { checkClassifier, defaultClassifier } from './classifier-spec'
import { ClassifierTrainer, type ClassifierTraining, type LabelledPictures } from './classifier-trainer'
import { eagerProgram, fastestProgram, type ProgramMaker } from './program-maker'
import { shiftPictures } from './shift-pictures'
import { tensorsHere } from './tensors'

const shape = { height: 10, width: 8, channels: 1 }

/** Noise with one bright row: the class is whether it is in the upper or the lower half. */
function halves(count: number, seed: number): LabelledPictures {
  const source = random(seed)
  const pixels = Uint8Array.from({ length: count * 80 }, () => source.integer(120))
  const labels = Int32Array.from({ length: count }, (_, i) => {
    const row = source.integer(shape.height)
    pixels.fill(250, i * 80 + row * 8, i * 80 + row * 8 + 8)
    return row < shape.height / 2 ? 0 : 1
  })
  return { count, ...shape, pixels, labels }
}

const settings: ClassifierTraining = {
  seed: 3,
  epochs: 6,
  batchSize: 16,
  learningRate: 4e-3,
  shift: 0,
  mirror: true,
}
const spec = defaultClassifier(shape, 2)
const backend = await loadBackend()

async function trained(pictures: LabelledPictures, makeProgram: ProgramMaker = fastestProgram) {
  const tensors = tensorsHere(loadBackend, makeProgram)
  const trainer = await ClassifierTrainer.start(tensors, pictures, spec, settings)
  const losses = []
  for (let over = false; !over;) {
    over = await trainer.step()
    losses.push(trainer.progress().figures['cross-entropy']!)
  }
  const weights = await trainer.weights()
  trainer.dispose()
  return { losses, classifier: await Classifier.open(tensors, spec, weights) }
}

describe('a classifier', () => {
  it('tells classes of pictures that it has not seen', async () => {
    const { classifier } = await trained(halves(300, 1))
    const fresh = halves(200, 2)
    const { features, probabilities } = await classifier.classify(fresh)
    expect([features.rows, features.columns]).toEqual([200, 128])
    const told = likeliestClasses(probabilities)
    const right = fresh.labels.filter((label, i) => told[i] === label).length
    // Chance tells 100 ± 7.
    expect(right).toBeGreaterThan(190)
    for (let i = 0; i < 200; i++) {
      expect(probabilities.data[2 * i]! + probabilities.data[2 * i + 1]!).toBeCloseTo(1, 5)
    }
  })

  it('leaves pictures of unknown class out', async () => {
    const pictures = halves(120, 1)
    const known = { ...pictures, labels: pictures.labels.map((label, i) => (i < 60 ? label : -1)) }
    // 60 known ones: four steps an epoch, where 120 would make eight.
    expect((await trained(known)).losses).toHaveLength(24)
    const none = { ...pictures, labels: pictures.labels.map(() => -1) }
    await expect(trained(none)).rejects.toThrow(/known classes/)
  })

  it.runIf(backend.native)('has the losses of the same steps run op by op', async () => {
    const pictures = halves(90, 1)
    const captured = (await trained(pictures)).losses
    const eager = (await trained(pictures, eagerProgram)).losses
    // The first steps only: rounding that carries a value over a rectifier's kink changes its gradient at once.
    for (let step = 0; step < 6; step++) expect(captured[step]).toBeCloseTo(eager[step]!, 4)
  })

  it('refuses pictures and classes that are not its own', async () => {
    const { classifier } = await trained(halves(40, 1))
    const wider = { count: 1, ...shape, width: 9, pixels: new Uint8Array(90) }
    await expect(classifier.classify(wider)).rejects.toThrow(/Resize/)
    const pictures = halves(40, 1)
    await expect(trained({ ...pictures, labels: pictures.labels.map((label) => label + 1) })).rejects.toThrow(
      /from 0 to 1, got 2/,
    )
    expect(() => checkClassifier({ ...spec, dropout: 1 })).toThrow(/dropout/)
  })
})

describe('likeliest classes', () => {
  it('are the columns of the largest values', () => {
    expect([...likeliestClasses(matrix(2, 3, Float32Array.of(0.2, 0.7, 0.1, 0.5, 0.2, 0.3)))]).toEqual([1, 0])
  })
})

describe('moved pictures', () => {
  it('hold what was in view, elsewhere or mirrored, and nothing from beyond', () => {
    const picture = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9)
    const seen = new Set<string>()
    for (let seed = 0; seed < 200; seed++) {
      const pixels = picture.slice()
      const source = { count: 1, height: 3, width: 3, channels: 1, pixels }
      shiftPictures(source, { shift: 1, mirror: true }, random(seed))
      seen.add(pixels.join(' '))
    }
    // Three places in each direction, two sides.
    expect(seen.size).toBe(18)
    for (const expected of [
      '1 2 3 4 5 6 7 8 9',
      '3 2 1 6 5 4 9 8 7',
      '0 0 0 0 1 2 0 4 5',
      '5 4 0 8 7 0 0 0 0',
    ]) {
      expect(seen).toContain(expected)
    }
  })
})
