import { BrenierError } from '../../shared/errors'
import { random } from '../../shared/random'
import type { Stepper } from '../../shared/stepper'
import { correctedRate, initialMoments } from './adam'
import { checkPictures, epochOrder, gatherPixels, type PixelSource } from './batches'
import type { ClassifierSpec } from './classifier-spec'
import { figuresOf, type Figures } from './figures'
import { buildClassifier } from './models/classifier'
import { trainedOf } from './objectives/objective'
import { scheduleFactor, type Schedule } from './schedule'
import { shiftPictures } from './shift-pictures'
import type { PictureShape } from './spec'
import type { TensorProgram, Tensors } from './tensors'
import { initialArrays, type NamedArrays } from './weights'

/** Pictures with the class of each, [count], -1 where unknown: those are left out. */
export interface LabelledPictures extends PixelSource {
  readonly labels: Int32Array
}

export interface ClassifierTraining {
  readonly seed: number
  readonly epochs: number
  readonly batchSize: number
  readonly learningRate: number
  /** Most pixels that a picture is moved by in a step, in each direction. */
  readonly shift: number
  /** Whether pictures are mirrored left to right by chance. */
  readonly mirror: boolean
}

export const defaultClassifierTraining: Omit<ClassifierTraining, 'shift'> = {
  seed: 1,
  epochs: 12,
  batchSize: 128,
  learningRate: 2e-3,
  mirror: false,
}

/** As far as pictures of that size may be moved and still be of their class: 2 pixels of 28. */
export const shiftFor = ({ height, width }: PictureShape): number =>
  Math.max(1, Math.round(Math.min(height, width) / 14))

const adam = { beta1: 0.9, beta2: 0.999 }
const schedule: Schedule = { kind: 'cosine', warmup: 0.02, end: 0.01 }

export interface ClassifierProgress {
  readonly step: number
  readonly steps: number
  /** Of the last step: `cross-entropy`, `accuracy`; empty before the first. */
  readonly figures: Figures
}

/**
 * Trains a classifier, a mini-batch a step, on pictures moved and mirrored by chance. The same seed, pictures, settings and
 * backend give the same weights.
 */
export class ClassifierTrainer implements Stepper<ClassifierProgress, { readonly steps: number }> {
  private readonly known: Uint32Array
  private readonly batchesPerEpoch: number
  private readonly steps: number
  private done = 0
  private figures: Figures = {}
  private order: { epoch: number; indices: Uint32Array } | undefined

  private constructor(
    private readonly pictures: LabelledPictures,
    private readonly spec: ClassifierSpec,
    private readonly settings: ClassifierTraining,
    private readonly program: TensorProgram,
  ) {
    this.known = knownOf(pictures)
    this.batchesPerEpoch = Math.ceil(this.known.length / settings.batchSize)
    this.steps = this.batchesPerEpoch * settings.epochs
  }

  /** @throws BrenierError `bad-argument`, `bad-shape`, `empty-set` where pictures and classifier do not fit */
  static async start(
    tensors: Tensors,
    pictures: LabelledPictures,
    spec: ClassifierSpec,
    settings: ClassifierTraining,
  ): Promise<ClassifierTrainer> {
    checkPictures(pictures, spec)
    if (knownOf(pictures).length === 0) {
      throw new BrenierError('empty-set', 'Expected pictures of known classes to learn from, got none.')
    }
    const bad = pictures.labels.findIndex((label) => label >= spec.classes)
    if (bad >= 0) {
      throw new BrenierError(
        'bad-argument',
        `Expected classes from 0 to ${spec.classes - 1}, got ${pictures.labels[bad]} for picture ${bad}.`,
      )
    }
    const { parameters } = buildClassifier(spec)
    const moments = initialMoments(trainedOf({ parameters }))
    const arrays = { ...initialArrays(parameters, settings.seed), ...moments }
    const program = await tensors.open({ classifier: spec, training: adam }, arrays)
    return new ClassifierTrainer(pictures, spec, settings, program)
  }

  /** @throws BrenierError `training-diverged` where the loss is no finite number */
  async step(): Promise<boolean> {
    const { seed, learningRate, shift, mirror } = this.settings
    const indices = this.batchOf(this.done)
    const drawn = random(seed).fork(`moves of step ${this.done}`)
    const { height, width, channels } = this.pictures
    const pixels = gatherPixels(this.pictures, indices)
    shiftPictures({ count: indices.length, height, width, channels, pixels }, { shift, mirror }, drawn)
    const rate = learningRate * scheduleFactor(schedule, this.done, this.steps)
    this.figures = figuresOf([
      await this.program.run('train', {
        pictures: pixels,
        labels: Int32Array.from(indices, (index) => this.pictures.labels[index]!),
        seed: Int32Array.of(seed, this.done),
        ...correctedRate(adam, rate, this.done + 1),
      }),
    ])
    this.done++
    for (const [name, value] of Object.entries(this.figures)) {
      if (Number.isFinite(value)) continue
      throw new BrenierError(
        'training-diverged',
        `Expected finite losses, but the ${name} of step ${this.done} is ${value}. Train with a smaller learning rate than ${learningRate}.`,
      )
    }
    return this.done === this.steps
  }

  private batchOf(step: number): Uint32Array {
    const { batchSize, seed } = this.settings
    const epoch = Math.floor(step / this.batchesPerEpoch)
    if (this.order?.epoch !== epoch) this.order = { epoch, indices: epochOrder(this.known, epoch, seed) }
    const start = (step % this.batchesPerEpoch) * batchSize
    return this.order.indices.subarray(start, start + batchSize)
  }

  progress(): ClassifierProgress {
    return { step: this.done, steps: this.steps, figures: this.figures }
  }

  result(): { readonly steps: number } {
    return { steps: this.done }
  }

  weights(): Promise<NamedArrays> {
    return this.program.read(buildClassifier(this.spec).parameters.map(({ name }) => name))
  }

  dispose(): void {
    this.program.dispose()
  }
}

function knownOf({ labels }: LabelledPictures): Uint32Array {
  return Uint32Array.from(labels.keys()).filter((index) => labels[index]! >= 0)
}
