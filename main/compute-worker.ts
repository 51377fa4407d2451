/** Entry of the compute thread: maps, clouds and neighbourhoods, away from the thread that answers people. */
import { availableParallelism } from 'node:os'
import { parentPort } from 'node:worker_threads'
import { serveTasks } from './jobs/compute'
import { computeTasks } from './jobs/tasks'
import { openThreadPool } from './kernels/thread-pool'
import { ownerPort } from './service/worker-thread'

if (!parentPort) throw new Error('The compute worker runs as a worker thread only.')

const pool = openThreadPool(availableParallelism(), new URL('./kernel-worker.js', import.meta.url))
serveTasks(computeTasks(pool), ownerPort(parentPort), () => performance.now())
