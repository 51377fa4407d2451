import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { BrenierError } from '../../shared/errors'
import { readPictureFiles, type NamedFile, type PictureFileOptions } from './picture-files'
import type { PictureSet } from './picture-set'
import { bounds, diskError, readBounded } from './source-file'

/**
 * All files below a folder. Links are followed to files, not to folders, so that a circle of links ends.
 * @throws BrenierError `file-not-found`, `file-too-large` where there are more files than a set may have pictures
 */
export async function listFolder(folder: string): Promise<NamedFile[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((thrown: unknown) => {
    throw diskError(thrown, folder)
  })
  const files = entries.filter((entry) => entry.isFile() || entry.isSymbolicLink())
  if (files.length > bounds.pictures) {
    throw new BrenierError(
      'file-too-large',
      `Expected at most ${bounds.pictures} files in ${folder}, found ${files.length}. Choose a folder inside it.`,
      { path: folder },
    )
  }
  return files.map((entry) => {
    const file = path.join(entry.parentPath, entry.name)
    const name = path.relative(folder, file).split(path.sep).join('/')
    return { name, read: () => readBounded(file, bounds.pictureBytes) }
  })
}

/**
 * Reads a folder of pictures; its sub-folders are classes.
 * @throws BrenierError as `readPictureFiles` and `listFolder`
 */
export async function readPictureFolder(
  folder: string,
  options: PictureFileOptions = {},
): Promise<PictureSet> {
  const name = path.basename(path.resolve(folder))
  const files = [...(await listFolder(folder)), ...(await tablesBeside(folder))]
  return readPictureFiles(name, folder, files, options)
}

/** Tables about a folder that lie beside it: of its own name, or CelebA's. */
async function tablesBeside(folder: string): Promise<NamedFile[]> {
  const { dir, base } = path.parse(path.resolve(folder))
  const wanted = ['csv', 'tsv'].map((ending) => `${base}.${ending}`)
  const names = await readdir(dir).catch(() => [])
  return names
    .filter((name) => wanted.includes(name) || /^list_attr_celeba\.(?:txt|csv)$/.test(name))
    .map((name) => ({ name, read: () => readBounded(path.join(dir, name), bounds.pictureBytes) }))
}
