import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads'
import { control, kernelWork, type KernelMessage, type KernelWorkerData } from './kernels/thread-pool'

/** Entry of a compute thread: sleeps on Atomics.wait until the pool has work, runs its share, sleeps again. */
function serve({ control: shared, thread }: KernelWorkerData): void {
  const words = new Int32Array(shared)
  const base = (thread - 1) * control.wordsPerThread
  const kernels = new Map<number, (job: number, thread: number) => void>()
  let run = 0
  Atomics.store(words, base + control.ready, 1)
  for (;;) {
    Atomics.wait(words, base + control.go, run)
    run = Atomics.load(words, base + control.go)
    if (run === control.stop) return
    readMail(kernels)
    kernels.get(words[base + control.handle]!)?.(words[base + control.job]!, thread)
    Atomics.store(words, base + control.done, run)
    Atomics.notify(words, base + control.done)
  }
}

function readMail(kernels: Map<number, (job: number, thread: number) => void>): void {
  if (!parentPort) return
  for (let mail = receiveMessageOnPort(parentPort); mail; mail = receiveMessageOnPort(parentPort)) {
    const message = mail.message as KernelMessage
    if (message.kind === 'attach') kernels.set(message.handle, kernelWork(message.module, message.memory))
    else kernels.delete(message.handle)
  }
}

serve(workerData as KernelWorkerData)
// The port would keep the thread alive after the pool has closed.
parentPort?.close()
