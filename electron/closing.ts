/** The person's choice where a window with unsaved changes is closed. */
export type ClosingChoice = 'save' | 'discard' | 'stay'

export interface ClosingParts {
  readonly ask: () => Promise<ClosingChoice>
  /** Tells the window to save; it answers by describing itself as no longer edited. */
  readonly save: () => void
  readonly close: () => void
}

/**
 * Whether a window may close. With unsaved changes the person is asked first; "save" closes the window once it
 * says that nothing is unsaved any more.
 */
export class Closing {
  readonly #parts: ClosingParts
  #edited = false
  #allowed = false
  #asking = false
  #waitsForSave = false

  constructor(parts: ClosingParts) {
    this.#parts = parts
  }

  /** A new window has opened: what was said of the one before no longer holds. */
  windowOpened(): void {
    this.#edited = false
    this.#allowed = false
    this.#waitsForSave = false
  }

  /** The window's own account of itself. */
  describe(edited: boolean): void {
    this.#edited = edited
    if (!edited && this.#waitsForSave) this.#go()
  }

  /** The save place was not chosen: the window stays. */
  saveAbandoned(): void {
    this.#waitsForSave = false
  }

  /** The page cannot be asked any more: nothing holds the window. */
  pageGone(): void {
    this.#allowed = true
  }

  /** @returns true where the window may close now; false where the close must be stopped, to come again or not */
  request(): boolean {
    if (this.#allowed || !this.#edited) return true
    if (!this.#asking) {
      this.#asking = true
      void this.#ask()
    }
    return false
  }

  async #ask(): Promise<void> {
    const choice = await this.#parts.ask()
    this.#asking = false
    if (choice === 'stay') return
    if (choice === 'discard' || !this.#edited) return this.#go()
    this.#waitsForSave = true
    this.#parts.save()
  }

  #go(): void {
    this.#waitsForSave = false
    this.#allowed = true
    this.#parts.close()
  }
}
