import {
  contractVersion,
  methods,
  type AnswerOf,
  type EventName,
  type EventOf,
  type FrameChannel,
  type Method,
  type RequestOf,
} from '../../shared/contracts/methods'
import { toEngine, toFailure, validate, type ToWindow } from '../../shared/contracts/protocol'
import { BrenierError, asBrenierError } from '../../shared/errors'
import type { Publisher } from '../jobs/publisher'

/** The end of a message channel as the server needs it; Electron's, Node's and a test's ports all fit. */
export interface Port {
  post(message: ToWindow): void
  onMessage(listener: (message: unknown) => void): void
}

export type Handlers = {
  readonly [M in Method]: (params: RequestOf<M>) => AnswerOf<M> | Promise<AnswerOf<M>>
}

interface FrameLine {
  awaiting: number | null
  next: unknown
}

/** One window's connection: its port, and what each frame channel still owes it. */
interface Connection {
  readonly port: Port
  readonly lines: Map<string, FrameLine>
}

const isMethod = (name: string): name is Method => Object.hasOwn(methods, name)

/** Serves the contract of `shared/contracts/methods.ts` over any number of ports. */
export class EngineServer implements Publisher {
  readonly #handlers: Handlers
  readonly #onDefect: (error: BrenierError) => void
  #connections: Connection[] = []
  #revision = 0

  /** @param onDefect told of errors that are the product's own, beside the answer the window gets */
  constructor(handlers: Handlers, onDefect: (error: BrenierError) => void) {
    this.#handlers = handlers
    this.#onDefect = onDefect
  }

  connect(port: Port): void {
    const connection: Connection = { port, lines: new Map() }
    this.#connections.push(connection)
    port.onMessage((message) => void this.#receive(connection, message))
  }

  disconnect(port: Port): void {
    this.#connections = this.#connections.filter((connection) => connection.port !== port)
  }

  event<E extends Exclude<EventName, FrameChannel>>(name: E, value: EventOf<E>): void {
    for (const { port } of this.#connections) port.post({ type: 'event', name, value })
  }

  frame<C extends FrameChannel>(channel: C, value: EventOf<C>): void {
    for (const connection of this.#connections) {
      const line = connection.lines.get(channel) ?? { awaiting: null, next: undefined }
      connection.lines.set(channel, line)
      line.next = value
      this.#send(connection, channel, line)
    }
  }

  #send(connection: Connection, channel: string, line: FrameLine): void {
    if (line.awaiting !== null || line.next === undefined) return
    line.awaiting = ++this.#revision
    const value = line.next
    line.next = undefined
    connection.port.post({ type: 'frame', channel, revision: line.awaiting, value })
  }

  async #receive(connection: Connection, message: unknown): Promise<void> {
    let received
    try {
      received = validate(toEngine, message, 'Message to the engine')
    } catch (error) {
      // Without a readable id there is nobody to answer.
      this.#onDefect(asBrenierError(error))
      return
    }
    switch (received.type) {
      case 'hello':
        connection.port.post({ type: 'ready', contract: contractVersion })
        return
      case 'acknowledge': {
        const line = connection.lines.get(received.channel)
        if (line?.awaiting !== received.revision) return
        line.awaiting = null
        this.#send(connection, received.channel, line)
        return
      }
      case 'request':
        await this.#answer(connection.port, received.id, received.method, received.params)
    }
  }

  async #answer(port: Port, id: number, method: string, params: unknown): Promise<void> {
    try {
      if (!isMethod(method)) {
        throw new BrenierError(
          'bad-message',
          `Expected a method of contract ${contractVersion}, got "${method}".`,
        )
      }
      const value = await this.#call(method, params)
      port.post({ type: 'answer', id, ok: true, value })
    } catch (thrown) {
      const error = asBrenierError(thrown)
      if (error.code === 'internal') this.#onDefect(error)
      port.post({ type: 'answer', id, ok: false, error: toFailure(error) })
    }
  }

  #call<M extends Method>(method: M, params: unknown): AnswerOf<M> | Promise<AnswerOf<M>> {
    const request = validate(methods[method].request, params, method) as RequestOf<M>
    return this.#handlers[method](request)
  }
}
