import { Worker } from 'node:worker_threads'
import { BrenierError } from '../../shared/errors'

/**
 * Threads that run one WebAssembly kernel over one shared memory. A kernel exports `work(job, thread)`, which
 * takes pieces of the job from a counter in that memory until none is left; the pool calls it on every thread
 * at once, the calling one included, and returns when all are through.
 *
 * `run` blocks on Atomics.wait: call it from a compute thread, never from one that answers people.
 */
export interface ThreadPool {
  /** Threads that work at once, the caller's included. */
  readonly threads: number
  /** Makes a kernel known to all threads. @returns its handle for `run` */
  attach(module: WebAssembly.Module, memory: WebAssembly.Memory): number
  /** Runs the job at address `job` of the kernel's memory to its end. */
  run(handle: number, job: number): void
  detach(handle: number): void
  close(): void
}

/** What the worker is started with. */
export interface KernelWorkerData {
  readonly control: SharedArrayBuffer
  readonly thread: number
}

/** What the pool posts to a worker; the worker reads it when it wakes. */
export type KernelMessage =
  | {
      readonly kind: 'attach'
      readonly handle: number
      readonly module: WebAssembly.Module
      readonly memory: WebAssembly.Memory
    }
  | { readonly kind: 'detach'; readonly handle: number }

/** Words of the control block that belong to one worker. */
export const control = {
  wordsPerThread: 16,
  /** 1 once the worker waits for work. */
  ready: 0,
  /** Number of the run it is to take part in; `stop` ends it. */
  go: 1,
  /** Number of the run it has finished. */
  done: 2,
  handle: 3,
  job: 4,
  stop: -1,
} as const

/** A worker is given this long for its share of one run before the pool gives it up. */
const PATIENCE_MS = 60_000

/** The `work` function of a kernel instantiated over a shared memory. */
export function kernelWork(
  module: WebAssembly.Module,
  memory: WebAssembly.Memory,
): (job: number, thread: number) => void {
  const { work } = new WebAssembly.Instance(module, { env: { memory } }).exports
  if (typeof work !== 'function') {
    throw new BrenierError(
      'internal',
      'Expected the kernel to export work(job, thread), it does not; rebuild the kernels.',
    )
  }
  return (job, thread) => {
    work(job, thread)
  }
}

/**
 * @param threads how many threads work at once; 1 needs no worker and no URL
 * @param workerUrl the built `main/kernel-worker.ts`
 */
export function openThreadPool(threads: number, workerUrl?: URL): ThreadPool {
  const helpers = workerUrl ? Math.max(0, threads - 1) : 0
  const shared = new SharedArrayBuffer(Math.max(1, helpers) * control.wordsPerThread * 4)
  const words = new Int32Array(shared)
  const workers = Array.from({ length: helpers }, (_, i) => {
    const data: KernelWorkerData = { control: shared, thread: i + 1 }
    const worker = new Worker(workerUrl!, { workerData: data })
    worker.unref()
    return worker
  })
  const local = new Map<number, (job: number, thread: number) => void>()
  let handles = 0
  let runs = 0

  const post = (message: KernelMessage): void => {
    for (const worker of workers) worker.postMessage(message)
  }
  const waitFor = (base: number, run: number): void => {
    for (;;) {
      const done = Atomics.load(words, base + control.done)
      if (done === run) return
      if (Atomics.wait(words, base + control.done, done, PATIENCE_MS) === 'timed-out') {
        throw new BrenierError(
          'internal',
          'A compute thread stopped answering. Start the work again; it goes on from its last checkpoint.',
        )
      }
    }
  }

  return {
    threads: helpers + 1,
    attach(module, memory) {
      const handle = ++handles
      local.set(handle, kernelWork(module, memory))
      post({ kind: 'attach', handle, module, memory })
      return handle
    },
    run(handle, job) {
      const work = local.get(handle)
      if (!work) throw new BrenierError('internal', `Expected an attached kernel, got handle ${handle}.`)
      runs = (runs + 1) & 0x7fffffff
      // A worker that is still starting sits this run out; the others take its pieces.
      const joined: number[] = []
      for (let i = 0; i < helpers; i++) {
        const base = i * control.wordsPerThread
        if (Atomics.load(words, base + control.ready) !== 1) continue
        words[base + control.handle] = handle
        words[base + control.job] = job
        Atomics.store(words, base + control.go, runs)
        Atomics.notify(words, base + control.go)
        joined.push(base)
      }
      work(job, 0)
      for (const base of joined) waitFor(base, runs)
    },
    detach(handle) {
      if (local.delete(handle)) post({ kind: 'detach', handle })
    },
    close() {
      local.clear()
      for (let i = 0; i < helpers; i++) {
        Atomics.store(words, i * control.wordsPerThread + control.go, control.stop)
        Atomics.notify(words, i * control.wordsPerThread + control.go)
      }
    },
  }
}
