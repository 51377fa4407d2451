import { stat } from 'node:fs/promises'
import path from 'node:path'
import { BrenierError } from '../../shared/errors'
import { cifarBatches, looksLikeCifar, readCifar } from './cifar'
import { looksLikeIdx, readIdxPictures } from './idx'
import { looksLikeNpy } from './npy'
import { readNpySet } from './npy-set'
import { readNpzSet } from './npz-set'
import { readPictureArchive } from './picture-archive'
import type { PictureFileOptions } from './picture-files'
import { readPictureFolder } from './picture-folder'
import { limited, type DataSet, type PictureSet } from './picture-set'
import { looksLikePnm } from './pnm'
import { preprocess } from './preprocess'
import { openSample, sampleNames } from './samples'
import { diskError, readStart } from './source-file'
import { readTableSet } from './table-set'

export interface OpenOptions extends PictureFileOptions {
  /** The product's resources folder, where samples lie. */
  readonly resources: string
  /** True for a sample's name, false for a path; either where nothing is said, a sample's name first. */
  readonly sample?: boolean | undefined
}

type SourceFormat = 'sample' | 'idx' | 'npy' | 'npz' | 'table' | 'cifar' | 'folder' | 'zip'

/**
 * Opens data: a sample by its name, an IDX file (gzipped or not), a .npy or .npz array of pictures or points, batches of
 * CIFAR's binary version or the folder that holds them, a table of points, a folder or a zip of pictures. What a file is, its first bytes
 * say, and its name where they say nothing.
 * @throws BrenierError `file-not-found`, `file-format`, `file-truncated`, `file-too-large`, `mixed-sizes`, `empty-set`,
 *   `bad-shape`, `not-finite`, `cancelled`
 */
export async function openData(source: string, options: OpenOptions): Promise<DataSet> {
  const format = await sourceFormat(source, options)
  switch (format) {
    case 'folder': {
      const batches = await cifarBatches(source)
      if (batches.length === 0) return readPictureFolder(source, options)
      return prepared(
        limited(await readCifar(batches, path.basename(path.resolve(source))), options.limit),
        options,
      )
    }
    case 'cifar': {
      const name = path.basename(source).replace(/\.bin$/i, '')
      return prepared(limited(await readCifar([source], name), options.limit), options)
    }
    case 'zip':
      return readPictureArchive(source, options)
    case 'sample':
      return prepared(limited((await openSample(source, options.resources))!, options.limit), options)
    case 'idx':
      return prepared(await readIdxPictures(source, { limit: options.limit }), options)
    case 'npy':
      return prepared(await readNpySet(source, options.limit), options)
    case 'table':
      return limited(await readTableSet(source), options.limit)
    case 'npz':
      return prepared(await readNpzSet(source, options.limit), options)
  }
}

/** Opens data that are to be pictures. @throws BrenierError `bad-argument` for points, and as `openData` */
export async function openPictureSet(source: string, options: OpenOptions): Promise<PictureSet> {
  const set = await openData(source, options)
  if (set.kind === 'pictures') return set
  throw new BrenierError(
    'bad-argument',
    `Expected pictures, got points from ${source}. Points are their own codes and need no model.`,
    { path: source },
  )
}

/** What a source is. @throws BrenierError `file-not-found`, `file-format`, `file-too-large` */
async function sourceFormat(source: string, options: Pick<OpenOptions, 'sample'>): Promise<SourceFormat> {
  const isSample = sampleNames.includes(source)
  if (isSample && options.sample !== false) return 'sample'
  if (options.sample) {
    throw new BrenierError(
      'file-not-found',
      `Expected a sample (${sampleNames.join(', ')}), got "${source}".`,
      { source },
    )
  }
  const found = await stat(source).catch((thrown: unknown) => {
    if (options.sample === false) throw diskError(thrown, source)
    throw new BrenierError(
      'file-not-found',
      `Expected a sample (${sampleNames.join(', ')}), a file or a folder, but there is no ${source}. Check the path.`,
      { source },
      { cause: thrown },
    )
  })
  if (found.isDirectory()) return 'folder'
  const start = await readStart(source, 16)
  if (start.length === 0) {
    throw new BrenierError('file-truncated', `Expected data in ${source}, got an empty file.`, {
      path: source,
    })
  }
  const gzipped = start[0] === 0x1f && start[1] === 0x8b
  const named = path.basename(source).toLowerCase()
  if (/\.(?:tar|tar\.gz|tgz)$/.test(named)) {
    throw new BrenierError(
      'file-format',
      `Expected data, got a tar archive, ${source}. Unpack it and open the folder it holds.`,
      { path: source },
    )
  }
  if (gzipped || looksLikeIdx(start) || /ubyte$|\.idx\d?$/.test(named)) return 'idx'
  if (looksLikeNpy(start) || named.endsWith('.npy')) return 'npy'
  if (named.endsWith('.npz')) return 'npz'
  if (/\.(?:csv|tsv)$/.test(named)) return 'table'
  if ((start[0] === 0x50 && start[1] === 0x4b) || named.endsWith('.zip')) return 'zip'
  if (await looksLikeCifar(source)) return 'cifar'
  throw new BrenierError('file-format', refusal(source, start), { path: source })
}

function refusal(source: string, start: Uint8Array): string {
  const expected = 'Expected IDX (.gz or not), .npy, .npz, .csv, CIFAR’s .bin, or a folder or zip of pictures'
  const isPicture = looksLikePnm(start) || start[0] === 0x89 || (start[0] === 0xff && start[1] === 0xd8)
  if (isPicture) return `${expected}, got one picture, ${source}. Open the folder that holds it.`
  return `${expected}, got ${source}, which is none of these. Save it as one of them.`
}

/** A set that came whole: brought to size and made grey afterwards. */
function prepared(set: DataSet, { size, resize, grey }: OpenOptions): DataSet {
  return set.kind === 'pictures' && (size || grey) ? preprocess(set, { size, resize, grey }) : set
}
