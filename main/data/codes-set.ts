/** Codes that a person's own model made, with what is known of their items: a set that needs no model. */
import path from 'node:path'
import { BrenierError } from '../../shared/errors'
import { readItemTable } from './item-table'
import { asMatrix, readNpy } from './npy'
import { readLabelsBeside } from './npy-set'
import { openPictureSet, type OpenOptions } from './open'
import { pictureSet, pointSet, selectPictures, type DataSet, type PictureSet } from './picture-set'

/** Files that make a set of codes. */
export interface CodesFiles {
  /** A .npy array [n, d]. */
  readonly codes: string
  /** CSV or TSV, a line a code: labels, attributes, names. */
  readonly metadata: string | null
  /** A picture a code: a folder or zip in the order of its names, .npy or IDX. */
  readonly pictures: string | null
}

/**
 * Reads codes with their table and pictures. Pictures whose names are those of the table are put in its order; labels and
 * names of the table go before those of the pictures' folders.
 * @throws BrenierError as `readNpy`, `readItemTable` and `openData`; `bad-shape` where codes and pictures disagree
 */
export async function readCodesSet(
  { codes: file, metadata, pictures: source }: CodesFiles,
  options: OpenOptions,
): Promise<DataSet> {
  const array = await readNpy(file)
  if (array.shape.length !== 2) {
    throw new BrenierError(
      'bad-shape',
      `Expected codes (n, d), one a row, in ${file}, got an array (${array.shape.join(', ')}). Reshape it.`,
      { path: file },
    )
  }
  const codes = asMatrix(array, file)
  const facts = metadata === null ? null : await readItemTable(metadata, codes.rows)
  const name = path.basename(file).replace(/\.npy$/i, '')
  if (source === null) {
    const { labels, classNames, ...more } = facts ?? { labels: null, classNames: null }
    if (labels) return pointSet(name, codes, labels, classNames, more)
    return pointSet(name, codes, await readLabelsBeside(file), null, more)
  }
  const pictures = await openPictureSet(source, options)
  if (pictures.count !== codes.rows) {
    throw new BrenierError(
      'bad-shape',
      `Expected a picture for each of the ${codes.rows} codes of ${file}, got ${pictures.count} in ${source}. ${pictures.warnings[0] ?? 'Give as many of both.'}`,
      { path: source, codes: codes.rows, pictures: pictures.count },
    )
  }
  const ordered = facts?.fileNames ? inOrderOf(facts.fileNames, pictures) : pictures
  const labelled = facts?.labels ? facts : ordered
  return pictureSet({
    ...ordered,
    name,
    codes,
    labels: labelled.labels,
    classNames: labelled.classNames,
    attributes: [...(facts?.attributes ?? []), ...ordered.attributes],
    fileNames: facts?.fileNames ?? ordered.fileNames,
    warnings: [...ordered.warnings, ...(facts?.warnings ?? [])],
  })
}

/** The pictures in the order of `names`, where every name is that of one picture; else as they are. */
function inOrderOf(names: readonly string[], pictures: PictureSet): PictureSet {
  const places = new Map<string, number>()
  for (const [at, name] of (pictures.fileNames ?? []).entries()) {
    places.set(name, at)
    places.set(path.basename(name), at)
  }
  const order = names.map((name) => places.get(name) ?? places.get(path.basename(name)) ?? -1)
  const matched = order.every((at) => at >= 0) && new Set(order).size === order.length
  return matched ? selectPictures(pictures, order) : pictures
}
