import { BrenierError } from '../../../shared/errors'
import { openThreadPool, type ThreadPool } from '../thread-pool'
import { problemSize, type AssignmentSolver } from './assignment'
import { Views } from './job'
import { planFor } from './layout'
import { prepare } from './prepared'
import { referenceAssignment } from './reference'
import { Solution, type Kernel } from './solution'
import { wasmBase64 } from './wasm.generated'

const PAGE = 65536
/** Arcs times coordinates that are worth waking threads for. */
const WORTH_THREADS = 4e6
/** Beyond this, in typical norms or costs, a square could overflow 32 bits. */
const LARGEST = 1e17

let compiled: WebAssembly.Module | undefined

/**
 * Exact assignment in WebAssembly with SIMD: duals of a random quarter extended to all columns, an auction over short
 * lists (Bertsekas 1988), shortest augmenting paths over the same lists (Jonker and Volgenant 1987), and the exact
 * minimum of every row as a certificate. O(n) memory for points. The same bits for any number of threads. In plain
 * TypeScript where values are so large that 32-bit bounds would overflow; the run says which.
 * @param pool threads to share the scans; without, the calling thread does it all
 */
export function openAssignment(pool: ThreadPool = openThreadPool(1)): AssignmentSolver {
  let kernel: Kernel | null = null
  return {
    start(problem, seed) {
      const prepared = prepare(problem, seed)
      if (!(prepared.largest < LARGEST)) return referenceAssignment().start(problem, seed)
      const plan = planFor(problemSize(problem), prepared, pool.threads)
      if (!kernel || kernel.bytes < plan.bytes) {
        kernel?.close()
        kernel = openKernel(plan.bytes, pool)
      }
      return new Solution(kernel, plan, prepared, seed)
    },
    close() {
      kernel?.close()
      kernel = null
    },
  }
}

function openKernel(bytes: number, pool: ThreadPool): Kernel {
  const pages = Math.ceil(bytes / PAGE)
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true })
  compiled ??= new WebAssembly.Module(Buffer.from(wasmBase64, 'base64'))
  const { exports } = new WebAssembly.Instance(compiled, { env: { memory } })
  const run = (name: string, ...words: number[]): number => {
    const found = exports[name]
    if (!found)
      throw new BrenierError('internal', `Expected the kernel to export ${name}; rebuild the kernels.`)
    return found(...words) ?? 0
  }
  const handle = pool.attach(compiled, memory)
  return {
    bytes: pages * PAGE,
    views: new Views(memory.buffer),
    call: (name, job, ...words) => run(name, job.base, ...words),
    scan(job, task) {
      const { columns, dimension } = job.shape
      job.set('task', task)
      job.set('next', 0)
      const work = job.get('pendingCount') * columns * (dimension + 2)
      if (work < WORTH_THREADS) run('work', job.base, 0)
      else pool.run(handle, job.base)
    },
    close: () => {
      pool.detach(handle)
    },
  }
}
