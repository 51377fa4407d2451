/**
 * Asks one question at a time and never queues: while an answer is awaited only the newest question of each key
 * waits, and replaces any older one. Answers come back in the order of their questions.
 */
export class LatestWins<K, Q, A> {
  readonly #ask: (question: Q) => Promise<A>
  readonly #take: (key: K, question: Q, outcome: { answer: A } | { error: unknown }) => void
  readonly #preferred: () => K | null
  readonly #waiting = new Map<K, Q>()
  #asking = false
  #generation = 0

  /**
   * @param take gets every outcome that was not forgotten in the meantime
   * @param preferred the key to serve first
   */
  constructor(
    ask: (question: Q) => Promise<A>,
    take: (key: K, question: Q, outcome: { answer: A } | { error: unknown }) => void,
    preferred: () => K | null,
  ) {
    this.#ask = ask
    this.#take = take
    this.#preferred = preferred
  }

  submit(key: K, question: Q): void {
    this.#waiting.set(key, question)
    if (!this.#asking) void this.#run()
  }

  /** Forgets what waits under a key. */
  withdraw(key: K): void {
    this.#waiting.delete(key)
  }

  /** Forgets everything, also the answer under way. */
  forget(): void {
    this.#waiting.clear()
    this.#generation += 1
  }

  async #run(): Promise<void> {
    this.#asking = true
    for (;;) {
      const key = this.#next()
      if (key === undefined) break
      const question = this.#waiting.get(key)!
      this.#waiting.delete(key)
      const generation = this.#generation
      const outcome = await this.#ask(question).then(
        (answer) => ({ answer }),
        (error: unknown) => ({ error }),
      )
      if (generation === this.#generation) this.#take(key, question, outcome)
    }
    this.#asking = false
  }

  #next(): K | undefined {
    const preferred = this.#preferred()
    if (preferred !== null && this.#waiting.has(preferred)) return preferred
    return this.#waiting.keys().next().value
  }
}
