import { selectRows, type Matrix } from '../../shared/matrix'
import { permutation, random } from '../../shared/random'

/**
 * As many samples of one set as of the other, chosen at random from the larger: clusters of both lean to neither.
 * @param generated [m, d]
 * @param real [n, d]
 * @param most of each set
 * @returns [min(m, n, most), d] each
 */
export function equalSets(
  generated: Matrix,
  real: Matrix,
  most: number,
  seed: number,
): { readonly generated: Matrix; readonly real: Matrix } {
  const size = Math.min(generated.rows, real.rows, most)
  const chosen = (samples: Matrix, name: string) =>
    selectRows(samples, permutation(samples.rows, random(seed).fork(name)).subarray(0, size))
  return { generated: chosen(generated, 'generated codes'), real: chosen(real, 'real codes') }
}
