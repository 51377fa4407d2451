/** What sizes a folder or an archive of pictures holds, told from headers before anything is read whole. */
import { availableParallelism } from 'node:os'
import { stat } from 'node:fs/promises'
import sharp from 'sharp'
import { BrenierError } from '../../shared/errors'
import { decodePicture } from './decode-picture'
import { withArchive } from './picture-archive'
import { pictureFilesAmong, type NamedFile } from './picture-files'
import { listFolder } from './picture-folder'
import { spreadIndices, type Picture, type PictureSize } from './picture-set'
import { looksLikePnm } from './pnm'

/** Files looked into, spread over all: enough to tell what sizes there are. */
const lookedInto = 512
const examplesShown = 4

export interface SizeCount extends PictureSize {
  readonly count: number
}

export interface PictureSizes {
  /** Picture files there are, and how many of them were looked into. */
  readonly files: number
  readonly lookedInto: number
  /** The commonest first. */
  readonly sizes: readonly SizeCount[]
  /** Files among them that are no sound pictures, by their names. */
  readonly broken: readonly string[]
  /** Some whole pictures of different sizes. */
  readonly examples: readonly (Picture & { readonly name: string })[]
}

/** @throws BrenierError as the readers of folders and archives; `empty-set` where there is no sound picture */
export async function pictureSizes(source: string): Promise<PictureSizes> {
  const isFolder = (await stat(source)).isDirectory()
  return isFolder ? sizesOf(source, await listFolder(source)) : withArchive(source, (f) => sizesOf(source, f))
}

async function sizesOf(source: string, all: readonly NamedFile[]): Promise<PictureSizes> {
  const { pictures } = pictureFilesAmong(all)
  const chosen = Array.from(spreadIndices(pictures.length, lookedInto), (index) => pictures[index]!)
  const bySize = new Map<string, PictureSize & { readonly files: NamedFile[] }>()
  const broken: string[] = []
  const atOnce = 2 * availableParallelism()
  for (let done = 0; done < chosen.length; done += atOnce) {
    const batch = chosen.slice(done, done + atOnce)
    const found = await Promise.all(batch.map(sizeOf))
    for (const [k, size] of found.entries()) {
      const file = batch[k]!
      if (!size) {
        broken.push(file.name)
        continue
      }
      const key = `${size.width} ${size.height}`
      const known = bySize.get(key)
      if (known) known.files.push(file)
      else bySize.set(key, { ...size, files: [file] })
    }
  }
  const examples: (Picture & { readonly name: string })[] = []
  for (const { files } of commonestFirst(bySize.values())) {
    if (examples.length === examplesShown) break
    const example = await firstSound(files, broken)
    if (example) examples.push(example)
  }
  if (examples.length === 0) {
    throw new BrenierError('empty-set', `Expected sound pictures in ${source}, found none.`, { path: source })
  }
  const sizes = commonestFirst(bySize.values()).filter(({ files }) => files.length > 0)
  return {
    files: pictures.length,
    lookedInto: chosen.length,
    sizes: sizes.map(({ height, width, files }) => ({ height, width, count: files.length })),
    broken,
    examples,
  }
}

const commonestFirst = <T extends { readonly files: readonly NamedFile[] }>(sizes: Iterable<T>): T[] =>
  [...sizes].sort((a, b) => b.files.length - a.files.length)

/** The first of some files that can be read whole; those before it, whose headers promised more, are broken. */
async function firstSound(
  files: NamedFile[],
  broken: string[],
): Promise<(Picture & { readonly name: string }) | null> {
  for (let file = files[0]; file; file = files[0]) {
    const { name } = file
    try {
      return { ...(await decodePicture(await file.read(), name)), name }
    } catch {
      broken.push(name)
      files.shift()
    }
  }
  return null
}

/** The sides of a picture as it is turned; null where its header says none. */
async function sizeOf(file: NamedFile): Promise<PictureSize | null> {
  try {
    const bytes = await file.read()
    if (looksLikePnm(bytes)) {
      const { height, width } = await decodePicture(bytes, file.name)
      return { height, width }
    }
    const { autoOrient } = await sharp(bytes).metadata()
    return { height: autoOrient.height, width: autoOrient.width }
  } catch {
    return null
  }
}
