import type { AnswerOf, EventName, EventOf, Method, RequestOf } from '../../shared/contracts/methods'

/**
 * The window's side of the engine contract. Two implementations: over the engine's port, and a fake for
 * tests in a plain browser. No other file of the renderer talks to a port.
 */
export interface EngineClient {
  /**
   * Asks the engine. The promise always settles: with the validated answer, or with a BrenierError,
   * `engine-restarted` where the engine died while the question was open.
   */
  request<M extends Method>(method: M, params: RequestOf<M>): Promise<AnswerOf<M>>
  /** Listens to events and frames; frames are acknowledged after the listeners have run. @returns stop listening */
  on<E extends EventName>(event: E, listener: (value: EventOf<E>) => void): () => void
}
