/** The two surfaces: the WebGL canvas, and the overlay of paths, handles and labels above it. */
export interface Stale {
  readonly cloud: boolean
  readonly overlay: boolean
}

/** Schedules and revokes one animation frame; a test hands in its own. */
export interface FrameClock {
  request(callback: (now: number) => void): number
  cancel(handle: number): void
}

/**
 * Draws only what is stale, in one animation loop that sleeps while nothing changes.
 * `frame` returns what is stale again already because something still moves.
 */
export class DrawLoop {
  readonly #clock: FrameClock
  readonly #frame: (now: number, stale: Stale) => Stale
  #cloud = false
  #overlay = false
  #handle: number | null = null
  #stopped = false

  constructor(frame: (now: number, stale: Stale) => Stale, clock: FrameClock) {
    this.#frame = frame
    this.#clock = clock
  }

  /** Marks everything stale: the overlay always follows the cloud. */
  invalidate(): void {
    this.#cloud = true
    this.invalidateOverlay()
  }

  invalidateOverlay(): void {
    this.#overlay = true
    if (this.#handle === null && !this.#stopped) this.#handle = this.#clock.request(this.#run)
  }

  stop(): void {
    this.#stopped = true
    if (this.#handle !== null) this.#clock.cancel(this.#handle)
    this.#handle = null
  }

  readonly #run = (now: number): void => {
    this.#handle = null
    const stale = { cloud: this.#cloud, overlay: this.#overlay }
    this.#cloud = false
    this.#overlay = false
    const again = this.#frame(now, stale)
    if (again.cloud) this.invalidate()
    else if (again.overlay) this.invalidateOverlay()
  }
}
