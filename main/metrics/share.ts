import { BrenierError } from '../../shared/errors'

/** A counted share with its 95 % interval. */
export interface Share {
  readonly count: number
  /** What it is a share of. */
  readonly of: number
  /** count / of. */
  readonly share: number
  readonly low: number
  readonly high: number
}

/** The normal quantile of a two-sided 95 % interval. */
export const NORMAL_95 = 1.959963984540054

/**
 * A share with Wilson's score interval (J. Amer. Statist. Assoc. 22, 1927). Unlike share ± 1.96 standard errors it keeps
 * inside [0, 1] and says something for no hit at all: of n draws none, the share is below 3.84 / (n + 3.84)
 * (Brown, Cai and DasGupta, Statist. Sci. 16, 2001, who recommend it).
 * @param count of `of` independent draws
 * @throws BrenierError `bad-argument` unless both are whole and 0 ≤ count ≤ of, of ≥ 1
 */
export function shareOf(count: number, of: number): Share {
  if (!Number.isInteger(count) || !Number.isInteger(of) || count < 0 || of < 1 || count > of) {
    throw new BrenierError('bad-argument', `Expected a share of one draw or more, got ${count} of ${of}.`, {
      count,
      of,
    })
  }
  const share = count / of
  const z2 = NORMAL_95 ** 2 / of
  const centre = share + z2 / 2
  const half = NORMAL_95 * Math.sqrt((share * (1 - share)) / of + z2 / of / 4)
  return {
    count,
    of,
    share,
    // At the ends the formula is 0 and 1 but for rounding.
    low: count === 0 ? 0 : (centre - half) / (1 + z2),
    high: count === of ? 1 : (centre + half) / (1 + z2),
  }
}
