import { validate, toWindow } from '../../shared/contracts/protocol'
import {
  contractVersion,
  events,
  frameChannels,
  methods,
  type AnswerOf,
  type EventName,
  type EventOf,
  type FrameChannel,
  type Method,
  type RequestOf,
} from '../../shared/contracts/methods'
import { asBrenierError, BrenierError } from '../../shared/errors'
import type { EngineConnection } from './engine-connection'
import { Listeners } from './listeners'

/** What the client needs of a MessagePort; tests hand in one end of a MessageChannel or a stub. */
export interface EnginePort {
  postMessage(message: unknown): void
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void
  addEventListener(type: 'close', listener: () => void): void
  start(): void
  close(): void
}

export type ConnectionState = 'waiting' | 'greeting' | 'ready' | 'closed'

interface OpenRequest {
  readonly method: Method
  readonly params: unknown
  readonly resolve: (value: unknown) => void
  readonly reject: (error: BrenierError) => void
}

interface PendingFrame {
  readonly revision: number
  readonly value: unknown
}

const isFrameChannel = (name: string): name is FrameChannel => frameChannels.some((one) => one === name)
const isEventName = (name: string): name is EventName => Object.hasOwn(events, name)

/**
 * The engine over its MessagePort.
 *
 * Requests made before the handshake wait for it. A port that is replaced, closes or is detached rejects
 * every open request, so that nothing hangs when the engine dies. Frames are latest-wins: of those that
 * arrive before the window gets round to drawing, only the newest reaches the listeners; each is
 * acknowledged afterwards, and the engine sends no next frame of a channel before that.
 */
export class PortClient implements EngineConnection {
  #port: EnginePort | null = null
  #state: ConnectionState = 'waiting'
  #refusal: BrenierError | null = null
  #lastId = 0
  readonly #open = new Map<number, OpenRequest>()
  readonly #unsent = new Set<number>()
  readonly #frames = new Map<FrameChannel, PendingFrame>()
  readonly #delivered = new Map<FrameChannel, number>()
  #flushing = false
  readonly #listeners = new Listeners()
  readonly #problems = new Set<(error: BrenierError) => void>()
  readonly #ready = new Set<() => void>()
  readonly #later: (work: () => void) => void

  /** @param later runs the delivery of frames after the messages already queued; a task by default */
  constructor(later: (work: () => void) => void = (work) => void setTimeout(work, 0)) {
    this.#later = later
  }

  get state(): ConnectionState {
    return this.#state
  }

  /** Takes a new port and greets the engine behind it. Requests open on an older port are rejected. */
  attach(port: EnginePort): void {
    this.detach('The engine was started anew. What was being asked can be asked again.')
    this.#port = port
    this.#state = 'greeting'
    this.#refusal = null
    port.addEventListener('message', ({ data }) => {
      if (this.#port === port) this.#receive(data)
    })
    port.addEventListener('close', () => {
      if (this.#port === port) this.detach('The engine ended. It is being started anew.')
    })
    port.start()
    port.postMessage({ type: 'hello', contract: contractVersion })
  }

  detach(reason: string): void {
    const port = this.#port
    this.#port = null
    this.#state = 'waiting'
    this.#frames.clear()
    this.#delivered.clear()
    port?.close()
    for (const [id, request] of this.#open) {
      if (this.#unsent.has(id)) continue
      this.#open.delete(id)
      request.reject(new BrenierError('engine-restarted', reason, { method: request.method }))
    }
  }

  refuse(error: BrenierError): void {
    this.detach(error.message)
    this.#state = 'closed'
    this.#refusal = error
    for (const request of this.#open.values()) request.reject(error)
    this.#open.clear()
    this.#unsent.clear()
  }

  request<M extends Method>(method: M, params: RequestOf<M>): Promise<AnswerOf<M>> {
    return new Promise<AnswerOf<M>>((resolve, reject) => {
      if (this.#refusal) {
        reject(this.#refusal)
        return
      }
      let checked: unknown
      try {
        // Also strips the proxies of reactive objects, which the structured clone cannot take.
        checked = validate(methods[method].request, params, method)
      } catch (error) {
        reject(asBrenierError(error))
        return
      }
      const id = ++this.#lastId
      // The answer is validated against the schema of the same method before it gets here.
      this.#open.set(id, {
        method,
        params: checked,
        resolve: (value) => {
          resolve(value as AnswerOf<M>)
        },
        reject,
      })
      if (this.#state === 'ready') this.#send(id)
      else this.#unsent.add(id)
    })
  }

  on<E extends EventName>(event: E, listener: (value: EventOf<E>) => void): () => void {
    return this.#listeners.add(event, listener)
  }

  onProblem(listener: (error: BrenierError) => void): () => void {
    this.#problems.add(listener)
    return () => this.#problems.delete(listener)
  }

  onReady(listener: () => void): () => void {
    this.#ready.add(listener)
    if (this.#state === 'ready') listener()
    return () => this.#ready.delete(listener)
  }

  #send(id: number): void {
    const request = this.#open.get(id)
    this.#unsent.delete(id)
    if (!request || !this.#port) return
    try {
      this.#port.postMessage({ type: 'request', id, method: request.method, params: request.params })
    } catch (error) {
      this.#open.delete(id)
      request.reject(asBrenierError(error))
    }
  }

  #report(error: unknown): void {
    const problem = asBrenierError(error)
    for (const listener of this.#problems) listener(problem)
  }

  #receive(data: unknown): void {
    try {
      const message = validate(toWindow, data, 'Message from the engine')
      if (message.type === 'ready') this.#welcome(message.contract)
      else if (message.type === 'answer') {
        if (message.ok) this.#answer(message.id, message.value)
        else {
          const { code, message: sentence, details } = message.error
          this.#take(message.id)?.reject(new BrenierError(code, sentence, details))
        }
      } else if (message.type === 'event') this.#event(message.name, message.value)
      else this.#frame(message.channel, message.revision, message.value)
    } catch (error) {
      this.#report(error)
    }
  }

  #welcome(contract: number): void {
    if (contract !== contractVersion) {
      this.refuse(
        new BrenierError(
          'version-mismatch',
          `This window speaks version ${contractVersion} of the engine contract, the engine version ${contract}. Install window and engine from the same release.`,
          { window: contractVersion, engine: contract },
        ),
      )
      this.#report(this.#refusal)
      return
    }
    this.#state = 'ready'
    for (const id of [...this.#unsent]) this.#send(id)
    for (const listener of this.#ready) listener()
  }

  #take(id: number): OpenRequest | undefined {
    const request = this.#open.get(id)
    this.#open.delete(id)
    return request
  }

  #answer(id: number, value: unknown): void {
    const request = this.#take(id)
    if (!request) return
    try {
      request.resolve(validate(methods[request.method].answer, value, `Answer to ${request.method}`))
    } catch (error) {
      request.reject(asBrenierError(error))
    }
  }

  #event(name: string, value: unknown): void {
    if (!isEventName(name)) {
      throw new BrenierError('bad-message', `Expected a known event from the engine, got "${name}".`)
    }
    this.#listeners.tell(name, validate(events[name], value, `Event ${name}`))
  }

  #frame(channel: string, revision: number, value: unknown): void {
    if (!isFrameChannel(channel)) {
      throw new BrenierError(
        'bad-message',
        `Expected a known frame channel from the engine, got "${channel}".`,
      )
    }
    const newer = this.#frames.get(channel)
    if (newer && newer.revision >= revision) return
    this.#frames.set(channel, { revision, value })
    if (this.#flushing) return
    this.#flushing = true
    this.#later(() => {
      this.#flushing = false
      this.#flush()
    })
  }

  #flush(): void {
    const frames = [...this.#frames]
    this.#frames.clear()
    for (const [channel, { revision, value }] of frames) {
      try {
        if (revision > (this.#delivered.get(channel) ?? -1)) {
          this.#delivered.set(channel, revision)
          this.#listeners.tell(channel, validate(events[channel], value, `Frame ${channel}`))
        }
      } catch (error) {
        this.#report(error)
      } finally {
        // Also after a frame that could not be used: otherwise its channel would fall silent for good.
        this.#port?.postMessage({ type: 'acknowledge', channel, revision })
      }
    }
  }
}
