import { BrenierError } from '../../../shared/errors'
import { matrix, type Matrix } from '../../../shared/matrix'
import { drawPointSet, pointSetGaussians } from '../../data/point-sets'
import { roundMixture, type Mixture } from '../../metrics/mixture'

/** Points of a set of the papers, [count, 2], `scale` times as large as the sample of that name. */
export function drawScaled(name: string, seed: number, count: number, scale = 1): Matrix {
  const drawn = drawPointSet(name, seed, count)
  if (drawn) return scaledBy(drawn.points, scale)
  throw new BrenierError('internal', `Expected a point set named ${name}.`)
}

/** The Gaussians of such a set. */
export function scaledMixture(name: string, scale = 1): Mixture {
  const gaussians = pointSetGaussians(name)
  if (gaussians) return roundMixture(scaledBy(gaussians.centres, scale), gaussians.sigma * scale)
  throw new BrenierError('internal', `Expected a point set of Gaussians named ${name}.`)
}

const scaledBy = ({ rows, columns, data }: Matrix, scale: number): Matrix =>
  matrix(
    rows,
    columns,
    data.map((value) => scale * value),
  )
