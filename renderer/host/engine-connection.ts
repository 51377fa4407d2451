import type { BrenierError } from '../../shared/errors'
import type { EngineClient } from './engine-client'

/** An engine client with what the window's session needs to know of the connection behind it. */
export interface EngineConnection extends EngineClient {
  /** Every finished handshake: the first and those after a restart; at once where it has already happened. */
  onReady(listener: () => void): () => void
  /** Messages that had to be dropped because they did not fit the contract. */
  onProblem(listener: (error: BrenierError) => void): () => void
  /** The engine has gone: rejects what was sent; what was not yet sent waits for the next engine. */
  detach(reason: string): void
  /** No engine will come: rejects everything, now and later, until one does. */
  refuse(error: BrenierError): void
}
