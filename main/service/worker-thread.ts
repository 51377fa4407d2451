import { SHARE_ENV, Worker, type MessagePort } from 'node:worker_threads'
import type { Thread, ThreadPort } from '../../shared/thread-port'

/**
 * Starts a worker of the bundle when it is called.
 * @param file the worker's file, such as `compute-worker.js`
 * @param beside `import.meta.url` of a module of the bundle: the worker's file lies in the same folder
 */
export function workerThread(file: string, beside: string): () => Thread {
  return () => {
    // TensorFlow reads its settings from the process, not from a worker's copy of the environment.
    const worker = new Worker(new URL(file, beside), { env: SHARE_ENV })
    return {
      postMessage: (message, transfer = []) => worker.postMessage(message, [...transfer]),
      onMessage: (listener) => void worker.on('message', listener),
      onEnd: (listener) => {
        worker.once('error', (error) => listener(error.message))
        worker.once('exit', (code) => listener(`exit code ${code}`))
      },
      terminate: () => worker.terminate(),
    }
  }
}

/** The port of a worker to the thread that started it. */
export function ownerPort(port: MessagePort): ThreadPort {
  return {
    postMessage: (message, transfer = []) => port.postMessage(message, [...transfer]),
    onMessage: (listener) => void port.on('message', listener),
  }
}
