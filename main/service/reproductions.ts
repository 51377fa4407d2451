import { mkdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import {
  reproductionReport,
  type ExperimentChoice,
  type ExperimentSummary,
  type ReproductionReport,
} from '../../shared/contracts/reproduction'
import { validate } from '../../shared/contracts/protocol'
import { BrenierError } from '../../shared/errors'
import { replaceFile } from '../data/replace-file'
import type { JobHandle } from '../jobs/job-manager'
import type { Experiment } from '../jobs/reproduce/experiment'
import { experiments as papersExperiments } from '../jobs/reproduce/registry'
import { reportOf } from '../jobs/reproduce/report'
import { runExperiment, type ExperimentOutcome } from '../jobs/reproduce/run-experiment'
import type { Tools } from '../jobs/tools'

/** The papers' experiments as jobs, and a folder with what the latest run of each gave. */
export class Reproductions {
  /** What runs now, as far as it has come. */
  #running: ReproductionReport | null = null

  /** @param wallClock milliseconds since 1970 */
  constructor(
    private readonly folder: string,
    private readonly wallClock: () => number,
    private readonly experiments: readonly Experiment[] = papersExperiments,
  ) {}

  list(): Promise<ExperimentSummary[]> {
    return Promise.all(
      this.experiments.map(async ({ name, description, paper, minutes, data }) => ({
        name,
        description,
        paper,
        needsData: data === 'required',
        quick: { minutes: minutes.quick, kept: await this.#kept({ name, quick: true }) },
        whole: { minutes: minutes.whole, kept: await this.#kept({ name, quick: false }) },
      })),
    )
  }

  /** What the run under way has by now, else what the latest one gave; null where there was none. */
  async report(choice: ExperimentChoice): Promise<ReproductionReport | null> {
    const { name, quick } = choice
    if (this.#running?.name === name && this.#running.quick === quick) return this.#running
    return this.#read(choice)
  }

  /**
   * Runs an experiment and keeps what it gives, also where it is cut short; that never takes the place of a whole one.
   * @param data a folder, for experiments on data of the person's
   * @throws BrenierError `bad-argument`, `cancelled`, `training-diverged`, `disk-full`
   */
  async run(choice: ExperimentChoice, data: string | null, tools: Tools, job: JobHandle): Promise<void> {
    const experiment = this.experiments.find(({ name }) => name === choice.name)
    if (!experiment) throw new BrenierError('bad-argument', `Expected an experiment, got "${choice.name}".`)
    const before = await this.#read(choice)
    let latest = Promise.resolve()
    const take = (outcome: ExperimentOutcome) => {
      latest = latest.then(async () => {
        this.#running = await reportOf(choice, outcome, this.wallClock())
        if (outcome.finished || !before?.finished) await this.#write(this.#running)
      })
    }
    try {
      const run = { quick: choice.quick, seed: 1, runs: null, data }
      take(await runExperiment(experiment, run, tools, job, take))
    } finally {
      await latest
      this.#running = null
    }
  }

  #file({ name, quick }: ExperimentChoice): string {
    return path.join(this.folder, `${name}${quick ? '-quick' : ''}.json`)
  }

  async #write(report: ReproductionReport): Promise<void> {
    await mkdir(this.folder, { recursive: true })
    await replaceFile(this.#file(report), JSON.stringify(report))
  }

  /** Null also where the file is of another version: the experiment can be run again. */
  async #read(choice: ExperimentChoice): Promise<ReproductionReport | null> {
    const file = this.#file(choice)
    try {
      return validate(reproductionReport, JSON.parse(await readFile(file, 'utf8')), file)
    } catch {
      return null
    }
  }

  async #kept(choice: ExperimentChoice): Promise<ExperimentSummary['quick']['kept']> {
    const report = await this.#read(choice)
    return report && { finished: report.finished, seconds: report.seconds, made: report.made }
  }
}
