import { expect, it } from 'vitest'
import { matrix } from '../../../shared/matrix'
import { random } from '../../../shared/random'
import { inThreadCompute } from '../compute'
import { computeTasks } from '../tasks'
import { matchPoints } from './match-points'

const match = matchPoints({ compute: inThreadCompute(computeTasks(null), () => 0) })
const source = random(5)
const square = matrix(
  80,
  2,
  Float32Array.from({ length: 160 }, () => source.uniform()),
)
/** By (1, ½): the potential of ½|x − y|² rises by that slope. */
const moved = matrix(
  80,
  2,
  square.data.map((value, c) => value + (c % 2 === 0 ? 1 : 0.5)),
)

it('the exact matching of a square with its translate is the translation, with a potential of its slope', async () => {
  const { partners, potential } = await match(square, moved)
  expect([...partners]).toEqual(Array.from({ length: 80 }, (_, i) => i))
  const of = (i: number) => square.data[2 * i]! + 0.5 * square.data[2 * i + 1]!
  // Duals may lie off by as much as points are apart.
  for (let i = 1; i < 80; i++)
    expect(Math.abs(potential[i]! - potential[0]! - (of(i) - of(0)))).toBeLessThan(0.15)
})

it('entropic potentials come to that slope as ε falls, and are the same for any order of the points', async () => {
  const far = async (entropy: number) => {
    const { potential } = await match(square, moved, entropy)
    const apart = potential.map((height, i) => height - square.data[2 * i]! - 0.5 * square.data[2 * i + 1]!)
    return Math.max(...apart) - Math.min(...apart)
  }
  const [coarse, fine] = [await far(0.3), await far(0.003)]
  expect(fine).toBeLessThan(0.06)
  expect(fine).toBeLessThan(coarse)
  const turned = matrix(
    80,
    2,
    Float32Array.from({ length: 160 }, (_, c) => moved.data[2 * (79 - (c >> 1)) + (c % 2)]!),
  )
  const [one, other] = [await match(square, moved, 0.01), await match(square, turned, 0.01)]
  one.potential.forEach((height, i) => expect(height).toBeCloseTo(other.potential[i]!, 4))
  expect([...other.partners]).toEqual([...one.partners].map((partner) => 79 - partner))
})
