/** What every command is given: the terminal, the tools jobs need, and how results are told. */
import { availableParallelism, homedir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { JobRequest } from '../../shared/contracts/jobs'
import { asBrenierError } from '../../shared/errors'
import { productVersion } from '../../shared/product'
import { threadCompute } from '../jobs/compute'
import { JobControl } from '../jobs/control'
import { JobManager, type JobHandle } from '../jobs/job-manager'
import type { Tools } from '../jobs/tools'
import { threadTensors } from '../nn/tensor-thread'
import { workerThread } from '../service/worker-thread'
import { writingError } from './outputs'
import { ProgressLine, type Terminal } from './terminal'

/** Options every command takes. */
export interface CommonOptions {
  readonly json?: boolean
  readonly quiet?: boolean
  readonly seed?: number
}

export type Values = Readonly<Record<string, unknown>>

/** A command's outcome: named numbers and paths written, and lines for a person. */
export interface Outcome {
  readonly result: Values
  readonly lines: readonly string[]
  /** The seed that was used, where the person gave none. */
  readonly seed?: number
  /** All parameters that were used, where those left out are not the command's own defaults. */
  readonly parameters?: Values
  /** True where TensorFlow computed in a command that can do without. */
  readonly tensors?: boolean
  /** True where the person interrupted and partial results were written. */
  readonly interrupted?: boolean
}

export const exitCodes = { done: 0, failed: 1, usage: 2, interrupted: 130 } as const

/** The folder of samples and recipes: beside the bundle in a checkout, given by the shell when packaged. */
export const resourcesFolder = (): string =>
  process.env['BRENIER_RESOURCES'] ?? fileURLToPath(new URL('../../resources', import.meta.url))

/** Where studies lie that were given no folder. */
export const homeFolder = (): string => process.env['BRENIER_HOME'] ?? path.join(homedir(), '.brenier')

/** One run of the command line. */
export class CommandHost {
  readonly control = new JobControl()
  readonly tools: Tools
  readonly #terminal: Terminal
  readonly #progress: ProgressLine
  readonly #jobs: JobManager
  /** Time spent in jobs: start-up and files left out. */
  #jobSeconds = 0

  constructor(terminal: Terminal) {
    this.#terminal = terminal
    this.#progress = new ProgressLine(terminal)
    const clock = () => performance.now()
    this.#jobs = new JobManager(clock, (status) => {
      if (status.state === 'running') this.#progress.show(status)
    })
    this.tools = {
      tensors: threadTensors(workerThread('./tensor-worker.js', import.meta.url)),
      compute: threadCompute(workerThread('./compute-worker.js', import.meta.url)),
      clock,
      publisher: { event: () => undefined, frame: () => undefined },
      resources: resourcesFolder(),
      announce: () => undefined,
      autosave: async () => undefined,
    }
  }

  /** Runs work as a job with a progress bar; Ctrl+C cancels it and keeps what there is. */
  async job<T>(kind: JobRequest['kind'], work: (job: JobHandle) => Promise<T>): Promise<T> {
    let value: { readonly held: T } | null = null
    let failure: unknown = null
    const start = performance.now()
    const interrupt = () => this.control.cancel()
    process.once('SIGINT', interrupt)
    process.once('SIGTERM', interrupt)
    this.#jobs.start(kind, async (job) => {
      try {
        value = { held: await work({ control: this.control, report: (report) => job.report(report) }) }
      } catch (error) {
        failure = error
        throw error
      }
    })
    await this.#jobs.idle
    process.off('SIGINT', interrupt)
    process.off('SIGTERM', interrupt)
    this.#progress.end()
    this.#jobSeconds += (performance.now() - start) / 1000
    if (failure) throw failure
    return (value as unknown as { readonly held: T }).held
  }

  /** Runs work that is done in one go: Ctrl+C ends the process, as nothing of it is worth keeping. */
  async inOneGo<T>(work: () => Promise<T>): Promise<T> {
    const start = performance.now()
    const result = await work()
    this.#jobSeconds += (performance.now() - start) / 1000
    return result
  }

  /** Says something that matters while a command runs. */
  warn(sentence: string): void {
    this.#progress.end()
    this.#terminal.err(`${sentence}\n`)
  }

  /** Tells the outcome and gives the exit code. */
  async finish(
    command: string,
    parameters: Values,
    options: CommonOptions,
    outcome: Outcome,
  ): Promise<number> {
    const { backend, threads } = await this.#machine(command, outcome)
    const interrupted = outcome.interrupted ?? this.control.cancelled
    if (options.json) {
      const record = {
        command,
        version: productVersion,
        seed: options.seed ?? outcome.seed ?? null,
        backend,
        threads,
        parameters: { ...parameters, ...outcome.parameters },
        wallSeconds: Number(this.#jobSeconds.toFixed(3)),
        result: outcome.result,
        ...(interrupted && { interrupted }),
      }
      this.#terminal.out(`${JSON.stringify(record)}\n`)
    } else {
      for (const line of outcome.lines) this.#terminal.out(`${line}\n`)
      if (interrupted) this.#terminal.err('Interrupted: what there was is written.\n')
    }
    await this.close()
    return interrupted ? exitCodes.interrupted : exitCodes.done
  }

  /** Ends the threads; without it the process would wait for them. */
  async close(): Promise<void> {
    await Promise.all([this.tools.compute.close(), this.tools.tensors.close()])
  }

  /** Only commands that use TensorFlow name it: loading it to say so would cost seconds. */
  async #machine(command: string, { tensors }: Outcome): Promise<{ backend: string; threads: number }> {
    const usesModels =
      /^(info|train|encode|decode|draw|classifier|study|path|start|mapper|compare|reproduce|discontinuity)/.test(
        command,
      )
    if (!usesModels && !tensors) return { backend: 'wasm', threads: availableParallelism() }
    const { name, threads } = await this.tools.tensors.facts()
    return { backend: name, threads }
  }
}

/** Prints an error as one sentence and gives its exit code. */
export function reportFailure(thrown: unknown, terminal: Terminal, json: boolean): number {
  const error = asBrenierError(writingError(thrown))
  if (json) {
    const { code, message, details } = error
    terminal.out(`${JSON.stringify({ error: { code, message, details } })}\n`)
  }
  terminal.err(`${error.message}\n`)
  if (error.code === 'internal' && error.stack) terminal.err(`${error.stack}\n`)
  return error.code === 'cancelled' ? exitCodes.interrupted : exitCodes.failed
}
