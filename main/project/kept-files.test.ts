import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { tmpdir } from 'node:os'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { copyKeptFiles, isKept, keepFile, readKeptFile, sweepKeptFiles } from './kept-files'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'brenier-kept-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const bytes = (...values: number[]) => Uint8Array.from(values)
const files = (of = folder) => readdir(path.join(of, 'epochs'))

describe('kept files', () => {
  it('reads back what was written, under a name that tells its content', async () => {
    const one = await keepFile(folder, 'epoch-1.npz', bytes(1, 2, 3))
    const other = await keepFile(folder, 'epoch-1.npz', bytes(1, 2, 4))
    expect(one.file).not.toBe(other.file)
    expect([...(await readKeptFile(folder, one))]).toEqual([1, 2, 3])
    expect(await isKept(folder, one)).toBe(true)
    expect((await files()).some((file) => file.endsWith('.new'))).toBe(false)
  })

  it('names a file that was changed, cut short or lost', async () => {
    const changed = await keepFile(folder, 'epoch-1.npz', bytes(1, 2, 3))
    const short = await keepFile(folder, 'epoch-2.npz', bytes(4, 5, 6))
    const lost = await keepFile(folder, 'epoch-3.npz', bytes(7, 8, 9))
    await writeFile(path.join(folder, 'epochs', changed.file), bytes(1, 2, 9))
    await writeFile(path.join(folder, 'epochs', short.file), bytes(4))
    await rm(path.join(folder, 'epochs', lost.file))
    for (const file of [changed, short, lost]) {
      await expect(readKeptFile(folder, file)).rejects.toMatchObject({
        code: 'study-damaged',
        message: expect.stringContaining(file.file) as string,
      })
    }
    expect(await isKept(folder, short)).toBe(false)
    expect(await isKept(folder, lost)).toBe(false)
  })

  it('takes along what there is, and leaves the source as it was', async () => {
    const one = await keepFile(folder, 'epoch-1.npz', bytes(1))
    const lost = await keepFile(folder, 'epoch-2.npz', bytes(2))
    await rm(path.join(folder, 'epochs', lost.file))
    const target = path.join(folder, 'elsewhere')
    await copyKeptFiles(folder, target, [one, lost])
    expect(await files(target)).toEqual([one.file])
    expect([...(await readFile(path.join(folder, 'epochs', one.file)))]).toEqual([1])
  })

  it('sweeps only what is no longer named', async () => {
    const one = await keepFile(folder, 'epoch-1.npz', bytes(1))
    await keepFile(folder, 'epoch-2.npz', bytes(2))
    await writeFile(path.join(folder, 'epochs', 'notes.txt'), 'a person’s own')
    await writeFile(path.join(folder, 'epochs', `${one.file}.new`), 'half written')
    await sweepKeptFiles(folder, [one])
    expect((await files()).sort()).toEqual([one.file, 'notes.txt'])
    await sweepKeptFiles(path.join(folder, 'no study'), [])
  })

  it('says so where nothing can be written', async () => {
    await writeFile(path.join(folder, 'epochs'), 'in the way')
    await expect(keepFile(folder, 'epoch-1.npz', bytes(1))).rejects.toMatchObject({
      code: 'disk-full',
      message: expect.stringMatching(
        /^epoch-1\.npz could not be written to .*: there is a file of this name already\. Mend that/,
      ) as string,
    })
  })
})
