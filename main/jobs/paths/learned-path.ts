/**
 * Interpolation in noise space through a learned map (Zhang, Lin and Gou, Optimal Transport Based Generative Autoencoders,
 * figures 6 and 7): segments of noise, mapped by a net that is continuous. Where the nearest code changes between two
 * steps, the path crosses.
 */
import { matrix, row, type Matrix } from '../../../shared/matrix'
import { random } from '../../../shared/random'
import { neighbourSearch, type NeighbourSearch } from '../../embedding/neighbours'
import { drawNoise } from '../../nn/maps/draws'
import type { LearnedMap } from '../../nn/maps/learned-map'
import {
  crossingsAlong,
  distance,
  waypointSteps,
  type Anchor,
  type Curve,
  type CurveSpace,
} from './path-curve'

/** A learned map has no inverse: the noise of a code is that of the nearest of so many draws. */
const candidates = 16_384

/** Draws of a map, ready to be looked through. */
interface KnownNoise {
  readonly noise: Matrix
  readonly codes: NeighbourSearch
}

const known = new WeakMap<LearnedMap, Promise<KnownNoise>>()

function knownNoise(map: LearnedMap): Promise<KnownNoise> {
  let found = known.get(map)
  if (!found) {
    found = drawn(map)
    known.set(map, found)
  }
  return found
}

async function drawn(map: LearnedMap): Promise<KnownNoise> {
  const noise = drawNoise(map.spec, candidates, random(0).fork('noise of waypoints'))
  return { noise, codes: neighbourSearch(await map.map(noise)) }
}

/**
 * @param spacing of the codes of all items; the note says by it how far from the anchors the path begins and ends
 * @param steps at least the number of anchors
 */
export async function learnedCurve(
  map: LearnedMap,
  anchors: readonly Anchor[],
  spacing: Float32Array,
  steps: number,
  space: CurveSpace,
): Promise<Curve> {
  const { noise, codes } = await knownNoise(map)
  const wanted = matrix(anchors.length, space.codes.columns)
  for (const [a, { code }] of anchors.entries()) row(wanted, a).set(code)
  const { indices, squaredDistances } = codes.nearest(wanted, 1)
  const ends = Array.from(indices, (index) => row(noise, index))
  const places = waypointSteps(
    ends.slice(1).map((end, leg) => distance(ends[leg]!, end)),
    steps,
  )
  const along = matrix(steps, map.spec.noiseDimension)
  for (let leg = 0; leg + 1 < ends.length; leg++) {
    const [start, end] = [places[leg]!, places[leg + 1]!]
    for (let step = start; step <= end; step++) {
      const t = (step - start) / (end - start)
      row(along, step).set(ends[leg]!.map((value, k) => value + t * (ends[leg + 1]![k]! - value)))
    }
  }
  const made = await map.map(along)
  const farthest = Math.max(
    ...anchors.map(({ item }, a) => {
      const scale = spacing[item]!
      return scale > 0 ? Math.sqrt(squaredDistances[a]!) / scale : 0
    }),
  )
  return {
    codes: made,
    crossings: crossingsAlong(made, space),
    waypointSteps: places,
    note: `A learned map has no inverse: each waypoint is the nearest of ${candidates.toLocaleString('en')} draws, up to ${farthest.toFixed(1)} × the local spacing away.`,
  }
}
