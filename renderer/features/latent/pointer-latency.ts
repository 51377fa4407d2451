/** Measurements kept for the figures. */
const KEPT = 500

/**
 * Milliseconds from a pointer event to the frame that shows what it led to. The strip reports a revision as painted;
 * the time is taken in the animation frame that follows, when the pictures are on their canvas.
 */
export class PointerLatency {
  readonly #nextFrame: (callback: () => void) => void
  readonly #now: () => number
  readonly #measured: number[] = []
  #lastRevision = -1

  constructor(nextFrame: (callback: () => void) => void, now: () => number) {
    this.#nextFrame = nextFrame
    this.#now = now
  }

  /** @param move the pointer move that the last answer answered */
  painted(revision: number, move: { readonly revision: number; readonly time: number } | null): void {
    if (!move || move.revision !== revision || revision <= this.#lastRevision) return
    this.#lastRevision = revision
    this.#nextFrame(() => {
      this.#measured.push(this.#now() - move.time)
      if (this.#measured.length > KEPT) this.#measured.shift()
    })
  }

  /** Newest last. */
  get measured(): readonly number[] {
    return this.#measured
  }
}

export const pointerToPixels = new PointerLatency(
  (callback) => requestAnimationFrame(callback),
  () => performance.now(),
)
