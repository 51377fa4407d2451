import { BrenierError } from '../../shared/errors'
import { firstNonFinite } from '../../shared/matrix'
import type { Matrix } from '../../shared/matrix'

export interface TsneOptions {
  readonly dims: 2 | 3
  /** Effective number of neighbours, 1 … 1000. Reduced to (n − 1) / 3 where the set is too small for it. */
  readonly perplexity: number
  readonly iterations: number
  /** ν of the kernel between embedded points; scikit-learn takes dims − 1, openTSNE 1. */
  readonly degreesOfFreedom: number
  /** How coarse the tree may be: 0 exact, 0.85 the default, above 1.2 the layout suffers. */
  readonly theta: number
  /** Factor on the attraction at the start; at most n / 8. */
  readonly exaggeration: number
  /** Iterations with exaggerated attraction at the start. */
  readonly exaggeratedIterations: number
  readonly seed: number
  /** A start instead of principal components, [n, dims], taken at its own scale. */
  readonly start: Matrix | null
}

/** The defaults for a layout in 2 or 3 dimensions; `degreesOfFreedom` as scikit-learn has it. */
export function tsneDefaults(dims: 2 | 3): TsneOptions {
  return {
    dims,
    perplexity: 30,
    iterations: 750,
    degreesOfFreedom: dims - 1,
    theta: 0.85,
    exaggeration: 12,
    exaggeratedIterations: 250,
    seed: 1,
    start: null,
  }
}

/** @throws BrenierError `bad-argument` below four points, `not-finite` */
export function requirePoints(points: Matrix): void {
  const { rows: n, columns: d } = points
  if (n < 4 || d < 1) {
    throw new BrenierError('bad-argument', `t-SNE needs at least 4 points, got ${n} × ${d}. Add points.`, {
      n,
      d,
    })
  }
  const bad = firstNonFinite(points.data)
  if (bad >= 0) {
    const point = Math.floor(bad / d)
    throw new BrenierError('not-finite', `Point ${point} holds NaN or Infinity. Leave it out or repair it.`, {
      point,
    })
  }
}

/** @throws BrenierError `bad-argument`, `bad-shape`, `not-finite` */
export function requireOptions(options: TsneOptions, n: number): void {
  const { perplexity, iterations, degreesOfFreedom, theta, exaggeration, dims, start } = options
  const expect = (met: boolean, wanted: string, name: string, got: number) => {
    if (!met) throw new BrenierError('bad-argument', `Expected ${wanted}, got ${got}.`, { [name]: got })
  }
  expect(dims === 2 || dims === 3, '2 or 3 dimensions', 'dims', dims)
  expect(perplexity >= 1 && perplexity <= 1000, 'a perplexity from 1 to 1000', 'perplexity', perplexity)
  expect(Number.isInteger(iterations) && iterations >= 0, 'a count of iterations', 'iterations', iterations)
  expect(
    degreesOfFreedom > 0 && degreesOfFreedom <= 100,
    'degrees of freedom above 0',
    'degreesOfFreedom',
    degreesOfFreedom,
  )
  expect(theta >= 0 && theta <= 2, 'θ from 0 to 2', 'theta', theta)
  expect(
    exaggeration >= 1 && exaggeration <= 100,
    'an exaggeration from 1 to 100',
    'exaggeration',
    exaggeration,
  )
  if (!start) return
  if (start.rows !== n || start.columns !== dims) {
    throw new BrenierError(
      'bad-shape',
      `Expected a start of ${n} × ${dims} coordinates, got ${start.rows} × ${start.columns}.`,
    )
  }
  if (firstNonFinite(start.data) >= 0)
    throw new BrenierError('not-finite', 'The start holds NaN or Infinity.')
}
