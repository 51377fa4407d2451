import { toHostFromEngine, validate, type ToEngineFromHost } from '../shared/contracts/protocol'
import type { EngineStatus } from '../shared/contracts/window'
import type { HeldGrant } from './grants'
import { Heartbeat, heartbeatTiming, type Clock } from './heartbeat'

/** One running engine process. */
export interface EngineChild<Port> {
  post(message: ToEngineFromHost, port?: Port): void
  /** Ends the process at once, whatever it is doing. */
  kill(): void
  /** Milliseconds of processor time used so far; null where the system does not say. */
  processorTime(): number | null
  onMessage(listener: (message: unknown) => void): void
  onExit(listener: (code: number) => void): void
}

export interface RecentReport {
  readonly path: string
  readonly name: string
  readonly facts: readonly string[]
  readonly pictures: readonly string[]
}

export interface EngineHostParts<Port> {
  readonly fork: () => EngineChild<Port>
  /** A fresh pair of entangled ports. */
  readonly channel: () => { readonly engine: Port; readonly window: Port }
  readonly clock: Clock
  /** Grants so far: every new engine is told all of them before anything else. */
  readonly grants: () => readonly HeldGrant[]
  readonly onStatus: (status: EngineStatus) => void
  readonly onRecent: (recent: RecentReport) => void
  /** A message of the engine that does not fit the contract. */
  readonly onDefect: (error: unknown) => void
}

export const engineTiming = {
  /** A process that starts on a crowded machine may take a while; silence before `ready` is no hang up to here. */
  start: 90_000,
  /** A killed process that is not reaped by then is left behind. */
  reap: 2000,
  /** Time for the engine to write what it holds when the app quits. */
  farewell: 5000,
  crashWindow: 60_000,
  crashesAllowed: 3,
} as const

/**
 * Keeps one engine alive: starts it, waits for `ready`, listens to its heartbeat, kills it when it hangs, starts it
 * anew when it dies, gives up after three deaths in a minute, and introduces it to the window each time.
 */
export class EngineHost<Port> {
  readonly #parts: EngineHostParts<Port>
  readonly #heartbeat: Heartbeat
  #child: EngineChild<Port> | null = null
  #status: EngineStatus = { state: 'starting' }
  #deliver: ((port: Port) => void) | null = null
  #crashes: number[] = []
  #cancelWait: (() => void) | null = null
  /** Set while the app quits: an exit is then expected. */
  #onClosed: (() => void) | null = null
  /** Why this host killed the present child; null where it did not. */
  #killedFor: string | null = null

  constructor(parts: EngineHostParts<Port>) {
    this.#parts = parts
    this.#heartbeat = new Heartbeat({
      clock: parts.clock,
      ping: (id) => this.#child?.post({ type: 'ping', id }),
      processorTime: () => this.#child?.processorTime() ?? null,
      onSilence: () => this.#kill(`did not answer for ${heartbeatTiming.patience / 1000} s`),
    })
  }

  get status(): EngineStatus {
    return this.#status
  }

  start(): void {
    if (this.#child || this.#onClosed) return
    if (this.#status.state !== 'starting') this.#report({ state: 'starting' })
    this.#fork()
  }

  /**
   * Asks for a port to the engine: at once where it is ready, otherwise as soon as it is, and again after every
   * restart. An engine given up on is started once more: the person asked for it.
   */
  connect(deliver: (port: Port) => void): void {
    this.#deliver = deliver
    if (this.#status.state === 'ready') this.#introduce()
    if (this.#status.state === 'failed') {
      this.#crashes = []
      this.start()
    }
  }

  /** The window is gone: no port to deliver. */
  disconnect(): void {
    this.#deliver = null
  }

  grant(grant: HeldGrant): void {
    // Before `ready` the grant waits with all others.
    if (this.#status.state === 'ready') this.#child?.post({ type: 'grant', ...grant })
  }

  /** Lets the engine finish its writing, then ends it. Settles within a few seconds, always. */
  async shutdown(): Promise<void> {
    const child = this.#child
    this.#heartbeat.stop()
    this.#cancelWait?.()
    if (!child) {
      this.#onClosed = () => undefined
      return
    }
    await new Promise<void>((settle) => {
      this.#onClosed = settle
      // An engine that is still loading has nothing to write.
      if (this.#status.state !== 'ready') return settle()
      child.post({ type: 'shutdown' })
      this.#cancelWait = this.#parts.clock.after(engineTiming.farewell, settle)
    })
    this.#cancelWait?.()
    if (this.#child) this.#child.kill()
    this.#child = null
  }

  #report(status: EngineStatus): void {
    this.#status = status
    this.#parts.onStatus(status)
  }

  #fork(): void {
    const child = this.#parts.fork()
    this.#child = child
    this.#killedFor = null
    child.onMessage((message) => {
      if (child === this.#child) this.#receive(message)
    })
    child.onExit((code) => {
      if (child === this.#child) this.#exited(`stopped with exit code ${code}`)
    })
    this.#wait(engineTiming.start, () => this.#kill(`was not ready after ${engineTiming.start / 1000} s`))
  }

  #receive(raw: unknown): void {
    let message
    try {
      message = validate(toHostFromEngine, raw, 'message of the engine to its host')
    } catch (error) {
      return this.#parts.onDefect(error)
    }
    if (message.type === 'ready') return this.#ready()
    if (message.type === 'pong') return this.#heartbeat.heard()
    if (message.type === 'recent') return this.#parts.onRecent(message)
    this.#onClosed?.()
  }

  #ready(): void {
    if (this.#status.state === 'ready' || this.#killedFor || this.#onClosed) return
    this.#cancelWait?.()
    for (const grant of this.#parts.grants()) this.#child?.post({ type: 'grant', ...grant })
    this.#heartbeat.start()
    this.#report({ state: 'ready' })
    this.#introduce()
  }

  #introduce(): void {
    if (!this.#deliver || !this.#child) return
    const { engine, window } = this.#parts.channel()
    this.#child.post({ type: 'connect' }, engine)
    this.#deliver(window)
  }

  #kill(reason: string): void {
    if (!this.#child || this.#killedFor) return
    this.#heartbeat.stop()
    this.#killedFor = reason
    // The next engine waits until this one is gone: two would write the same checkpoint.
    this.#wait(engineTiming.reap, () => this.#exited(reason))
    this.#report({ state: 'restarting', reason: `The engine ${reason}. It is started anew.` })
    this.#child.kill()
  }

  #exited(how: string): void {
    const reason = this.#killedFor ?? how
    this.#heartbeat.stop()
    this.#cancelWait?.()
    this.#child = null
    if (this.#onClosed) return this.#onClosed()
    const now = this.#parts.clock.now()
    this.#crashes = [...this.#crashes.filter((then) => now - then < engineTiming.crashWindow), now]
    if (this.#crashes.length >= engineTiming.crashesAllowed) {
      return this.#report({
        state: 'failed',
        reason:
          `The engine stopped ${this.#crashes.length} times within a minute; the last time it ${reason}. ` +
          'The study is kept as it was last saved. Start the engine again, or restart Brenier.',
      })
    }
    if (!this.#killedFor) {
      this.#report({ state: 'restarting', reason: `The engine ${reason}. It is started anew.` })
    }
    this.#fork()
  }

  #wait(milliseconds: number, act: () => void): void {
    this.#cancelWait?.()
    this.#cancelWait = this.#parts.clock.after(milliseconds, act)
  }
}
