import type { MapperParameters } from '../../../shared/contracts/mapper'
import type { Matrix } from '../../../shared/matrix'
import { LearnedMap } from '../../nn/maps/learned-map'
import { MapTrainer } from '../../nn/maps/trainer'
import type { JobHandle } from '../job-manager'
import type { Mapper } from './mapper-fit'
import { mapperHistory } from './mapper-history'
import { matchPoints } from '../transport/match-points'
import { runStepper } from '../runner'
import type { Study } from '../study/study'
import type { Tools } from '../tools'

/** Figures in words: "regression 0.0123 · diversity 0.0040". */
const told = (figures: Readonly<Record<string, number>>): string =>
  Object.entries(figures)
    .map(([name, value]) => `${name} ${value.toPrecision(3)}`)
    .join(' · ')

/**
 * Learns a map from noise to the study's normalised codes. Cancel keeps it as it then is.
 * @throws BrenierError `missing-stage` without codes, `training-diverged` (the last good state is kept in the study)
 */
export async function trainMapper(
  study: Study,
  parameters: MapperParameters,
  tools: Tools,
  job: JobHandle,
): Promise<void> {
  const { normalised, normalisation } = study.requireCodes()
  const { spec, training } = parameters
  job.report({ stage: 'Load TensorFlow', done: 0, total: 1 })
  const match = matchPoints(tools)
  const trainer = await MapTrainer.start(tools.tensors, normalised, spec, training, match, tools.clock)
  let shown = -1
  try {
    await runStepper(trainer, {
      control: job.control,
      clock: tools.clock,
      onProgress: ({ step, steps, figures, secondsLeft }) => {
        job.report({
          stage: 'Learned map',
          done: step,
          total: steps,
          etaSeconds: secondsLeft,
          note: told(figures),
        })
        const losses = trainer.history()
        if (losses.length === shown) return
        shown = losses.length
        tools.publisher.frame('mapper', mapperHistory(losses, steps))
      },
    })
  } finally {
    // Also after a divergence: it is the last good state then.
    study.keepMapper({ checkpoint: await trainer.checkpoint(), normalisation })
    trainer.dispose()
    tools.announce(study)
  }
}

/**
 * Codes drawn from the study's mapper; the same seed gives the same ones.
 * @returns normalised, [count, d]
 * @throws BrenierError `missing-stage` without a mapper, or where it is of other codes
 */
export async function drawFromMapper(
  study: Study,
  count: number,
  seed: number,
  tools: Pick<Tools, 'tensors'>,
): Promise<Matrix> {
  return (await openMapper(study, tools)).draw(count, seed)
}

/**
 * A learned map of the study where tensors are computed, by default the newest. It stays open as long as the study has it.
 * @throws BrenierError as `drawFromMapper`
 */
export function openMapper(
  study: Study,
  tools: Pick<Tools, 'tensors'>,
  mapper: Mapper = study.requireMapper(),
): Promise<LearnedMap> {
  const open = study.openMappers.get(mapper)
  if (open) return open
  const { spec, weights } = mapper.checkpoint
  const map = LearnedMap.open(tools.tensors, spec, weights)
  study.openMappers.set(mapper, map)
  return map
}
