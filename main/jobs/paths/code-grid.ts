import { cellWeights, type GridReport, type LatentGrid } from '../../../shared/contracts/grid'
import { BrenierError } from '../../../shared/errors'
import { matrix, row, type Matrix } from '../../../shared/matrix'
import { inSpace } from '../transport/in-space'
import type { Study } from '../study/study'
import { codeSpaceOf, placed } from './code-space'
import { crossingsAlong, type CurveSpace } from './path-curve'
import { decodeNormalised } from './trace-path'

/**
 * A grid of codes between three pictures, decoded: z(s, t) = a + s (b − a) + t (c − a), s and t from 0 to 1. The corner
 * opposite a is the analogy b + c − a. Between neighbours every change of the nearest code is found, as on a straight path.
 * @throws BrenierError `bad-argument` for corners that are not three pictures of the set; `missing-stage`
 */
export async function decodeGrid(study: Study, { corners, size }: LatentGrid): Promise<GridReport> {
  const { height, width, channels, count } = study.pictures()
  const codes = study.requireCodes()
  const layout = study.requireLayout()
  if (corners.some((item) => item >= count) || new Set(corners).size < 3) {
    throw new BrenierError(
      'bad-argument',
      `Expected three different pictures from 0 to ${count - 1}, got ${corners.join(', ')}.`,
    )
  }
  const { search, heights } = codeSpaceOf(codes)
  const cells = gridCodes(codes.normalised, corners, size)
  const decoding = decodeNormalised(study, cells)
  const near = search.nearest(cells, 1)
  const space: CurveSpace = {
    codes: codes.normalised,
    voronoiHeights: heights,
    map: null,
    facets: null,
    threshold: { test: 'angle', value: Math.PI },
  }
  const drawsCodes = codes.normalised.columns <= layout.dimensions
  return {
    size,
    height,
    width,
    channels,
    nearest: near.indices,
    offData: Float32Array.from(near.indices, (item, cell) => {
      const spacing = codes.spacing[item]!
      return spacing > 0 ? Math.sqrt(near.squaredDistances[cell]!) / spacing : 0
    }),
    positions: drawsCodes ? inSpace(cells) : placed(cells, layout, search),
    ...between('right', cells, size, space),
    ...between('below', cells, size, space),
    decoded: await decoding,
  }
}

/** Codes of all cells, row by row, [size², d]. */
function gridCodes(codes: Matrix, corners: LatentGrid['corners'], size: number): Matrix {
  const [a, b, c] = corners.map((item) => row(codes, item)) as [Float32Array, Float32Array, Float32Array]
  const cells = matrix(size * size, codes.columns)
  for (let cell = 0; cell < cells.rows; cell++) {
    const [ofA, ofB, ofC] = cellWeights(cell, size)
    const code = row(cells, cell)
    for (let k = 0; k < code.length; k++) code[k] = ofA * a[k]! + ofB * b[k]! + ofC * c[k]!
  }
  return cells
}

/** The worst crossings on the way from each cell to the next one of its row or its column. */
function between<Way extends 'right' | 'below'>(
  way: Way,
  cells: Matrix,
  size: number,
  space: CurveSpace,
): Record<`${Way}Angle` | `${Way}Jump`, Float32Array> {
  const angle = new Float32Array(cells.rows)
  const jump = new Float32Array(cells.rows)
  const line = matrix(size, cells.columns)
  for (let k = 0; k < size; k++) {
    const cellAt = (step: number) => (way === 'right' ? k * size + step : step * size + k)
    for (let step = 0; step < size; step++) row(line, step).set(row(cells, cellAt(step)))
    for (const crossing of crossingsAlong(line, space)) {
      const cell = cellAt(Math.min(size - 2, Math.floor(crossing.at)))
      angle[cell] = Math.max(angle[cell]!, crossing.angle)
      jump[cell] = Math.max(jump[cell]!, crossing.jump)
    }
  }
  return { [`${way}Angle`]: angle, [`${way}Jump`]: jump } as Record<
    `${Way}Angle` | `${Way}Jump`,
    Float32Array
  >
}
