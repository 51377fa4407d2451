import { MessageChannel, type MessagePort } from 'node:worker_threads'
import type { Thread, ThreadPort } from '../../shared/thread-port'

/**
 * A thread made of a message channel in this thread, so that a protocol runs under test.
 * @param serve what the thread does with its end
 * @returns the owner's end, and how to let the thread die
 */
export function channelThread(serve: (port: ThreadPort) => void): { thread: Thread; die: () => void } {
  const { port1, port2 } = new MessageChannel()
  const end = (port: MessagePort): ThreadPort => ({
    postMessage: (message, transfer = []) => port.postMessage(message, [...transfer]),
    onMessage: (listener) => port.on('message', listener),
  })
  serve(end(port2))
  let ended: (reason: string) => void = () => undefined
  const thread: Thread = {
    ...end(port1),
    onEnd: (listener) => (ended = listener),
    terminate: async () => port1.close(),
  }
  return { thread, die: () => ended('exit code 9') }
}
