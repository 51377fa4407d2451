// One iteration of t-SNE's gradient descent in five phases. Threads take pieces of a phase from a counter and wait
// until all its pieces are finished; how many threads take part changes no bit of the result.
import * as job from './job'
import { word } from './job'
import { rebuild, refit, scatter } from './tree'
import { repel, sumWeights } from './repulsion'
import { attractAndMove } from './attraction'

const PREPARE: i32 = 0
const SCATTER: i32 = 1
const SUMMARISE: i32 = 2
const REPEL: i32 = 3
const NORMALISE: i32 = 4
const ATTRACT: i32 = 5
const PHASE_COUNT: i32 = 6

const SPINS: i32 = 2000
/** Nanoseconds; a wait ends earlier when the phase does. */
const LONGEST_WAIT: i64 = 1000000

/** Groups of one piece of the scatter phase. */
const PIECE_SCATTER: i32 = 128

export function work(j: usize, thread: i32): void {
  for (let phase = 0; phase < PHASE_COUNT; phase++) {
    const state = j + job.PHASES + <usize>phase * job.PHASE_BYTES
    const pieces = load<i32>(state)
    for (;;) {
      const piece = atomic.add<i32>(state + 4, 1)
      if (piece >= pieces) break
      run(j, thread, phase, piece)
      if (atomic.add<i32>(state + 8, 1) + 1 == pieces) atomic.notify(state + 8, -1)
    }
    let spins = 0
    for (;;) {
      const finished = atomic.load<i32>(state + 8)
      if (finished >= pieces) break
      // Others are mostly through within a few microseconds, unless the machine has given their core away.
      if (++spins > SPINS) atomic.wait<i32>(state + 8, finished, LONGEST_WAIT)
    }
  }
}

function run(j: usize, thread: i32, phase: i32, piece: i32): void {
  if (phase == REPEL) repel(j, thread, piece)
  else if (phase == ATTRACT) attractAndMove(j, piece)
  else if (phase == SCATTER) {
    scatter(j, piece * PIECE_SCATTER, min(word(j, job.GROUPS), (piece + 1) * PIECE_SCATTER))
  } else if (phase == SUMMARISE) refit(j)
  else if (phase == NORMALISE) sumWeights(j)
  else if (phase == PREPARE && word(j, job.FLAGS) & job.REBUILD) rebuild(j)
}
