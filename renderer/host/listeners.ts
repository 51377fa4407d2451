import type { EventName, EventOf } from '../../shared/contracts/methods'

type Listener = (value: never) => void

/** Listeners by event name, for both implementations of the engine client. */
export class Listeners {
  readonly #byEvent = new Map<EventName, Set<Listener>>()

  /** @returns stop listening */
  add<E extends EventName>(event: E, listener: (value: EventOf<E>) => void): () => void {
    const listeners = this.#byEvent.get(event) ?? new Set<Listener>()
    this.#byEvent.set(event, listeners)
    listeners.add(listener)
    return () => {
      listeners.delete(listener)
    }
  }

  /** Calls every listener; the first that throws is rethrown after all have been called. */
  tell<E extends EventName>(event: E, value: EventOf<E>): void {
    let thrown: unknown
    let failed = false
    for (const listener of [...(this.#byEvent.get(event) ?? [])]) {
      try {
        ;(listener as (value: EventOf<E>) => void)(value)
      } catch (error) {
        if (!failed) thrown = error
        failed = true
      }
    }
    if (failed) throw thrown
  }
}
