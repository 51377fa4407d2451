import { stat } from 'node:fs/promises'
import path from 'node:path'
import { BrenierError } from '../../shared/errors'
import { decodePicture } from './decode-picture'
import { idxName, idxPictureShape, looksLikeIdx, readIdxHeader, readIdxPictures } from './idx'
import { looksLikeNpy, readNpyHeader } from './npy'
import { readNpySet, shapeOfSet } from './npy-set'
import { readPictureArchive, withArchive } from './picture-archive'
import {
  classesByFolder,
  pictureFilesAmong,
  readPictureFiles,
  type NamedFile,
  type PictureFileOptions,
} from './picture-files'
import { listFolder, readPictureFolder } from './picture-folder'
import { limited, type DataSet, type PictureSet } from './picture-set'
import { looksLikePnm } from './pnm'
import { preprocess } from './preprocess'
import { openSample, sampleNames } from './samples'
import { diskError, readStart } from './source-file'

export interface OpenOptions extends PictureFileOptions {
  /** The product's resources folder, where samples lie. */
  readonly resources: string
  /** True for a sample's name, false for a path; either where nothing is said, a sample's name first. */
  readonly sample?: boolean | undefined
}

type SourceFormat = 'sample' | 'idx' | 'npy' | 'folder' | 'zip'

/**
 * Opens data: a sample by its name, an IDX file (gzipped or not), a .npy array of pictures or points, a folder or a zip
 * of pictures. What a file is, its first bytes say, not its name.
 * @throws BrenierError `file-not-found`, `file-format`, `file-truncated`, `file-too-large`, `mixed-sizes`, `empty-set`,
 *   `bad-shape`, `not-finite`, `cancelled`
 */
export async function openData(source: string, options: OpenOptions): Promise<DataSet> {
  const format = await sourceFormat(source, options)
  switch (format) {
    case 'folder':
      return readPictureFolder(source, options)
    case 'zip':
      return readPictureArchive(source, options)
    case 'sample':
      return prepared(limited((await openSample(source, options.resources))!, options.limit), options)
    case 'idx':
      return prepared(await readIdxPictures(source, { limit: options.limit }), options)
    case 'npy':
      return prepared(await readNpySet(source, options.limit), options)
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
  if (gzipped || looksLikeIdx(start) || /ubyte$|\.idx\d?$/.test(named)) return 'idx'
  if (looksLikeNpy(start) || named.endsWith('.npy')) return 'npy'
  if ((start[0] === 0x50 && start[1] === 0x4b && !named.endsWith('.npz')) || named.endsWith('.zip'))
    return 'zip'
  throw new BrenierError('file-format', refusal(source, start), { path: source })
}

function refusal(source: string, start: Uint8Array): string {
  const expected = 'Expected IDX (.gz or not), .npy, or a folder or zip of pictures'
  if (/\.npz$/i.test(source)) {
    return `${expected}, got an archive of arrays, ${source}. Save the one you want by itself with numpy.save.`
  }
  const isPicture = looksLikePnm(start) || start[0] === 0x89 || (start[0] === 0xff && start[1] === 0xd8)
  if (isPicture) return `${expected}, got one picture, ${source}. Open the folder that holds it.`
  return `${expected}, got ${source}, which is none of these. Save it as one of them.`
}

/** A set that came whole: brought to size and made grey afterwards. */
function prepared(set: DataSet, { size, resize, grey }: OpenOptions): DataSet {
  return set.kind === 'pictures' && (size || grey) ? preprocess(set, { size, resize, grey }) : set
}

/** What a source holds, as far as its headers and names tell. */
export interface DataInfo {
  readonly format: SourceFormat
  readonly name: string
  readonly kind: DataSet['kind']
  readonly count: number
  /** Of the first picture in a folder or an archive; 1 × dimension × 1 for points. */
  readonly height: number
  readonly width: number
  readonly channels: number
  readonly classNames: readonly string[] | null
}

/**
 * Says what a source holds without reading it all.
 * @throws BrenierError as `openData`
 */
export async function dataInfo(
  source: string,
  options: Pick<OpenOptions, 'resources' | 'sample'>,
): Promise<DataInfo> {
  const format = await sourceFormat(source, options)
  switch (format) {
    case 'sample':
      return { format, ...described((await openSample(source, options.resources))!) }
    case 'idx': {
      const { count, height, width, channels } = idxPictureShape(source, (await readIdxHeader(source)).shape)
      return {
        format,
        name: idxName(source),
        kind: 'pictures',
        count,
        height,
        width,
        channels,
        classNames: null,
      }
    }
    case 'npy': {
      const name = path.basename(source).replace(/\.npy$/i, '')
      const shape = shapeOfSet((await readNpyHeader(source)).shape, source)
      const size = shape.kind === 'points' ? { height: 1, width: shape.dimensions, channels: 1 } : shape
      const { height, width, channels } = size
      return { format, name, kind: shape.kind, count: shape.count, height, width, channels, classNames: null }
    }
    case 'folder':
      return {
        format,
        ...(await filesInfo(path.basename(path.resolve(source)), source, await listFolder(source))),
      }
    case 'zip': {
      const name = path.basename(source).replace(/\.zip$/i, '')
      return { format, ...(await withArchive(source, (files) => filesInfo(name, source, files))) }
    }
  }
}

function described(set: DataSet): Omit<DataInfo, 'format'> {
  const { kind, name, classNames } = set
  if (set.kind === 'points') {
    return {
      kind,
      name,
      count: set.points.rows,
      height: 1,
      width: set.points.columns,
      channels: 1,
      classNames,
    }
  }
  const { count, height, width, channels } = set
  return { kind, name, count, height, width, channels, classNames }
}

async function filesInfo(
  name: string,
  where: string,
  files: readonly NamedFile[],
): Promise<Omit<DataInfo, 'format'>> {
  const { pictures } = pictureFilesAmong(files)
  const classNames = classesByFolder(pictures.map((file) => file.name))?.classNames ?? null
  for (const file of pictures) {
    const first = await file
      .read()
      .then((bytes) => decodePicture(bytes, file.name))
      .catch(() => null)
    if (!first) continue
    const { height, width, channels } = first
    return { kind: 'pictures', name, count: pictures.length, height, width, channels, classNames }
  }
  // Without one sound picture, the reader's own sentence says what is wrong.
  return described(await readPictureFiles(name, where, files))
}
