import type { ModelParameters, RunSummary, StudySummary } from '../../../shared/contracts/study'
import type { EpochView, PictureRow, TrainingHistory } from '../../../shared/contracts/training'
import { BrenierError } from '../../../shared/errors'
import { thinEvenly } from '../../../shared/even-thinning'
import { epochsInAll } from '../../../shared/model-defaults'
import { modelName } from '../../../shared/objectives'
import { random } from '../../../shared/random'
import type { World } from './world'

export const madeUpModel: ModelParameters = {
  objective: { kind: 'ae' },
  kind: 'ae-conv',
  latent: 16,
  width: 32,
  learningRate: 0.002,
  beta1: 0.9,
  beta2: 0.999,
  batch: 128,
  epochs: 60,
  refineEpochs: 0,
  heldOut: 0.1,
  seed: 7,
}

const stepsPerEpoch = 75
const bytesOfEpoch = 1_200_000

const heldOutLoss = (epoch: number): number =>
  0.007 + 0.1 * Math.exp(-epoch / 4) + 0.0134 * Math.exp(-epoch / 20)
const trainLoss = (epoch: number): number =>
  (0.0062 + 0.09 * Math.exp(-epoch / 4) + 0.012 * Math.exp(-epoch / 20)) * (1 + 0.03 * Math.sin(epoch * 2.3))

const keptOf = (epoch: number): number[] =>
  thinEvenly(
    Array.from({ length: epoch }, (_, i) => i + 1),
    24,
    Math.sqrt,
  )

function runOf(id: string, name: string, parameters: ModelParameters, epoch: number): RunSummary {
  const kept = keptOf(epoch).length
  return {
    id,
    name,
    parameters,
    epoch,
    epochs: epochsInAll(parameters),
    trainLoss: epoch > 0 ? trainLoss(epoch) : null,
    heldOutLoss: epoch > 0 ? heldOutLoss(epoch) : null,
    seconds: 2 * epoch,
    kept,
    bytes: kept * bytesOfEpoch,
    generators: ['gaussian'],
  }
}

/** The made-up trainings of a study: one run after another, with pictures that sharpen as epochs go by. */
export class FakeTrainings {
  #runs: RunSummary[] = []
  #model: { run: string; epoch: number } | null = null
  parameters: ModelParameters = madeUpModel

  constructor(private readonly world: World) {}

  /** As if three trainings had been made before, the last of them kept as the model. */
  addFormer(): void {
    this.#add({ ...madeUpModel, latent: 32 }, 60)
    this.#add({ ...madeUpModel, latent: 8 }, 24)
    this.#add(madeUpModel, 60)
  }

  #add(parameters: ModelParameters, epoch: number): void {
    const id = `run-${this.#runs.length + 1}`
    this.#runs = [
      runOf(id, modelName(parameters.objective, parameters.latent), parameters, epoch),
      ...this.#runs,
    ]
    this.#model = { run: id, epoch }
    this.parameters = parameters
  }

  begin(): void {
    this.#add(this.parameters, 0)
  }

  /** The run under way when a share of its epochs is done. */
  progress(share: number): TrainingHistory {
    const { id, name, parameters, epochs } = this.#need(this.#model?.run ?? '')
    const epoch = Math.round(share * epochs)
    this.#put(runOf(id, name, parameters, epoch))
    this.#model = { run: id, epoch }
    return { ...this.history(id)!, etaSeconds: (1 - share) * 2 * epochs }
  }

  summaries(): RunSummary[] {
    const isCurrent = (run: RunSummary) => Number(run.id === this.#model?.run)
    return [...this.#runs].sort((a, b) => isCurrent(b) - isCurrent(a))
  }

  model(): StudySummary['model'] {
    if (!this.#model) return null
    const { run, epoch } = this.#model
    const { parameters, epochs, seconds, epoch: newest } = this.#need(run)
    return {
      run,
      name: modelName(parameters.objective, parameters.latent),
      kind: parameters.kind,
      latent: parameters.latent,
      prior: parameters.objective.kind !== 'ae',
      weights: 244_000,
      epoch,
      epochs: epoch < newest ? epoch : epochs,
      trainLoss: trainLoss(epoch),
      heldOutLoss: heldOutLoss(epoch),
      seconds,
    }
  }

  history(id: string | null): TrainingHistory | null {
    const wanted = id ?? this.#model?.run
    if (!wanted) return null
    const { epoch, epochs, parameters } = this.#need(wanted)
    const isPlain = parameters.objective.kind === 'ae'
    return {
      run: wanted,
      epoch,
      epochs,
      refineEpochs: parameters.refineEpochs,
      step: epoch * stepsPerEpoch,
      stepsPerEpoch,
      train: Float32Array.from({ length: epoch }, (_, e) => trainLoss(e + 1)),
      heldOut: Float32Array.from({ length: epoch }, (_, e) => heldOutLoss(e + 1)),
      figures: isPlain
        ? []
        : [
            {
              name: 'KL divergence',
              values: Float32Array.from({ length: epoch }, (_, e) => 9 - 6 / (e + 1)),
            },
          ],
      extension: null,
      picturesPerSecond: 5400,
      etaSeconds: null,
      kept: Uint32Array.from(keptOf(epoch)),
      problem: null,
    }
  }

  use(id: string, epoch: number | null): void {
    const run = this.#need(id)
    this.#model = { run: id, epoch: epoch ?? run.epoch }
    this.parameters = run.parameters
  }

  rename(id: string, name: string): void {
    this.#put({ ...this.#need(id), name })
  }

  remove(id: string): void {
    this.#runs = this.#runs.filter((run) => run.id !== id)
  }

  epochView(id: string, epoch: number): EpochView {
    this.#need(id)
    const { height, width, channels, count } = this.world.data
    const spread = (length: number, offset: number) =>
      Uint32Array.from({ length }, (_, i) => (Math.floor((i * count) / length) + offset) % count)
    const source = random(epoch)
    const items = spread(Math.min(2000, count), 0)
    return {
      run: id,
      epoch,
      height,
      width,
      channels,
      same: this.#row(spread(14, 0), epoch, 1),
      worst: this.#row(spread(14, 11 * epoch), epoch, 4),
      measured: Math.round(0.1 * count),
      random: this.#row(
        Uint32Array.from({ length: 14 }, () => source.integer(count)),
        epoch,
        1.05,
      ),
      codes: { items, positions: this.#codes(items, epoch) },
    }
  }

  /** @param worse how much larger the loss is than that of the epoch */
  #row(items: Uint32Array, epoch: number, worse: number): PictureRow {
    const sharpness = 1 - 0.9 * Math.exp(-epoch / (6 * worse))
    const { codes, dimension } = this.world
    const decode = this.world.decode!
    const made = [...items].map((index) =>
      decode(codes.slice(index * dimension, (index + 1) * dimension).map((value) => value * sharpness)),
    )
    return {
      items,
      pictures: joined([...items].map((index) => this.world.picture(index))),
      made: joined(made),
      loss: heldOutLoss(epoch) * worse,
    }
  }

  /** A blob that falls apart into the clusters of the finished layout. */
  #codes(items: Uint32Array, epoch: number): Float32Array {
    const share = 1 - Math.exp(-epoch / 8)
    return Float32Array.from({ length: 3 * items.length }, (_, at) => {
      const index = 3 * items[Math.floor(at / 3)]! + (at % 3)
      return share * this.world.layout[index]! + (1 - share) * 8 * Math.sin(index * 12.9898)
    })
  }

  #put(changed: RunSummary): void {
    this.#runs = this.#runs.map((run) => (run.id === changed.id ? changed : run))
  }

  #need(id: string): RunSummary {
    const run = this.#runs.find((one) => one.id === id)
    if (run) return run
    throw new BrenierError('bad-argument', `Expected a run of this study, got "${id}".`)
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const size = parts[0]?.length ?? 0
  const out = new Uint8Array(parts.length * size)
  parts.forEach((part, i) => {
    out.set(part, i * size)
  })
  return out
}
