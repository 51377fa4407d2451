import { isDeepStrictEqual } from 'node:util'
import type { ModelParameters } from '../../../shared/contracts/study'
import { epochsInAll } from '../../../shared/model-defaults'
import type { Stepper } from '../../../shared/stepper'
import type { PictureSet } from '../../data/picture-set'
import type { Matrix } from '../../../shared/matrix'
import { continuesModel } from '../../../shared/objectives'
import { Network } from '../../nn/network'
import { defaultSpec, type ModelSpec } from '../../nn/spec'
import { Trainer, type TrainingProgress, type TrainingResult } from '../../nn/trainer'
import { defaultTraining, type TrainingCheckpoint, type TrainingSettings } from '../../nn/training'
import { continuation, continuedParameters, continuedSpec, type Continuation } from './continue-model'
import type { JobHandle } from '../job-manager'
import { EpochKeeper } from './keep-epochs'
import { matchCosts } from '../transport/match-points'
import { runStepper } from '../runner'
import { beginRun, changeRun, runOf, type Run } from './runs'
import type { Study, TrainedModel } from '../study/study'
import type { Tools } from '../tools'
import { runHistory } from './training-history'

/** Seconds between two autosaves of a running training: what a crash may cost. */
const autosaveEvery = 20

/**
 * The net for given parameters and pictures.
 * @param parameters.width filters of the first convolution, or units of the first dense layer
 */
export function modelSpec(parameters: ModelParameters, set: PictureSet): ModelSpec {
  const { height, width, channels } = set
  const { kind, latent, objective } = parameters
  const plain = defaultSpec(kind, { height, width, channels }, latent)
  const spec = objective.kind === 'ae' ? plain : { ...plain, objective }
  if (spec.kind === 'ae-dense') {
    return { ...spec, hidden: [parameters.width, Math.max(8, Math.round(parameters.width / 2))] }
  }
  // SNGAN's net of CIFAR-10 has 256 throughout.
  const most = spec.kind === 'ae-resnet' ? 256 : 512
  return { ...spec, filters: spec.filters.map((_, stage) => Math.min(parameters.width * 2 ** stage, most)) }
}

export function trainingSettings(parameters: ModelParameters): TrainingSettings {
  return {
    ...defaultTraining,
    seed: parameters.seed,
    epochs: parameters.epochs,
    refineEpochs: parameters.refineEpochs,
    batchSize: parameters.batch,
    learningRate: parameters.learningRate,
    beta1: parameters.beta1,
    beta2: parameters.beta2,
    heldOutShare: parameters.heldOut,
  }
}

/** Whether a checkpoint is an unfinished training with just these settings. */
function unfinished(checkpoint: TrainingCheckpoint, spec: ModelSpec, settings: TrainingSettings): boolean {
  return (
    isDeepStrictEqual(checkpoint.spec, spec) &&
    isDeepStrictEqual(checkpoint.settings, settings) &&
    checkpoint.epochs.length < epochsInAll(settings) &&
    // A kept epoch has its weights only.
    Object.keys(checkpoint.moments).length > 0
  )
}

/**
 * Trains the study's model: goes on from an unfinished training with the same parameters, else starts a new run. Epochs
 * are kept on disk as it goes. Cancel keeps the model as it then is. An objective that continues a model begins with the
 * study's and leaves its encoder, so codes and all that rests on them stay.
 * @param generated codes for AE-OT-GAN, as the encoder gives them; null draws them through the study's map
 * @throws BrenierError `training-diverged` (the last good state is kept in the study), `missing-stage` for points
 */
export async function trainModel(
  study: Study,
  given: ModelParameters,
  tools: Tools,
  job: JobHandle,
  generated: Matrix | null = null,
): Promise<void> {
  const set = study.trainingPictures()
  const continues = continuesModel(given.objective.kind)
  const parameters = continues ? continuedParameters(study, given) : given
  const spec = continues ? continuedSpec(study, parameters.objective) : modelSpec(parameters, set)
  const settings = trainingSettings(parameters)
  job.report({ stage: 'Load TensorFlow', done: 0, total: 1 })
  const before = study.model
  const resumed = before && unfinished(before.checkpoint, spec, settings) ? before : null
  const begin: Continuation | null =
    continues && !resumed
      ? await continuation(study, parameters, generated, tools, job)
      : { weights: {}, extension: null }
  if (!begin) return
  const { weights, extension } = begin
  const trainer = resumed
    ? await Trainer.resume(tools.tensors, set, resumed.checkpoint, tools.clock, matchCosts(tools))
    : await Trainer.start(tools.tensors, set, spec, settings, tools.clock, weights, matchCosts(tools))
  const stepsPerEpoch = Math.ceil(trainer.split.training.length / settings.batchSize)
  const run = resumed ? resumed.run : beginRun(study, parameters, stepsPerEpoch, extension).id
  // Epochs are kept in the study's folder: one that has none yet gets it now.
  if (study.location === null) await tools.autosave(study)
  const keeper = new EpochKeeper(study, run, trainer.split, tools)

  let savedAt = tools.clock()
  const state = (checkpoint: TrainingCheckpoint, network = trainer.network): TrainedModel => ({
    network,
    checkpoint,
    epochs: epochsInAll(settings),
    run,
  })
  const record = ({ epochs, seconds }: Pick<Run, 'epochs' | 'seconds'>) => {
    changeRun(study, { ...runOf(study, run), epochs: [...epochs], seconds })
  }
  const publish = () => {
    const { step, picturesPerSecond, secondsLeft } = trainer.progress()
    const etaSeconds = picturesPerSecond > 0 ? secondsLeft : null
    tools.publisher.frame(
      'training',
      runHistory(runOf(study, run), { step, picturesPerSecond, etaSeconds, problem: keeper.problem }),
    )
  }
  const epochEnded = async () => {
    record({ epochs: trainer.history().epochs, seconds: trainer.progress().seconds })
    study.model = state(trainer.lastGood)
    await keeper.epochEnded(trainer.network, trainer.lastGood)
    if (tools.clock() - savedAt < autosaveEvery * 1000) return
    savedAt = tools.clock()
    void tools.autosave(study)
  }
  const stepper: Stepper<TrainingProgress, TrainingResult> = {
    get begun() {
      return trainer.begun
    },
    step: async (more) => {
      const known = trainer.history().epochs.length
      const finished = await trainer.step(more)
      if (!finished && trainer.history().epochs.length > known) await epochEnded()
      return finished
    },
    progress: () => trainer.progress(),
    result: () => trainer.result(),
  }

  // From here on the study's model is the one in training: the former network's tensors are let go.
  before?.network.dispose()
  study.model = state(await trainer.checkpoint())
  study.parameters.model = parameters
  study.stages.model = 'running'
  tools.announce(study)
  try {
    await runStepper(stepper, {
      control: job.control,
      clock: tools.clock,
      onProgress: (progress) => {
        publish()
        const { step, steps, heldOutLoss, secondsLeft, picturesPerSecond } = progress
        job.report({
          stage: 'Train',
          done: step,
          total: steps,
          ...(picturesPerSecond > 0 && { etaSeconds: secondsLeft }),
          note: heldOutLoss === null ? '' : `held out ${heldOutLoss.toFixed(4)}`,
        })
      },
    })
  } finally {
    // Also after a divergence: `checkpoint` is then the last good state, while the trainer's own weights are not.
    const checkpoint = await trainer.checkpoint()
    study.model = state(checkpoint, await Network.open(tools.tensors, spec, checkpoint.weights))
    trainer.dispose()
    record(checkpoint)
    await keeper.ended(study.model.network, checkpoint)
    publish()
    if (continues) study.continued()
    else study.completed('model')
  }
}
