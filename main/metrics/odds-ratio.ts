import { BrenierError } from '../../shared/errors'
import { NORMAL_95 } from './share'

/** How much likelier, in odds, something is in one group than in another. */
export interface OddsRatio {
  readonly ratio: number
  /** 95 % interval. */
  readonly low: number
  readonly high: number
  /** Fisher's exact test, both sides: the chance of a table as unlikely as this one where the groups do not differ. */
  readonly p: number
}

/** `count` of `of`. */
export interface Counted {
  readonly count: number
  readonly of: number
}

/**
 * Odds ratio of two groups with Woolf's interval, half a count added to each cell (Haldane 1956, Anscombe 1956) so that
 * an empty cell gives a finite answer, and Fisher's exact test. All three take the draws as independent.
 * @throws BrenierError `bad-argument` unless all are whole and 0 ≤ count ≤ of
 */
export function oddsRatio(group: Counted, other: Counted): OddsRatio {
  for (const { count, of } of [group, other]) {
    if (Number.isInteger(count) && Number.isInteger(of) && count >= 0 && count <= of) continue
    throw new BrenierError('bad-argument', `Expected a count of draws, got ${count} of ${of}.`, { count, of })
  }
  const cells = [group.count, group.of - group.count, other.count, other.of - other.count].map(
    (count) => count + 0.5,
  ) as [number, number, number, number]
  const logarithm = Math.log(cells[0]) - Math.log(cells[1]) - Math.log(cells[2]) + Math.log(cells[3])
  const half = NORMAL_95 * Math.sqrt(cells.reduce((sum, count) => sum + 1 / count, 0))
  return {
    ratio: Math.exp(logarithm),
    low: Math.exp(logarithm - half),
    high: Math.exp(logarithm + half),
    p: fisher(group, other),
  }
}

/** Tables with the same margins whose chance is within this factor of the given one's count as equally likely. */
const ROUNDING = 1 + 1e-7

function fisher(group: Counted, other: Counted): number {
  const total = group.of + other.of
  const hits = group.count + other.count
  const logFactorial = new Float64Array(total + 1)
  for (let k = 2; k <= total; k++) logFactorial[k] = logFactorial[k - 1]! + Math.log(k)
  const choose = (n: number, k: number) => logFactorial[n]! - logFactorial[k]! - logFactorial[n - k]!
  const chance = (count: number) =>
    Math.exp(choose(group.of, count) + choose(other.of, hits - count) - choose(total, hits))
  const limit = chance(group.count) * ROUNDING
  let p = 0
  for (let count = Math.max(0, hits - other.of); count <= Math.min(group.of, hits); count++) {
    if (chance(count) <= limit) p += chance(count)
  }
  return Math.min(1, p)
}
