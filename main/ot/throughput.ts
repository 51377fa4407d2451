import type { Matrix } from '../../shared/matrix'
import { openPlanes } from '../kernels/planes/index'
import { CHUNK } from '../kernels/planes/planes'
import type { ThreadPool } from '../kernels/thread-pool'

/**
 * How many samples fit into a time on this machine, found by trying for a third of a second. Solvers take their
 * budget in samples, so that the same parameters give the same bits; this turns a person's seconds into it.
 * @param clock milliseconds, handed in
 * @returns a multiple of the chunk, at least 64 chunks
 */
export function samplesForSeconds(
  targets: Matrix,
  source: 'cube' | 'gaussian',
  seconds: number,
  clock: () => number,
  pool?: ThreadPool,
): number {
  const planes = openPlanes(targets, { pool })
  const draw = (chunks: number): void => {
    planes.drawHits({ source, seed: 1, firstChunk: 0, count: chunks * CHUNK })
  }
  // The first pass compiles; its time says nothing.
  draw(1)
  const start = clock()
  let chunks = 0
  for (let next = 8; clock() - start < 300; next *= 2) {
    draw(next)
    chunks += next
  }
  const elapsed = Math.max(1, clock() - start)
  planes.close()
  return CHUNK * Math.max(64, Math.floor((chunks * seconds * 1000) / elapsed))
}
