import { BrenierError } from '../../shared/errors'

/**
 * KL(P ‖ Q) in nats between two histograms over the same bins, each divided by its sum. Infinity where P has mass and Q
 * has none; a bin that P leaves empty adds nothing, so a generator's missing modes keep KL(generated ‖ real) finite.
 * @throws BrenierError `bad-shape`, `empty-set`
 */
export function histogramKl(p: ArrayLike<number>, q: ArrayLike<number>): number {
  requireSameBins(p, q)
  const [first, second] = [sharesOf(p), sharesOf(q)]
  let sum = 0
  for (let i = 0; i < first.length; i++) {
    if (first[i]! > 0) sum += first[i]! * Math.log(first[i]! / second[i]!)
  }
  return sum
}

/**
 * Jensen–Shannon divergence in nats, ½KL(P ‖ M) + ½KL(Q ‖ M) with M = ½(P + Q): symmetric, at most log 2.
 * @throws BrenierError `bad-shape`, `empty-set`
 */
export function histogramJsd(p: ArrayLike<number>, q: ArrayLike<number>): number {
  requireSameBins(p, q)
  const [first, second] = [sharesOf(p), sharesOf(q)]
  const middle = first.map((value, i) => (value + second[i]!) / 2)
  return (histogramKl(first, middle) + histogramKl(second, middle)) / 2
}

/** A histogram divided by its sum. @throws BrenierError `empty-set` where that is 0 or no number */
export function sharesOf(histogram: ArrayLike<number>): Float64Array {
  const values = Float64Array.from(histogram)
  const total = values.reduce((sum, value) => sum + value, 0)
  if (!(total > 0))
    throw new BrenierError('empty-set', 'Expected a histogram with something in it, got none.')
  return values.map((value) => value / total)
}

/** @throws BrenierError `bad-shape` */
export function requireSameBins(p: ArrayLike<number>, q: ArrayLike<number>): void {
  if (p.length === q.length) return
  throw new BrenierError(
    'bad-shape',
    `Expected two histograms of as many bins, got ${p.length} and ${q.length}.`,
  )
}
