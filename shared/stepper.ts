/**
 * A computation cut into steps. It knows nothing of jobs, ports or time: a runner loops over `step`,
 * looks for pause and cancel in between, and reports. So every solver can be paused, cancelled with its
 * last valid state, and tested without a runner.
 *
 * One step should take well below 50 ms where it can, so that a cancel is answered at once.
 */
export interface Stepper<Progress, Result> {
  /**
   * Advances by one step.
   * @param more whether the caller takes the next step at once, so that its work may begin in this one
   * @returns true when there is nothing left to do
   */
  step(more?: boolean): boolean | Promise<boolean>
  /** Whether the work of a step is begun that the next call of `step` finishes. */
  readonly begun?: boolean
  /** Where the computation stands, cheap enough to be asked ten times a second. */
  progress(): Progress
  /** The result as of now: valid after any number of steps, also where the run was cancelled. */
  result(): Result
}
