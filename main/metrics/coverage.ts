import { BrenierError } from '../../shared/errors'
import { tally } from './mode-scores'
import { shareOf, type Share } from './share'

/**
 * How a mode stands. `missed`: no draw fell in it, and chance would spare a mode of its share in less than one case of
 * twenty. `undecided`: no draw fell in it, but the draws are too few to tell. `thin`: less than half its real share, and
 * the interval lies below the real share. `absent`: the real samples have none of it either way.
 */
export type Standing = 'missed' | 'undecided' | 'thin' | 'covered' | 'absent'

export interface ModeCoverage {
  readonly mode: number
  readonly real: Share
  readonly generated: Share
  /** Generated over real share; null where the real share is 0. */
  readonly ratio: number | null
  readonly standing: Standing
}

/** Which modes a generator reaches, and how often. */
export interface Coverage {
  readonly modes: readonly ModeCoverage[]
  /** Modes the real samples have. */
  readonly present: number
  /** Those of them with at least one draw. */
  readonly reached: number
  /** Modes missed, largest real share first. */
  readonly missed: readonly number[]
  /** Modes thin, smallest ratio first. */
  readonly thin: readonly number[]
  /** ½ Σ |generated − real share|: the share of draws in the wrong mode. */
  readonly totalVariation: number
  /** What counting alone makes of it for a perfect generator: Σ √(p(1 − p) / 2πn). */
  readonly totalVariationFloor: number
  /** Draws and real samples of no known mode, left out. */
  readonly unassigned: { readonly generated: number; readonly real: number }
}

/** A miss is no accident below this probability. */
const BY_CHANCE = 0.05

/**
 * Coverage of modes of any kind: classes, values of an attribute, clusters, cells.
 * The intervals are Wilson's, of the draws alone: real shares are taken as those of the data, not of what it was drawn from.
 * @param generated the mode of each draw, -1 where unknown
 * @param real the mode of each real sample, -1 where unknown
 * @param modes their number
 * @throws BrenierError `bad-argument` for modes outside 0 … modes − 1, `empty-set` where no draw or no real sample has a mode
 */
export function coverage(generated: ArrayLike<number>, real: ArrayLike<number>, modes: number): Coverage {
  const drawn = counted(generated, modes, 'generated')
  const had = counted(real, modes, 'real')
  const list = [...had.counts].map((count, mode) =>
    standingOf(mode, shareOf(count, had.total), shareOf(drawn.counts[mode]!, drawn.total)),
  )
  const present = list.filter((mode) => mode.real.count > 0)
  let totalVariation = 0
  let totalVariationFloor = 0
  for (const mode of list) {
    totalVariation += Math.abs(mode.generated.share - mode.real.share) / 2
    const { share } = mode.real
    totalVariationFloor += Math.sqrt((share * (1 - share)) / (2 * Math.PI * drawn.total))
  }
  return {
    modes: list,
    present: present.length,
    reached: present.filter((mode) => mode.generated.count > 0).length,
    missed: list
      .filter((mode) => mode.standing === 'missed')
      .sort((p, q) => q.real.share - p.real.share)
      .map(({ mode }) => mode),
    thin: list
      .filter((mode) => mode.standing === 'thin')
      .sort((p, q) => p.ratio! - q.ratio!)
      .map(({ mode }) => mode),
    totalVariation,
    totalVariationFloor,
    unassigned: { generated: generated.length - drawn.total, real: real.length - had.total },
  }
}

function standingOf(mode: number, real: Share, generated: Share): ModeCoverage {
  if (real.count === 0) return { mode, real, generated, ratio: null, standing: 'absent' }
  const ratio = generated.share / real.share
  let standing: Standing = 'covered'
  if (generated.count === 0) standing = (1 - real.share) ** generated.of < BY_CHANCE ? 'missed' : 'undecided'
  else if (ratio < 0.5 && generated.high < real.share) standing = 'thin'
  return { mode, real, generated, ratio, standing }
}

function counted(values: ArrayLike<number>, modes: number, name: string) {
  let total = 0
  for (let i = 0; i < values.length; i++) {
    const mode = values[i]!
    if (!Number.isInteger(mode) || mode < -1 || mode >= modes) {
      throw new BrenierError(
        'bad-argument',
        `Expected ${name} modes from -1 to ${modes - 1}, got ${mode} at ${i}.`,
      )
    }
    if (mode >= 0) total++
  }
  if (total === 0) throw new BrenierError('empty-set', `Expected ${name} samples of a known mode, got none.`)
  return { counts: tally(values, modes), total }
}
