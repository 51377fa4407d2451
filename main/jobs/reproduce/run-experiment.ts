import type { JobHandle } from '../job-manager'
import type { Tools } from '../tools'
import { checkData, type Experiment, type Reproduction } from './experiment'

/** How an experiment is to be run. */
export interface ExperimentRun {
  readonly quick: boolean
  /** The first seed, and how many from it on; null: as many as the experiment has for its size. */
  readonly seed: number
  readonly runs: number | null
  readonly data: string | null
}

/** What an experiment gave by a certain time of its run. */
export interface ExperimentOutcome {
  readonly made: Reproduction
  readonly seeds: readonly number[]
  readonly seconds: number
  readonly finished: boolean
}

/**
 * Runs an experiment.
 * @param show takes what there is whenever there is more
 * @throws BrenierError `bad-argument` for data it does not take, `cancelled`, `training-diverged`
 */
export async function runExperiment(
  experiment: Experiment,
  { quick, seed, runs, data }: ExperimentRun,
  tools: Tools,
  job: JobHandle,
  show: (outcome: ExperimentOutcome) => void,
): Promise<ExperimentOutcome> {
  checkData(experiment, data)
  const count = runs ?? (quick ? experiment.seeds.quick : experiment.seeds.whole)
  const seeds = Array.from({ length: count }, (_, i) => seed + i)
  const start = tools.clock()
  const outcome = (made: Reproduction, finished: boolean): ExperimentOutcome => ({
    made,
    seeds,
    seconds: (tools.clock() - start) / 1000,
    finished,
  })
  const made = await experiment.run({ quick, seeds, data }, tools, job, (partial) =>
    show(outcome(partial, false)),
  )
  return outcome(made, true)
}
