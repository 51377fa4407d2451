import * as v from 'valibot'
import { hasCorners, type Source } from '../../ot/source'

const corner = v.pipe(v.number(), v.finite())

/** What a map's noise is drawn from, as JSON: a name, or corners as rows of two or three numbers. */
export const savedSource = v.union([
  v.picklist(['cube', 'gaussian']),
  v.strictObject({ kind: v.literal('polygon'), corners: v.array(v.tuple([corner, corner])) }),
  v.strictObject({ kind: v.literal('polytope'), corners: v.array(v.tuple([corner, corner, corner])) }),
])
export type SavedSource = v.InferOutput<typeof savedSource>

export function toSavedSource(source: Source): SavedSource {
  if (!hasCorners(source)) return source.kind
  const { kind, corners } = source
  const at = (k: number): number => corners[k]!
  return kind === 'polygon'
    ? { kind, corners: Array.from({ length: corners.length / 2 }, (_, c) => [at(2 * c), at(2 * c + 1)]) }
    : {
        kind,
        corners: Array.from({ length: corners.length / 3 }, (_, c) => [
          at(3 * c),
          at(3 * c + 1),
          at(3 * c + 2),
        ]),
      }
}

/** @param dimension of the codes, which a name does not tell */
export function fromSavedSource(saved: SavedSource, dimension: number): Source {
  if (typeof saved === 'string') return { kind: saved, dimension }
  const corners = Float64Array.from(saved.corners.flat())
  return saved.kind === 'polygon'
    ? { kind: saved.kind, dimension: 2, corners }
    : { kind: saved.kind, dimension: 3, corners }
}
