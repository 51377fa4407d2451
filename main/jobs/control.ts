/** What a job may be told while it runs. One control serves one job; the runner asks it between steps. */
export class JobControl {
  #cancelled = false
  #paused = false
  #stepsAllowed = 0
  #waiting: (() => void)[] = []
  #listeners: ((state: ControlState) => void)[] = []

  get cancelled(): boolean {
    return this.#cancelled
  }

  get paused(): boolean {
    return this.#paused
  }

  pause(): void {
    this.#change(() => (this.#paused = true))
  }

  resume(): void {
    this.#change(() => (this.#paused = false))
  }

  /** Lets a paused job take one step. */
  stepOnce(): void {
    this.#change(() => this.#stepsAllowed++)
  }

  cancel(): void {
    this.#change(() => (this.#cancelled = true))
  }

  /** Told at once of every change, for controls that mirror this one in another thread. @returns stop listening */
  onChange(listener: (state: ControlState) => void): () => void {
    this.#listeners.push(listener)
    return () => {
      this.#listeners = this.#listeners.filter((held) => held !== listener)
    }
  }

  /** Resolves when the next step may be taken, or at once where the job is cancelled. */
  async nextStep(): Promise<void> {
    while (this.#paused && !this.#cancelled) {
      if (this.#stepsAllowed > 0) {
        this.#stepsAllowed--
        return
      }
      await new Promise<void>((resolve) => this.#waiting.push(resolve))
    }
  }

  #change(apply: () => void): void {
    const before = { cancelled: this.#cancelled, paused: this.#paused, steps: this.#stepsAllowed }
    apply()
    const state: ControlState = {
      cancelled: this.#cancelled,
      paused: this.#paused,
      addedSteps: Math.max(0, this.#stepsAllowed - before.steps),
    }
    for (const listener of this.#listeners) listener(state)
    const waiting = this.#waiting
    this.#waiting = []
    for (const wake of waiting) wake()
  }
}

export interface ControlState {
  readonly cancelled: boolean
  readonly paused: boolean
  /** Single steps granted by this change. */
  readonly addedSteps: number
}
