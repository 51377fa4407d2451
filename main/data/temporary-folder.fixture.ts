import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll } from 'vitest'

/** A folder for the tests of one file, removed after them. */
export function temporaryFolder(): {
  /** Writes a file, making its folders. @returns its path */
  write(name: string, bytes: Uint8Array | string): Promise<string>
  /** The path a name has in the folder. */
  at(name: string): string
} {
  let folder = ''
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'brenier-data-'))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))
  const at = (name: string) => path.join(folder, name)
  return {
    at,
    async write(name, bytes) {
      await mkdir(path.dirname(at(name)), { recursive: true })
      await writeFile(at(name), bytes)
      return at(name)
    },
  }
}
