import { cellErrors, chiSquareScatter, relativeRms, unbiasedChiSquare } from '../../shared/cell-mass-error'
import { BrenierError } from '../../shared/errors'
import { tally } from './mode-scores'
import { shareOf, type Share } from './share'

/** Cells hit after so many draws, beside what a map of exactly these masses would hit. */
export interface HitPoint {
  readonly draws: number
  readonly hit: number
  /** Expected number of distinct cells. */
  readonly ideal: number
  /** Standard deviation of that number. */
  readonly deviation: number
}

/** Which cells draws fall in, and how evenly. */
export interface CellHits {
  readonly cells: number
  readonly draws: number
  /** Cells hit at least once, of all. */
  readonly hit: Share
  readonly neverHit: Uint32Array
  /** Hits of each cell, [cells]. */
  readonly counts: Uint32Array
  /** From one draw to all, evenly on a logarithmic axis. */
  readonly curve: readonly HitPoint[]
  /** √(Σ(w − ν)²/ν) of the cells' true masses w, freed of the noise of counting; null for a single draw. */
  readonly relativeRms: number | null
  /** One standard error of it. */
  readonly relativeRmsError: number | null
  /** max |w − ν| / ν of the counted masses, noise included. */
  readonly worstCell: number
}

/**
 * Expected number of distinct cells after independent draws, Σ 1 − (1 − ν_i)^M; for N equal masses
 * N(1 − (1 − 1/N)^M) ≈ N(1 − e^(−M/N)). The deviation is that of independent cells less what the fixed number of draws
 * ties together, Σ q(1 − q) − M(Σ νq)² with q = e^(−Mν) (Karlin, J. Math. Mech. 17, 1967): within 1/N of exact.
 * @param masses ν of each cell, positive, of sum 1
 * @param draws M
 */
export function expectedDistinct(masses: Float64Array, draws: number): { mean: number; deviation: number } {
  let mean = 0
  let independent = 0
  let tied = 0
  for (const mass of masses) {
    const spared = Math.exp(draws * Math.log1p(-mass))
    mean += 1 - spared
    independent += spared * (1 - spared)
    tied += mass * spared
  }
  return { mean, deviation: Math.sqrt(Math.max(0, independent - draws * tied * tied)) }
}

/**
 * Cells that draws of a generator reach.
 * @param drawn the cell of each draw, in the order they were drawn
 * @param masses ν of each cell, positive, of sum 1
 * @throws BrenierError `empty-set`, `bad-argument` for a cell that is none or masses that are none
 */
export function cellHits(drawn: ArrayLike<number>, masses: Float64Array): CellHits {
  const cells = masses.length
  const draws = drawn.length
  if (draws < 1 || cells < 1) {
    throw new BrenierError('empty-set', `Expected draws into cells, got ${draws} into ${cells}.`)
  }
  const total = masses.reduce((sum, mass) => sum + mass, 0)
  if (!(Math.abs(total - 1) < 1e-6) || masses.some((mass) => !(mass > 0))) {
    throw new BrenierError(
      'bad-argument',
      `Expected positive masses that add up to 1, got a sum of ${total}.`,
    )
  }
  for (let i = 0; i < draws; i++) {
    if (Number.isInteger(drawn[i]) && drawn[i]! >= 0 && drawn[i]! < cells) continue
    throw new BrenierError('bad-argument', `Expected cells from 0 to ${cells - 1}, got ${drawn[i]} at ${i}.`)
  }
  const counts = tally(drawn, cells)
  const neverHit = Uint32Array.from(counts.keys()).filter((cell) => counts[cell] === 0)
  const rms = relativeRms(unbiasedChiSquare(counts, masses), chiSquareScatter(cells, draws))
  return {
    cells,
    draws,
    hit: shareOf(cells - neverHit.length, cells),
    neverHit,
    counts,
    curve: hitCurve(drawn, masses),
    relativeRms: draws > 1 ? rms.value : null,
    relativeRmsError: draws > 1 ? rms.error : null,
    worstCell: cellErrors(
      Float64Array.from(counts, (count) => count / draws),
      masses,
    ).worstCell,
  }
}

/** At most as many points as a chart shows. */
const CURVE_POINTS = 60

function hitCurve(drawn: ArrayLike<number>, masses: Float64Array): HitPoint[] {
  const draws = drawn.length
  const stops = new Set<number>()
  for (let p = 0; p < CURVE_POINTS; p++) stops.add(Math.round(draws ** (p / (CURVE_POINTS - 1))))
  const seen = new Uint8Array(masses.length)
  let hit = 0
  const curve: HitPoint[] = []
  for (let i = 0; i < draws; i++) {
    if (seen[drawn[i]!] === 0) hit++
    seen[drawn[i]!] = 1
    if (!stops.has(i + 1)) continue
    const { mean, deviation } = expectedDistinct(masses, i + 1)
    curve.push({ draws: i + 1, hit, ideal: mean, deviation })
  }
  return curve
}
