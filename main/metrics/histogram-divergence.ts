import { BrenierError } from '../../shared/errors'

/**
 * KL(P ‖ Q) in nats between two histograms over the same bins, each divided by its sum. Infinity where P has mass and Q
 * has none; a bin that P leaves empty adds nothing, so a generator's missing modes keep KL(generated ‖ real) finite.
 * @throws BrenierError `bad-shape`, `empty-set`
 */
export function histogramKl(p: ArrayLike<number>, q: ArrayLike<number>): number {
  const totalP = totalOf(p)
  const totalQ = totalOf(q)
  requireSameBins(p, q)
  let sum = 0
  for (let i = 0; i < p.length; i++) {
    const share = p[i]! / totalP
    if (share > 0) sum += share * Math.log(share / (q[i]! / totalQ))
  }
  return sum
}

/**
 * Jensen–Shannon divergence in nats, ½KL(P ‖ M) + ½KL(Q ‖ M) with M = ½(P + Q): symmetric, at most log 2.
 * @throws BrenierError `bad-shape`, `empty-set`
 */
export function histogramJsd(p: ArrayLike<number>, q: ArrayLike<number>): number {
  const totalP = totalOf(p)
  const totalQ = totalOf(q)
  requireSameBins(p, q)
  const middle = Float64Array.from(p, (value, i) => (value / totalP + q[i]! / totalQ) / 2)
  return (histogramKl(p, middle) + histogramKl(q, middle)) / 2
}

function totalOf(histogram: ArrayLike<number>): number {
  let total = 0
  for (let i = 0; i < histogram.length; i++) total += histogram[i]!
  if (!(total > 0))
    throw new BrenierError('empty-set', 'Expected a histogram with something in it, got none.')
  return total
}

function requireSameBins(p: ArrayLike<number>, q: ArrayLike<number>): void {
  if (p.length === q.length) return
  throw new BrenierError(
    'bad-shape',
    `Expected two histograms of as many bins, got ${p.length} and ${q.length}.`,
  )
}
