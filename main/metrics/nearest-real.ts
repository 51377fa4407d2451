import { BrenierError } from '../../shared/errors'
import type { Matrix } from '../../shared/matrix'
import { openNeighbourSearch } from '../kernels/neighbours/index'
import type { Neighbours } from '../kernels/neighbours/search'
import { requireComparable, requireSamples } from './samples'
import { shareOf, type Share } from './share'

/** How near samples lie to known ones. */
export interface Nearness {
  /** The nearest known sample of each, [n]. */
  readonly nearest: Uint32Array
  /** Distance to it, [n]. */
  readonly distances: Float64Array
  /** Distance to it over the distance to the second nearest, [n]; 0 for an exact copy. */
  readonly ratios: Float64Array
  /** Samples whose ratio is below a third: far nearer to one known sample than to any other. */
  readonly nearCopies: Share
  readonly medianDistance: number
  readonly medianRatio: number
}

/** How near generated samples lie to the real ones they were learnt from. */
export interface NearestReal extends Nearness {
  /** The same question asked with real samples that had no part in training; null without them. */
  readonly heldOut: HeldOutCheck | null
}

export interface HeldOutCheck {
  /** Near copies among the held-out samples themselves: what a generator that copies nothing shows. */
  readonly nearCopies: Share
  /** Generated samples nearer to a training sample than to a held-out one. */
  readonly nearerToTraining: Share
  /** What that share is for a generator that knows no training sample by heart: training / (training + held-out). */
  readonly expected: number
}

/** Ratio below which a sample counts as a copy (Yoon, Choi, Kwon and Ryu, ICML workshop 2023). */
const COPY = 1 / 3

/**
 * Is it memory? Distances of generated samples to the nearest and the second nearest training sample, and against
 * held-out samples. The interval treats samples as independent.
 * @param generated [n, d]
 * @param training [m, d], m ≥ 2
 * @param heldOut [l, d], from the same distribution as the training samples
 * @throws BrenierError `bad-shape`, `empty-set`, `not-finite`
 */
export function nearestReal(generated: Matrix, training: Matrix, heldOut: Matrix | null = null): NearestReal {
  requireComparable(generated, training)
  requireSamples(training, 'training samples', 2)
  const near = nearnessOf(twoNearest(generated, training))
  return { ...near, heldOut: heldOut && check(generated, near.distances, training, heldOut) }
}

/**
 * Nearness by neighbours that were found before.
 * @param neighbours two or more known samples of each, nearest first
 */
export function nearnessOf({ rows, k, indices, squaredDistances }: Neighbours): Nearness {
  const nearest = new Uint32Array(rows)
  const distances = new Float64Array(rows)
  const ratios = new Float64Array(rows)
  for (let i = 0; i < rows; i++) {
    nearest[i] = indices[k * i]!
    distances[i] = Math.sqrt(squaredDistances[k * i]!)
    ratios[i] = distances[i] === 0 ? 0 : distances[i]! / Math.sqrt(squaredDistances[k * i + 1]!)
  }
  return {
    nearest,
    distances,
    ratios,
    nearCopies: shareOf(ratios.filter((ratio) => ratio < COPY).length, rows),
    medianDistance: median(distances),
    medianRatio: median(ratios),
  }
}

function check(generated: Matrix, distances: Float64Array, training: Matrix, heldOut: Matrix): HeldOutCheck {
  requireSamples(heldOut, 'held-out samples')
  if (heldOut.columns !== training.columns) {
    throw new BrenierError(
      'bad-shape',
      `Expected held-out samples of ${training.columns} dimensions, got ${heldOut.columns}.`,
    )
  }
  const search = openNeighbourSearch(heldOut)
  const { squaredDistances } = search.nearest(generated, 1)
  search.close()
  // A tie tells nothing either way: half of them count as nearer to training.
  let nearer = 0
  let ties = 0
  squaredDistances.forEach((squared, i) => {
    const apart = Math.sqrt(squared) - distances[i]!
    if (apart > 0) nearer++
    if (apart === 0) ties++
  })
  return {
    nearCopies: nearnessOf(twoNearest(heldOut, training)).nearCopies,
    nearerToTraining: shareOf(nearer + Math.floor(ties / 2), generated.rows),
    expected: training.rows / (training.rows + heldOut.rows),
  }
}

function twoNearest(queries: Matrix, points: Matrix): Neighbours {
  const search = openNeighbourSearch(points)
  const found = search.nearest(queries, 2)
  search.close()
  return found
}

function median(values: Float64Array): number {
  const sorted = values.slice().sort()
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}
