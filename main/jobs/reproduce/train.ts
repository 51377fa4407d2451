import type { Matrix } from '../../../shared/matrix'
import type { PixelSource, Split } from '../../nn/batches'
import { Encoding } from '../../nn/encode'
import type { Figures } from '../../nn/figures'
import type { Network } from '../../nn/network'
import type { ModelSpec } from '../../nn/spec'
import { Trainer } from '../../nn/trainer'
import type { TrainingSettings } from '../../nn/training'
import type { NamedArrays } from '../../nn/weights'
import type { JobHandle } from '../job-manager'
import { matchCosts } from '../transport/match-points'
import { runStepper } from '../runner'
import type { Tools } from '../tools'
import { requireGoing } from './experiment'

/** A model at the end of its training. */
export interface Trained {
  readonly network: Network
  readonly weights: NamedArrays
  readonly split: Split
  /** Of all pictures, [count, latent]. */
  readonly codes: Matrix
  /** Of its last epoch. */
  readonly figures: Figures
}

/**
 * Trains a model on pictures, encodes them all and works with it.
 * @param stage what is being done, for the report
 * @param given weights to begin with in place of random ones
 * @param encoded pictures to encode, where they are not those of the training
 * @throws BrenierError `cancelled`, `training-diverged`
 */
export async function withTrained<T>(
  spec: ModelSpec,
  settings: TrainingSettings,
  pictures: PixelSource,
  stage: string,
  tools: Tools,
  job: JobHandle,
  work: (trained: Trained) => Promise<T>,
  given: NamedArrays = {},
  encoded: PixelSource = pictures,
): Promise<T> {
  const { control } = job
  const { tensors, clock } = tools
  const trainer = await Trainer.start(tensors, pictures, spec, settings, clock, given, matchCosts(tools))
  try {
    await runStepper(trainer, {
      control,
      clock,
      onProgress: ({ step, steps, secondsLeft }) =>
        job.report({ stage, done: step, total: steps, etaSeconds: secondsLeft }),
    })
    requireGoing(job)
    const { network, split } = trainer
    const { result: codes } = await runStepper(new Encoding(network, encoded), {
      control,
      clock,
      onProgress: ({ done, total }) => job.report({ stage: 'Encode', done, total }),
    })
    requireGoing(job)
    const { weights } = await trainer.checkpoint()
    const figures = trainer.history().epochs.at(-1)?.figures ?? {}
    return await work({ network, weights, split, codes, figures })
  } finally {
    trainer.dispose()
  }
}
