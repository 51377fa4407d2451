import type { Stepper } from '../../shared/stepper'
import type { JobControl } from './control'

/** Milliseconds from any fixed origin; handed in so that runs under test do not depend on the machine. */
export type Clock = () => number

export interface RunOptions<Progress> {
  readonly control: JobControl
  readonly clock: Clock
  /** Called at most every `reportEvery` milliseconds, and once at the end; the run waits for it. */
  readonly onProgress?: (progress: Progress) => void | Promise<void>
  /** Default 100 ms: ten reports a second. */
  readonly reportEvery?: number
  /** Longest time between two returns to the event loop, where steps are shorter. Default 40 ms. */
  readonly sliceMilliseconds?: number
}

export interface RunOutcome<Result> {
  readonly result: Result
  /** True where the person cancelled: `result` is then the last valid state. */
  readonly cancelled: boolean
}

const toEventLoop = () => new Promise<void>((resolve) => setImmediate(resolve))

/**
 * Runs a stepper to its end, or to a cancel. Between steps it looks for pause and cancel, and it returns to
 * the event loop at least once a slice, so that messages, other questions and timers are served.
 */
export async function runStepper<Progress, Result>(
  stepper: Stepper<Progress, Result>,
  options: RunOptions<Progress>,
): Promise<RunOutcome<Result>> {
  const { control, clock, onProgress, reportEvery = 100, sliceMilliseconds = 40 } = options
  let reported = Number.NEGATIVE_INFINITY
  let finished = false
  while (!finished && !control.cancelled) {
    const sliceEnd = clock() + sliceMilliseconds
    do {
      await control.nextStep()
      if (control.cancelled) break
      finished = await stepper.step(!control.paused)
    } while (!finished && !control.paused && !control.cancelled && clock() < sliceEnd)
    if (stepper.begun && (control.paused || control.cancelled)) finished = await stepper.step()
    const now = clock()
    if (onProgress && (now - reported >= reportEvery || control.paused)) {
      reported = now
      await onProgress(stepper.progress())
    }
    await toEventLoop()
  }
  await onProgress?.(stepper.progress())
  return { result: stepper.result(), cancelled: control.cancelled && !finished }
}
