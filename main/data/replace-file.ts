import { open, rename, rm, stat, writeFile } from 'node:fs/promises'

/** A file's content, whole or in pieces that follow one another. */
export type FileContent = Uint8Array | readonly Uint8Array[]

export const piecesOf = (content: FileContent): readonly Uint8Array[] =>
  content instanceof Uint8Array ? [content] : content

/**
 * Writes a file so that at any moment, also where the machine stops, it is either as before or whole. What is no plain
 * file (a pipe, a device) is written to as it is.
 */
export async function replaceFile(file: string, content: FileContent | string): Promise<void> {
  const pieces = typeof content === 'string' ? [content] : piecesOf(content)
  const before = await stat(file).catch(() => null)
  if (before && !before.isFile()) {
    for (const piece of pieces) await writeFile(file, piece)
    return
  }
  const partial = `${file}.new`
  try {
    await writeDurably(partial, pieces)
    await rename(partial, file)
  } catch (thrown) {
    // A full disk is not to stay full of a file that nobody can use.
    await rm(partial, { force: true }).catch(() => undefined)
    // The system names no file where it fails in the middle of one.
    throw thrown instanceof Error && !('path' in thrown) ? Object.assign(thrown, { path: file }) : thrown
  }
}

async function writeDurably(file: string, pieces: readonly (Uint8Array | string)[]): Promise<void> {
  const handle = await open(file, 'w')
  try {
    for (const piece of pieces) await handle.writeFile(piece)
    await handle.sync()
  } finally {
    await handle.close()
  }
}
