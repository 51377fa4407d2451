import { BrenierError } from '../../shared/errors'
import { selectRows, type Matrix } from '../../shared/matrix'
import { openNeighbourSearch } from '../kernels/neighbours/index'
import { requireOneEach, requireSamples } from './samples'
import { shareOf, type Share } from './share'

/** Points whose class is known, or -1 where it is not. */
export interface LabelledPoints {
  /** [n, d]. */
  readonly points: Matrix
  readonly labels: ArrayLike<number>
}

/** How well classes can be told by the nearest of known points. */
export interface NeighbourAccuracy {
  /** Test points whose class was told rightly. */
  readonly accuracy: Share
  /** Of each class among the test points; null where it has none. */
  readonly classes: readonly (Share | null)[]
  /** The class told for each test point, [m]. */
  readonly told: Int32Array
  readonly neighbours: number
  readonly trainingPoints: number
}

/**
 * Accuracy of the vote of the k nearest training points (Symmetric Wasserstein Autoencoders, Table 1: k = 5 on codes).
 * A tied vote goes to the lower class, as in scikit-learn; points of unknown class neither vote nor count.
 * @throws BrenierError `bad-shape`, `empty-set`, `not-finite`, `bad-argument` where k exceeds the known training points
 */
export function neighbourAccuracy(train: LabelledPoints, test: LabelledPoints, k = 5): NeighbourAccuracy {
  for (const [{ points, labels }, name] of [
    [train, 'training points'],
    [test, 'test points'],
  ] as const) {
    requireSamples(points, name)
    requireOneEach(labels, points.rows, `labels of ${name}`)
  }
  if (train.points.columns !== test.points.columns) {
    throw new BrenierError(
      'bad-shape',
      `Expected test points of ${train.points.columns} dimensions as the training points, got ${test.points.columns}.`,
    )
  }
  const training = known(train, 'training points')
  const tested = known(test, 'test points').labels.length
  if (!Number.isInteger(k) || k < 1 || k > training.points.rows) {
    throw new BrenierError('bad-argument', `Expected 1 to ${training.points.rows} neighbours, got ${k}.`)
  }
  const search = openNeighbourSearch(training.points)
  const { indices } = search.nearest(test.points, k)
  search.close()
  const classes = 1 + largest(train.labels, largest(test.labels, 0))
  const told = new Int32Array(test.points.rows)
  const votes = new Uint32Array(classes)
  for (let i = 0; i < told.length; i++) {
    votes.fill(0)
    for (let s = i * k; s < (i + 1) * k; s++) votes[training.labels[indices[s]!]!]!++
    told[i] = votes.indexOf(Math.max(...votes))
  }
  const right = new Uint32Array(classes)
  const all = new Uint32Array(classes)
  for (let i = 0; i < told.length; i++) {
    const label = test.labels[i]!
    if (label < 0) continue
    all[label]!++
    if (told[i] === label) right[label]!++
  }
  return {
    accuracy: shareOf(
      right.reduce((sum, count) => sum + count, 0),
      tested,
    ),
    classes: [...all].map((of, label) => (of > 0 ? shareOf(right[label]!, of) : null)),
    told,
    neighbours: k,
    trainingPoints: training.points.rows,
  }
}

/** The points whose class is known. @throws BrenierError `empty-set` where it is known of none */
function known({ points, labels }: LabelledPoints, name: string) {
  const rows = Uint32Array.from({ length: points.rows }, (_, i) => i).filter((i) => labels[i]! >= 0)
  if (rows.length === 0) {
    throw new BrenierError('empty-set', `Expected ${name} of known class, got none among ${points.rows}.`)
  }
  return { points: selectRows(points, rows), labels: Int32Array.from(rows, (i) => labels[i]!) }
}

function largest(labels: ArrayLike<number>, least: number): number {
  let most = least
  for (let i = 0; i < labels.length; i++) most = Math.max(most, labels[i]!)
  return most
}
