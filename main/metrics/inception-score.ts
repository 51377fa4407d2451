import { BrenierError } from '../../shared/errors'
import type { Matrix } from '../../shared/matrix'
import { requireSamples } from './samples'

/** An inception-type score with what it depends on. */
export interface InceptionScore {
  /** exp of the mean KL(p(y|x) ‖ p̄), averaged over the splits; from 1 to the number of classes. */
  readonly mean: number
  /** Standard deviation over the splits, divided by their number, as published scores have it. */
  readonly deviation: number
  readonly splits: number
  /** The classifier the probabilities come from: scores of different classifiers are on different scales. */
  readonly classifier: string
  readonly samples: number
  readonly classes: number
}

/** How far a row of probabilities may be from a sum of 1: softmax in single precision. */
const ROUNDING = 1e-3

/**
 * Inception score (Salimans et al., NeurIPS 2016), for any classifier. Splits are consecutive rows, as in the published
 * code: rows must not be sorted, or each split has one class and the score collapses. Each split's p̄ is its own.
 * @param probabilities class probabilities of each sample, [n, classes], rows of sum 1
 * @param classifier its name
 * @param splits parts of the samples; at most n
 * @throws BrenierError `bad-argument` where rows are no probabilities or there are fewer samples than splits, `empty-set`, `not-finite`
 */
export function inceptionScore(probabilities: Matrix, classifier: string, splits = 10): InceptionScore {
  requireSamples(probabilities, 'rows of class probabilities')
  const { rows: n, columns: classes } = probabilities
  if (!Number.isInteger(splits) || splits < 1 || splits > n) {
    throw new BrenierError('bad-argument', `Expected 1 to ${n} splits of ${n} samples, got ${splits}.`)
  }
  requireProbabilities(probabilities)
  const scores = Array.from({ length: splits }, (_, split) =>
    scoreOfRows(probabilities, Math.floor((split * n) / splits), Math.floor(((split + 1) * n) / splits)),
  )
  const mean = scores.reduce((sum, score) => sum + score, 0) / splits
  const variance = scores.reduce((sum, score) => sum + (score - mean) ** 2, 0) / splits
  return { mean, deviation: Math.sqrt(variance), splits, classifier, samples: n, classes }
}

function scoreOfRows({ columns, data }: Matrix, begin: number, end: number): number {
  const marginal = new Float64Array(columns)
  for (let i = begin; i < end; i++) {
    for (let c = 0; c < columns; c++) marginal[c]! += data[i * columns + c]! / (end - begin)
  }
  let divergence = 0
  for (let i = begin; i < end; i++) {
    for (let c = 0; c < columns; c++) {
      const p = data[i * columns + c]!
      if (p > 0) divergence += p * Math.log(p / marginal[c]!)
    }
  }
  return Math.exp(divergence / (end - begin))
}

function requireProbabilities({ rows, columns, data }: Matrix): void {
  for (let i = 0; i < rows; i++) {
    let sum = 0
    let least = 0
    for (let c = 0; c < columns; c++) {
      sum += data[i * columns + c]!
      least = Math.min(least, data[i * columns + c]!)
    }
    if (least >= 0 && Math.abs(sum - 1) <= ROUNDING) continue
    throw new BrenierError(
      'bad-argument',
      `Expected class probabilities that add up to 1, got ${sum.toPrecision(4)} in row ${i}, the least ${least}. Give the classifier's softmax, not its logits.`,
      { row: i },
    )
  }
}
