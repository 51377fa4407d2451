/** Time as the host sees it: monotonic milliseconds and cancellable waits. Handed in, so that tests own it. */
export interface Clock {
  now(): number
  /** @returns stop waiting */
  after(milliseconds: number, act: () => void): () => void
}

export const heartbeatTiming = {
  /** How often the engine is asked. */
  interval: 500,
  /** Silence after which it counts as hung. */
  patience: 3000,
} as const

/**
 * Asks the engine for a sign of life and reports silence. Only time in which the host itself was awake counts:
 * after the computer slept, or the host was held up, a late tick adds no more than two intervals of silence.
 */
export class Heartbeat {
  readonly #clock: Clock
  readonly #ping: (id: number) => void
  readonly #onSilence: () => void
  #next = 0
  #silence = 0
  #last = 0
  #cancel: (() => void) | null = null

  constructor(clock: Clock, ping: (id: number) => void, onSilence: () => void) {
    this.#clock = clock
    this.#ping = ping
    this.#onSilence = onSilence
  }

  start(): void {
    this.stop()
    this.#silence = 0
    this.#last = this.#clock.now()
    this.#ask()
  }

  stop(): void {
    this.#cancel?.()
    this.#cancel = null
  }

  /** An answer to any ping: the engine's event loop turns. */
  heard(): void {
    this.#silence = 0
  }

  #ask(): void {
    this.#ping(this.#next++)
    this.#cancel = this.#clock.after(heartbeatTiming.interval, () => this.#tick())
  }

  #tick(): void {
    const now = this.#clock.now()
    this.#silence += Math.min(now - this.#last, 2 * heartbeatTiming.interval)
    this.#last = now
    if (this.#silence < heartbeatTiming.patience) return this.#ask()
    this.stop()
    this.#onSilence()
  }
}
