/**
 * Point sets in the plane, with the constants of the papers and of the code published with them (pyOMT's data files,
 * scikit-learn's generators). Labels are the modes the points were drawn from.
 */
import { matrix, type Matrix } from '../../shared/matrix'
import { permutation, random, type Random } from '../../shared/random'
import { pointSet, type PointSet } from './picture-set'

interface Drawn {
  readonly x: number
  readonly y: number
  readonly label: number
}

/** The Gaussians a set is drawn from: their centres [k, 2], in the order of the labels, and σ. */
export interface PointSetGaussians {
  readonly centres: Matrix
  readonly sigma: number
}

interface Generator {
  /** Points of the set where the caller names no number: the papers' own where they name one. */
  readonly count: number
  /** Null where the set is one piece. */
  readonly classNames: readonly string[] | null
  /** Where the set is Gaussians of one size. */
  readonly gaussians?: PointSetGaussians
  draw(index: number, source: Random): Drawn
}

const modes = (count: number) => Array.from({ length: count }, (_, i) => `Mode ${i + 1}`)

/** Modes are visited in turn, so that each has its share of points exactly. */
const gaussians = (
  count: number,
  centres: readonly (readonly [number, number])[],
  sigma: number,
): Generator => ({
  count,
  classNames: modes(centres.length),
  gaussians: { centres: matrix(centres.length, 2, Float32Array.from(centres.flat())), sigma },
  draw(index, source) {
    const label = index % centres.length
    const [x, y] = centres[label]!
    return { x: x + sigma * source.normal(), y: y + sigma * source.normal(), label }
  },
})

const onCircle = (count: number, radius: number) =>
  Array.from({ length: count }, (_, i): [number, number] => {
    const angle = (2 * Math.PI * i) / count
    return [radius * Math.cos(angle), radius * Math.sin(angle)]
  })

const grid = Array.from({ length: 25 }, (_, i): [number, number] => [
  ((i % 5) - 2) * Math.SQRT1_2,
  (Math.floor(i / 5) - 2) * Math.SQRT1_2,
])

const generators: Readonly<Record<string, Generator>> = {
  // Grid {−2…2}·2 with σ 0.05, over 2.828 as pyOMT scales it: spacing 0.7071, σ 0.0177.
  'gaussians-25': gaussians(512, grid, 0.05 / 2.828),
  // Radius 2 with σ 0.02, over 1.414 as pyOMT scales it.
  'gaussians-8': gaussians(512, onCircle(8, 2 / 1.414), 0.02 / 1.414),
  // Radius 10 with σ 1, 32 points each: Figure 2 of AE-OT by Kantorovich's potential.
  'gaussians-8-wide': gaussians(256, onCircle(8, 10), 1),
  // PacGAN's ring: 8 modes at radius 1, σ 0.01.
  ring: gaussians(512, onCircle(8, 1), 0.01),
  'two-clusters': gaussians(
    512,
    [
      [-1, 0],
      [1, 0],
    ],
    0.1,
  ),
  moons: {
    count: 1000,
    classNames: ['Upper', 'Lower'],
    draw(index, source) {
      const label = index % 2
      const angle = Math.PI * source.uniform()
      const [x, y] =
        label === 0 ? [Math.cos(angle), Math.sin(angle)] : [1 - Math.cos(angle), 0.5 - Math.sin(angle)]
      return { x: x + 0.05 * source.normal(), y: y + 0.05 * source.normal(), label }
    },
  },
  circles: {
    count: 1000,
    classNames: ['Outer', 'Inner'],
    draw(index, source) {
      const label = index % 2
      const angle = 2 * Math.PI * source.uniform()
      const radius = label === 0 ? 1 : 0.5
      return {
        x: radius * Math.cos(angle) + 0.05 * source.normal(),
        y: radius * Math.sin(angle) + 0.05 * source.normal(),
        label,
      }
    },
  },
  // scikit-learn's roll with noise 0.25, its first and third axis, over 7.5.
  'swiss-roll': {
    count: 512,
    classNames: null,
    draw(_index, source) {
      const t = 1.5 * Math.PI * (1 + 2 * source.uniform())
      return {
        x: (t * Math.cos(t) + 0.25 * source.normal()) / 7.5,
        y: (t * Math.sin(t) + 0.25 * source.normal()) / 7.5,
        label: 0,
      }
    },
  },
  // Two discs of radius 0.5 joined by a bar of width 0.16: connected but not convex, so the map onto it tears
  // above and below the bar.
  dumbbell: {
    count: 600,
    classNames: ['Left', 'Bar', 'Right'],
    draw(_index, source) {
      for (;;) {
        const x = 3 * source.uniform() - 1.5
        const y = source.uniform() - 0.5
        if (Math.hypot(x + 1, y) <= 0.5) return { x, y, label: 0 }
        if (Math.hypot(x - 1, y) <= 0.5) return { x, y, label: 2 }
        if (Math.abs(x) < 1 && Math.abs(y) <= 0.08) return { x, y, label: 1 }
      }
    },
  },
}

export const pointSetNames: readonly string[] = Object.keys(generators)

/**
 * A seeded point set by name, or null where there is none of this name.
 * @param count number of points; the set's own where there is none
 * @throws BrenierError `empty-set` for a count of 0
 */
export function drawPointSet(name: string, seed = 1, count?: number): PointSet | null {
  const generator = generators[name]
  if (!generator) return null
  const { classNames } = generator
  const rows = count ?? generator.count
  const source = random(seed).fork(name)
  const points = matrix(rows, 2)
  const labels = new Int32Array(rows)
  // Drawn in turn, stored in random order: nothing downstream may lean on the order of modes.
  const order = permutation(rows, source.fork('order'))
  for (let i = 0; i < rows; i++) {
    const { x, y, label } = generator.draw(i, source)
    const place = order[i]!
    points.data[2 * place] = x
    points.data[2 * place + 1] = y
    labels[place] = label
  }
  return pointSet(name, points, classNames && labels, classNames)
}

/** The Gaussians of a set by name, or null where it is not made of Gaussians of one size. */
export const pointSetGaussians = (name: string): PointSetGaussians | null =>
  generators[name]?.gaussians ?? null
