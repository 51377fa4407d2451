/** Sets out of NumPy's archives: the largest array that is pictures or points, with the labels that belong to it. */
import path from 'node:path'
import { BrenierError } from '../../shared/errors'
import { decodeNpy, decodeNpyHeader } from './npy'
import { asLabels, setOfArray, shapeOfSet, type SetShape } from './npy-set'
import { unpackNpz } from './npz'
import { limited, type DataSet } from './picture-set'
import { bounds, readBounded } from './source-file'

/** What labels are called in archives that people pass on, the likeliest first. */
const labelNames = /^(?:y|labels?|targets?|class(?:es)?)(?:_|$)|_(?:y|labels?|targets?)$/i

/** The part of a set that an array's name tells, as in `x_train` or `train_images`. */
const partOf = (name: string) => /(?:^|_)(train|test|val|valid|validation)(?:_|$)/i.exec(name)?.[1] ?? null

/**
 * Reads a .npz file as a set. Of several arrays the largest of pictures, else the largest of points, is taken; a list of as many
 * values, under a name such as `y`, `labels` or `train_labels`, are its labels. What is left out is said, and never decoded.
 * @param limit at most so many items, spread evenly over the set
 * @throws BrenierError as `unpackNpz`, `decodeNpy` and `setOfArray`; `bad-shape` where no array is a set
 */
export async function readNpzSet(file: string, limit?: number): Promise<DataSet> {
  const files = unpackNpz(await readBounded(file, bounds.setBytes), file)
  const headers = Object.entries(files).map(
    ([name, bytes]) => [name, decodeNpyHeader(bytes, `${name} of ${file}`)] as const,
  )
  const shapes = new Map(headers.map(([name, { shape }]) => [name, shape]))
  const numbers = new Set(headers.filter(([, { type }]) => /[biuf]\d$/.test(type)).map(([name]) => name))
  const taken = largestSet(shapes, file)
  const [count = 0] = shapes.get(taken)!
  const labelled = [...shapes].find(
    ([name, shape]) =>
      name !== taken &&
      numbers.has(name) &&
      labelNames.test(name) &&
      partOf(name) === partOf(taken) &&
      isList(shape, count),
  )?.[0]
  const read = (name: string) => decodeNpy(files[name]!, `${name} of ${file}`)
  const labels = labelled === undefined ? null : asLabels(read(labelled), `${labelled} of ${file}`)
  const left = [...shapes.keys()].filter((name) => name !== taken && name !== labelled)
  const withLabels = labelled === undefined ? '' : `, with the labels “${labelled}”`
  const warnings =
    left.length > 0
      ? [`Of the archive’s arrays “${taken}” was taken${withLabels}; left out: ${left.join(', ')}.`]
      : []
  const name = path.basename(file).replace(/\.npz$/i, '')
  return limited(setOfArray(read(taken), { name, labels, warnings }, `${taken} of ${file}`), limit)
}

const isList = (shape: readonly number[], count: number): boolean =>
  shape[0] === count && (shape.length === 1 || (shape.length === 2 && shape[1] === 1))

/** @throws BrenierError `bad-shape` */
function largestSet(shapes: ReadonlyMap<string, readonly number[]>, file: string): string {
  const sets = [...shapes].flatMap(([name, shape]) => {
    const kind = kindOfShape(shape)
    if (kind === null || (kind === 'points' && labelNames.test(name))) return []
    return [{ name, kind, size: shape.reduce((product, one) => product * one, 1) }]
  })
  const pictures = sets.filter(({ kind }) => kind === 'pictures')
  const [largest] = (pictures.length > 0 ? pictures : sets).sort((a, b) => b.size - a.size)
  if (largest) return largest.name
  const found = [...shapes].map(([name, shape]) => `${name} (${shape.join(', ')})`)
  throw new BrenierError(
    'bad-shape',
    `Expected pictures (n, height, width) or (n, height, width, 1 or 3), or points (n, d), in ${file}, got ${found.join(', ') || 'no array'}.`,
    { path: file },
  )
}

/** What an array of a shape can be; null where it is no set. */
function kindOfShape(shape: readonly number[]): SetShape['kind'] | null {
  try {
    return shapeOfSet(shape, '').kind
  } catch {
    return null
  }
}
