import type { NoiseSource } from '../../../shared/contracts/study'

/** What a choice of noise is listed as: a name of the contract, or corners of one's own. */
export type NoiseKind = Exclude<NoiseSource, object> | 'corners'

export const kindOf = (source: NoiseSource): NoiseKind => (typeof source === 'string' ? source : 'corners')

/** The choices that fit codes of a dimension, under the names that they have there. */
export function noiseKinds(dimension: number): { readonly value: NoiseKind; readonly label: string }[] {
  const cube = { value: 'cube', label: dimension === 2 ? 'Square' : 'Cube' } as const
  const gaussian = { value: 'gaussian', label: 'Gaussian' } as const
  const corners = { value: 'corners', label: 'Own corners' } as const
  if (dimension === 2) return [cube, { value: 'disc', label: 'Disc' }, corners, gaussian]
  if (dimension === 3) return [cube, { value: 'ball', label: 'Ball' }, corners, gaussian]
  return [cube, gaussian]
}

/** Corners to begin with: those of a triangle, or of a tetrahedron, inside the cube. */
export const firstCorners = (dimension: number): number[][] =>
  dimension === 2
    ? [
        [-0.5, -0.5],
        [0.5, -0.5],
        [0, 0.5],
      ]
    : [
        [-0.5, -0.5, -0.5],
        [0.5, 0.5, -0.5],
        [0.5, -0.5, 0.5],
        [-0.5, 0.5, 0.5],
      ]

/** Corners as a person types them: numbers with spaces, points with commas. */
export const cornersText = (points: readonly (readonly number[])[]): string =>
  points.map((point) => point.join(' ')).join(', ')

/** Points of text, each of as many numbers as the dimension, at least one more than that; null where they are not. */
export function pointsOf(text: string, dimension: number): number[][] | null {
  const points = text
    .split(/[,;\n]/)
    .map((point) => point.trim())
    .filter((point) => point !== '')
    .map((point) => point.replaceAll('−', '-').split(/\s+/).map(Number))
  const fits = points.every((point) => point.length === dimension && point.every(Number.isFinite))
  return fits && points.length > dimension ? points : null
}
