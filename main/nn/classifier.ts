import { matrix, type Matrix } from '../../shared/matrix'
import { checkPictures, gatherPixels, type PixelSource } from './batches'
import type { ClassifierSpec } from './classifier-spec'
import { picturesPerStep } from './encode'
import { buildClassifier } from './models/classifier'
import type { TensorProgram, Tensors } from './tensors'
import { checkArrays, type NamedArrays } from './weights'

/** What a classifier sees in pictures. */
export interface Classified {
  /** Its last layer before the classes, [n, features]. */
  readonly features: Matrix
  /** [n, classes], rows of sum 1. */
  readonly probabilities: Matrix
}

/** A classifier with its weights where tensors are computed. Dispose of it when done. */
export class Classifier {
  private constructor(
    readonly spec: ClassifierSpec,
    private readonly program: TensorProgram,
  ) {}

  /** @throws BrenierError `bad-shape`, `not-finite` where the arrays are not its weights */
  static async open(tensors: Tensors, spec: ClassifierSpec, weights: NamedArrays): Promise<Classifier> {
    await checkArrays(buildClassifier(spec).parameters, weights)
    return new Classifier(spec, await tensors.open({ classifier: spec, training: null }, weights))
  }

  /** @throws BrenierError `bad-argument`, `bad-shape`, `empty-set` where the pictures do not fit the classifier */
  async classify(pictures: PixelSource): Promise<Classified> {
    checkPictures(pictures, this.spec)
    const features = matrix(pictures.count, this.spec.features)
    const probabilities = matrix(pictures.count, this.spec.classes)
    const batchSize = picturesPerStep(pictures)
    for (let start = 0; start < pictures.count; start += batchSize) {
      const size = Math.min(batchSize, pictures.count - start)
      const indices = Uint32Array.from({ length: size }, (_, i) => start + i)
      const made = await this.program.run('classify', { pictures: gatherPixels(pictures, indices) })
      features.data.set(made['features']!, start * features.columns)
      probabilities.data.set(made['probabilities']!, start * probabilities.columns)
    }
    return { features, probabilities }
  }

  dispose(): void {
    this.program.dispose()
  }
}

/** The likeliest class of each row, [n]. */
export function likeliestClasses({ rows, columns, data }: Matrix): Int32Array {
  return Int32Array.from({ length: rows }, (_, i) => {
    let best = 0
    for (let c = 1; c < columns; c++) if (data[i * columns + c]! > data[i * columns + best]!) best = c
    return best
  })
}
