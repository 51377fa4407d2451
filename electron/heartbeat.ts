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
  /** Silence after which it does, however little of the processor it was given. */
  lastPatience: 30_000,
} as const

/** Below this share of the processor an engine is not held up by others: it waits, is stopped or is locked. */
const idleShare = 0.02

export interface HeartbeatParts {
  readonly clock: Clock
  readonly ping: (id: number) => void
  readonly onSilence: () => void
  /** Milliseconds of processor time the engine has used so far; null where the system does not say. */
  readonly processorTime: () => number | null
}

/**
 * Asks the engine for a sign of life and reports silence. What counts is time in which it could have answered:
 *
 * - Of time in which the host itself did not run (the computer slept), at most two intervals count.
 * - On a crowded machine a step takes as many times longer as the engine gets less of the processor, so of an interval
 *   in which it was at work only the processor time it used counts. An engine that uses none has no such excuse.
 */
export class Heartbeat {
  readonly #parts: HeartbeatParts
  #next = 0
  /** Silence that counts, and all of it, in milliseconds. */
  #silence = 0
  #elapsed = 0
  #last = 0
  #lastProcessor: number | null = null
  #cancel: (() => void) | null = null

  constructor(parts: HeartbeatParts) {
    this.#parts = parts
  }

  start(): void {
    this.stop()
    this.heard()
    this.#last = this.#parts.clock.now()
    this.#lastProcessor = this.#parts.processorTime()
    this.#ask()
  }

  stop(): void {
    this.#cancel?.()
    this.#cancel = null
  }

  /** An answer to any ping: the engine's event loop turns. */
  heard(): void {
    this.#silence = 0
    this.#elapsed = 0
  }

  #ask(): void {
    this.#parts.ping(this.#next++)
    this.#cancel = this.#parts.clock.after(heartbeatTiming.interval, () => this.#tick())
  }

  #tick(): void {
    const now = this.#parts.clock.now()
    const elapsed = Math.min(now - this.#last, 2 * heartbeatTiming.interval)
    this.#last = now
    this.#elapsed += elapsed
    this.#silence += Math.min(elapsed, this.#usedSince(elapsed))
    const hung = this.#silence >= heartbeatTiming.patience || this.#elapsed >= heartbeatTiming.lastPatience
    if (!hung) return this.#ask()
    this.stop()
    this.#parts.onSilence()
  }

  /** Of an interval, what counts by the processor time used in it. */
  #usedSince(elapsed: number): number {
    const processor = this.#parts.processorTime()
    const used =
      processor === null || this.#lastProcessor === null ? elapsed : processor - this.#lastProcessor
    this.#lastProcessor = processor
    return used < idleShare * elapsed ? elapsed : used
  }
}
