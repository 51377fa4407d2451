/**
 * States that can be gone back to. The present state is not held here: it lives where it is edited, and is handed
 * in when it is left.
 */
export class UndoStack<T> {
  readonly #limit: number
  #past: T[] = []
  #future: T[] = []

  /** @param limit how many states back are kept */
  constructor(limit: number) {
    this.#limit = limit
  }

  get undoable(): number {
    return this.#past.length
  }

  get redoable(): number {
    return this.#future.length
  }

  /** Remembers the state that an edit has just left; what was undone before can no longer be redone. */
  remember(left: T): void {
    this.#past.push(left)
    if (this.#past.length > this.#limit) this.#past.shift()
    this.#future = []
  }

  /** @returns the state to go back to, or null */
  undo(present: T): T | null {
    const state = this.#past.pop()
    if (state === undefined) return null
    this.#future.push(present)
    return state
  }

  redo(present: T): T | null {
    const state = this.#future.pop()
    if (state === undefined) return null
    this.#past.push(present)
    return state
  }

  clear(): void {
    this.#past = []
    this.#future = []
  }
}
