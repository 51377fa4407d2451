import { BrenierError } from '../../shared/errors'
import type { Matrix } from '../../shared/matrix'
import { meanOf, type MeanValue } from './mean-value'
import { requireComparable } from './samples'

/**
 * Finds the bijection of least total squared distance.
 * @param from [n, d] @param to [n, d]
 * @returns for each row of `from` the row of `to` it is matched with, [n]
 */
export type Assignment = (from: Matrix, to: Matrix) => Uint32Array

/** How far two sets of equal size are apart under a bijection. */
export interface MatchingDistance {
  /** √(mean squared length): the 2-Wasserstein distance of the two sets where the bijection is optimal. */
  readonly w2: number
  /** Mean Euclidean length: the divergence that "Optimal Transport Based Generative Autoencoders" reports. */
  readonly meanLength: number
  readonly longest: number
  readonly samples: number
}

/**
 * Distances along a bijection.
 * @param generated [n, d]
 * @param real [n, d]
 * @param permutation the row of `real` for each row of `generated`, each once
 * @throws BrenierError `bad-shape`, `bad-argument` where it is no bijection, `empty-set`, `not-finite`
 */
export function matchingDistance(
  generated: Matrix,
  real: Matrix,
  permutation: ArrayLike<number>,
): MatchingDistance {
  requireComparable(generated, real)
  const { rows: n, columns: d } = generated
  if (real.rows !== n || permutation.length !== n) {
    throw new BrenierError(
      'bad-shape',
      `Expected as many real samples and matches as the ${n} generated ones, got ${real.rows} and ${permutation.length}.`,
    )
  }
  const taken = new Uint8Array(n)
  let squares = 0
  let lengths = 0
  let longest = 0
  for (let i = 0; i < n; i++) {
    const partner = permutation[i]!
    if (!Number.isInteger(partner) || partner < 0 || partner >= n || taken[partner]) {
      throw new BrenierError(
        'bad-argument',
        `Expected every real sample from 0 to ${n - 1} once, got ${partner} for generated sample ${i}.`,
      )
    }
    taken[partner] = 1
    let squared = 0
    for (let j = 0; j < d; j++) squared += (generated.data[i * d + j]! - real.data[partner * d + j]!) ** 2
    squares += squared
    lengths += Math.sqrt(squared)
    longest = Math.max(longest, Math.sqrt(squared))
  }
  return { w2: Math.sqrt(squares / n), meanLength: lengths / n, longest, samples: n }
}

/** The distance of two distributions, as pairs of sets drawn from them tell it. */
export interface DrawnDistance {
  readonly w2: MeanValue
  readonly meanLength: MeanValue
  /** Samples of each set: fewer give larger distances, so only equal numbers compare. */
  readonly samples: number
}

/**
 * Distances of several pairs of sets with their scatter. One pair says little: the mean length between two draws of 1,000
 * points of moons or circles scatters by 0.01 to 0.015, as much as published rows differ by; take twenty.
 * @param pairs sets of equal size, each pair drawn anew
 * @param assign finds the optimal bijection
 * @throws BrenierError as `matchingDistance`, and `bad-shape` where pairs differ in size
 */
export function drawnDistance(
  pairs: readonly { readonly generated: Matrix; readonly real: Matrix }[],
  assign: Assignment,
): DrawnDistance {
  const distances = pairs.map(({ generated, real }) =>
    matchingDistance(generated, real, assign(generated, real)),
  )
  const samples = distances[0]?.samples ?? 0
  const odd = distances.find((distance) => distance.samples !== samples)
  if (odd) {
    throw new BrenierError(
      'bad-shape',
      `Expected pairs of ${samples} samples each, got one of ${odd.samples}.`,
    )
  }
  return {
    w2: meanOf(distances.map(({ w2 }) => w2)),
    meanLength: meanOf(distances.map(({ meanLength }) => meanLength)),
    samples,
  }
}
