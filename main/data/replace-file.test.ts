import { existsSync } from 'node:fs'
import { readFile, readdir, rm, symlink } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { replaceFile } from './replace-file'
import { temporaryFolder } from './temporary-folder.fixture'

const folder = temporaryFolder()

describe('replacing a file', () => {
  it('leaves the new bytes and nothing beside them', async () => {
    const file = await folder.write('alone/weights', 'before')
    await replaceFile(file, 'after')
    expect(await readFile(file, 'utf8')).toBe('after')
    expect(await readdir(path.dirname(file))).toEqual(['weights'])
  })

  it('leaves the former bytes where the new ones cannot be written', async () => {
    const file = await folder.write('kept/weights', 'before')
    // A folder in the place of the partial file stands for a disk that refuses.
    await folder.write('kept/weights.new/x', '')
    await expect(replaceFile(file, 'after')).rejects.toThrow(/EISDIR/)
    expect(await readFile(file, 'utf8')).toBe('before')
    await rm(folder.at('kept'), { recursive: true })
  })

  it('writes to a device as it is', async () => {
    await replaceFile('/dev/null', 'gone')
    expect(await readFile('/dev/null', 'utf8')).toBe('')
  })

  it.runIf(existsSync('/dev/full'))(
    'leaves nothing half-written, and names the file, where the disk is full',
    async () => {
      const file = await folder.write('full/weights', 'before')
      // Writing through this link fails as on a full disk.
      await symlink('/dev/full', `${file}.new`)
      await expect(replaceFile(file, 'after')).rejects.toMatchObject({ code: 'ENOSPC', path: file })
      expect(await readdir(path.dirname(file))).toEqual(['weights'])
      expect(await readFile(file, 'utf8')).toBe('before')
    },
  )
})
