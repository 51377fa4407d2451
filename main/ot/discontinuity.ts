import { BrenierError } from '../../shared/errors'
import type { Matrix } from '../../shared/matrix'
import { random } from '../../shared/random'
import type { Stepper } from '../../shared/stepper'
import type { ThreadPool } from '../kernels/thread-pool'
import { openWalker } from '../kernels/walks/index'
import { drawLines } from './crofton'
import { walkedSegments, type Batch, type WalkedSegments } from './crossings'
import { segmentDrawer, type SegmentPlan } from './segments'
import type { Transport } from './transport'

export interface DiscontinuityOptions {
  readonly map: Pick<Transport, 'source' | 'targets' | 'heights'>
  /** A point of the source inside each cell, [N, d]. */
  readonly centres: Matrix
  readonly plan: SegmentPlan
  readonly segments: number
  /** Lines for the areas of facets; 0 for none. */
  readonly lines: number
  readonly seed: number
  readonly pool?: ThreadPool | undefined
}

export interface DiscontinuityProgress {
  readonly walked: number
  readonly wanted: number
}

export interface DiscontinuityWalks {
  readonly segments: WalkedSegments
  /** Lines of the source in all directions, walked whole; see `crofton.ts`. */
  readonly lines: WalkedSegments
}

/** Segments of one kind, drawn and walked batch by batch. */
interface Course {
  readonly wanted: number
  /** Starts and ends in turn of the next segments. */
  readonly draw: (count: number) => Float64Array
  readonly batches: Batch[]
  walked: number
}

/** Multiplications in one step, some 20 ms. */
const workOfAStep = 4e7

/**
 * The discontinuity test of the Brenier paper (An et al., AE-OT, ICLR 2020, section 6.2), made exact: every facet that
 * many segments of noise cross, in any dimension. A step walks one batch; what was walked by then is the result.
 * @throws BrenierError `empty-set`, `bad-argument`
 */
export function discontinuityWalks(
  options: DiscontinuityOptions,
): Stepper<DiscontinuityProgress, DiscontinuityWalks> & { close(): void } {
  const { map, centres, plan, seed, pool } = options
  const { source, targets } = map
  if (options.segments < 1) {
    throw new BrenierError('bad-argument', `Expected at least one segment, got ${options.segments}.`)
  }
  const walker = openWalker(targets, map.heights, pool)
  const stream = random(seed)
  const drawSegments = segmentDrawer(plan, { source, centres, walker }, stream.fork('segments'))
  const lineStream = stream.fork('lines')
  const segments = course(options.segments, drawSegments)
  const lines = course(options.lines, (count) => drawLines(source, count, lineStream))
  const wanted = options.segments + options.lines
  const batch = Math.max(4, Math.min(256, Math.floor(workOfAStep / (2 * targets.rows * targets.columns))))
  return {
    step() {
      const current = segments.walked < segments.wanted ? segments : lines
      const count = Math.min(batch, current.wanted - current.walked)
      if (count > 0) {
        const ends = current.draw(count)
        current.batches.push({ ends, walks: walker.walk(ends) })
        current.walked += count
      }
      return segments.walked + lines.walked === wanted
    },
    progress: () => ({ walked: segments.walked + lines.walked, wanted }),
    result: () => ({
      segments: walkedSegments(segments.batches, targets),
      lines: walkedSegments(lines.batches, targets),
    }),
    close: () => {
      walker.close()
    },
  }
}

const course = (wanted: number, draw: Course['draw']): Course => ({ wanted, draw, batches: [], walked: 0 })
