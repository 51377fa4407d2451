import { Worker } from 'node:worker_threads'
import type { ComputeThread } from '../jobs/compute'

/**
 * Starts the bundled compute worker.
 * @param beside `import.meta.url` of a module of the bundle: the worker's file lies in the same folder
 */
export function workerThread(beside: string): () => ComputeThread {
  return () => {
    const worker = new Worker(new URL('./compute-worker.js', beside))
    return {
      postMessage: (message) => worker.postMessage(message),
      onMessage: (listener) => void worker.on('message', listener),
      onEnd: (listener) => {
        worker.once('error', (error) => listener(error.message))
        worker.once('exit', (code) => listener(`exit code ${code}`))
      },
      terminate: () => worker.terminate(),
    }
  }
}
