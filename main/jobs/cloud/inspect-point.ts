import type { PointReport } from '../../../shared/contracts/results'
import { BrenierError } from '../../../shared/errors'
import { selectRows } from '../../../shared/matrix'
import { itemCount } from '../../data/picture-set'
import { gatherPixels } from '../../nn/batches'
import type { Study } from '../study/study'
import { targetOf } from '../paths/code-space'
import { decodeNormalised } from '../paths/trace-path'

/**
 * All that is known of one item.
 * @throws BrenierError `bad-argument` for an index outside the set
 */
export async function inspectPoint(study: Study, index: number): Promise<PointReport> {
  const { data, codes, transport } = study
  const count = itemCount(data)
  if (index >= count) {
    throw new BrenierError('bad-argument', `Expected an item from 0 to ${count - 1}, got ${index}.`, {
      index,
      count,
    })
  }
  const target = transport && codes ? targetOf(transport, codes.normalised.rows)[index]! : -1
  const neighbours = codes?.neighbours
  const pictures = data.kind === 'pictures' ? data : null
  const picture = pictures ? gatherPixels(pictures, [index]) : new Uint8Array(0)
  const decoded =
    pictures && codes && study.coder
      ? await decodeNormalised(study, selectRows(codes.normalised, [index]))
      : null
  return {
    index,
    label: (data.labels && data.classNames?.[data.labels[index]!]) ?? null,
    attributes: data.attributes.flatMap(({ name, values, codes: held }) => {
      const value = values[held[index]!]
      return value === undefined ? [] : [{ name, value }]
    }),
    fileName: data.fileNames?.[index] ?? null,
    cellMass: target >= 0 ? transport!.cellMass[target]! : null,
    reconstructionError: decoded && meanSquaredError(picture, decoded),
    spacing: codes ? codes.spacing[index]! : null,
    neighbours: neighbours
      ? Array.from({ length: neighbours.k }, (_, k) => ({
          index: neighbours.indices[index * neighbours.k + k]!,
          distance: Math.sqrt(neighbours.squaredDistances[index * neighbours.k + k]!),
        }))
      : [],
    height: pictures?.height ?? 0,
    width: pictures?.width ?? 0,
    channels: pictures?.channels ?? 0,
    picture,
    decoded,
  }
}

/** Per pixel value, pictures in [0, 1]. */
export function meanSquaredError(a: Uint8Array, b: Uint8Array): number {
  let sum = 0
  for (let p = 0; p < a.length; p++) sum += ((a[p]! - b[p]!) / 255) ** 2
  return sum / a.length
}
