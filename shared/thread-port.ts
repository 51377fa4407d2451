/** One end of a channel between threads. Messages are plain values that survive a structured clone. */
export interface ThreadPort {
  /** @param transfer buffers that are handed over instead of copied */
  postMessage(message: unknown, transfer?: readonly ArrayBuffer[]): void
  onMessage(listener: (message: unknown) => void): void
}

/** A thread as its owner sees it. */
export interface Thread extends ThreadPort {
  /** Called once when the thread has ended by itself, with the reason. */
  onEnd(listener: (reason: string) => void): void
  terminate(): Promise<unknown>
}
