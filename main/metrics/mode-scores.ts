import type { Matrix } from '../../shared/matrix'
import { histogramJsd, histogramKl } from './histogram-divergence'
import { nearestModes, type Mixture } from './mixture'
import { shareOf, type Share } from './share'

/** A sample is good within this many standard deviations of its mode. */
const GOOD = 3

/** How a generator reaches the modes of a known mixture. */
export interface ModeScores {
  /** Modes with at least one good sample, of all. */
  readonly found: number
  readonly modes: number
  /** Modes without a good sample. */
  readonly missed: readonly number[]
  /** Good samples of all. */
  readonly highQuality: Share
  /** Samples whose nearest mode it is, good or not, [modes]. */
  readonly counts: Uint32Array
  /** Good samples of each mode, [modes]. */
  readonly goodCounts: Uint32Array
  /** KL(generated ‖ real) of the nearest-mode histograms of all samples, nats; null without real samples. */
  readonly reverseKl: number | null
  /** What counting alone makes of it for a perfect generator: (modes − 1) / 2 draws. */
  readonly reverseKlFloor: number
  /** Samples the real histogram was counted from; null without. */
  readonly realSamples: number | null
  /** Jensen–Shannon divergence of the good samples from equal modes, nats; null where none is good. */
  readonly jsdToUniform: number | null
}

/**
 * The mode metrics of PacGAN (Lin et al., NeurIPS 2018) and of the Brenier paper's Table 2: modes found and good samples
 * by Mahalanobis' distance below 3 to the nearest mode; reverse KL of *all* samples against the real histogram, as the
 * Brenier paper defines it; Jensen–Shannon divergence of the *good* samples from uniform, as PacGAN's code logs it.
 * @param generated [n, d]
 * @param real [m, d], samples the modes' true shares are counted from
 * @throws BrenierError `bad-shape`, `empty-set`, `not-finite`
 */
export function modeScores(mixture: Mixture, generated: Matrix, real: Matrix | null): ModeScores {
  const { modes } = mixture
  const nearest = nearestModes(mixture, generated)
  const counts = new Uint32Array(modes)
  const goodCounts = new Uint32Array(modes)
  nearest.modes.forEach((mode, i) => {
    counts[mode]!++
    if (nearest.distances[i]! < GOOD) goodCounts[mode]!++
  })
  const missed = [...goodCounts.keys()].filter((mode) => goodCounts[mode] === 0)
  const good = goodCounts.reduce((sum, count) => sum + count, 0)
  return {
    found: modes - missed.length,
    modes,
    missed,
    highQuality: shareOf(good, generated.rows),
    counts,
    goodCounts,
    reverseKl: real && histogramKl(counts, tally(nearestModes(mixture, real).modes, modes)),
    reverseKlFloor: (modes - 1) / (2 * generated.rows),
    realSamples: real && real.rows,
    jsdToUniform: good > 0 ? histogramJsd(goodCounts, new Uint8Array(modes).fill(1)) : null,
  }
}

/** How often each of 0 … modes − 1 occurs; negative entries are not counted. */
export function tally(values: ArrayLike<number>, modes: number): Uint32Array {
  const counts = new Uint32Array(modes)
  for (let i = 0; i < values.length; i++) if (values[i]! >= 0) counts[values[i]!]!++
  return counts
}
