import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { BrenierError } from '../../shared/errors'
import type { FileContent } from '../data/replace-file'
import { isStudyFolder, readStudy, writeStudy } from './study-folder'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'brenier-study-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const bytes = (...values: number[]) => Uint8Array.from(values)
const study = (codes: Uint8Array) => ({
  product: '0.1.0',
  content: { name: 'Digits', seed: 7 },
  parts: new Map([
    ['codes.npy', codes],
    ['heights.npy', bytes(9, 9)],
  ]),
})
const files = async () => (await readdir(path.join(folder, 'parts'))).sort()

describe('a study on disk', () => {
  it('reopens exactly as it was saved', async () => {
    await writeStudy(folder, study(bytes(1, 2, 3)))
    expect(await isStudyFolder(folder)).toBe(true)
    const opened = await readStudy(folder)
    expect(opened.content).toEqual({ name: 'Digits', seed: 7 })
    expect([...opened.parts.get('codes.npy')!]).toEqual([1, 2, 3])
    expect(opened.damaged).toEqual([])
  })

  it('takes a part in pieces, as if it were whole', async () => {
    const whole = study(bytes(1, 2, 3))
    await writeStudy(folder, whole)
    const before = await files()
    const parts = new Map<string, FileContent>([...whole.parts, ['codes.npy', [bytes(1), bytes(2, 3)]]])
    await writeStudy(folder, { ...whole, parts })
    expect(await files()).toEqual(before)
    expect([...(await readStudy(folder)).parts.get('codes.npy')!]).toEqual([1, 2, 3])
  })

  it('writes only what changed and removes what no manifest names', async () => {
    await writeStudy(folder, study(bytes(1)))
    const before = await files()
    await writeStudy(folder, study(bytes(2)))
    const after = await files()
    expect(after).toHaveLength(2)
    expect(after.filter((file) => before.includes(file))).toHaveLength(1)
    expect([...(await readStudy(folder)).parts.get('codes.npy')!]).toEqual([2])
  })

  it('keeps the old study whole where a save dies before its manifest', async () => {
    await writeStudy(folder, study(bytes(1)))
    await writeFile(path.join(folder, 'parts', 'codes-0000000000000000.npy.new'), bytes(7))
    await writeFile(path.join(folder, 'study.json.new'), '{"half": ')
    const opened = await readStudy(folder)
    expect([...opened.parts.get('codes.npy')!]).toEqual([1])
    expect(opened.damaged).toEqual([])
  })

  it('names a damaged part and opens the rest', async () => {
    await writeStudy(folder, study(bytes(1, 2, 3)))
    const codes = (await files()).find((file) => file.startsWith('codes'))!
    await writeFile(path.join(folder, 'parts', codes), bytes(1, 2, 4))
    const opened = await readStudy(folder)
    expect(opened.damaged).toEqual([
      'codes.npy is damaged: its checksum does not match the one saved with it.',
    ])
    expect(opened.parts.has('codes.npy')).toBe(false)
    expect([...opened.parts.get('heights.npy')!]).toEqual([9, 9])

    await writeStudy(folder, study(bytes(1, 2, 3)))
    expect((await readStudy(folder)).damaged, 'a later save mends it').toEqual([])
  })

  it('names a missing part and a truncated one', async () => {
    await writeStudy(folder, study(bytes(1, 2, 3)))
    const [codes, heights] = (await files()) as [string, string]
    await writeFile(path.join(folder, 'parts', codes), bytes(1))
    await rm(path.join(folder, 'parts', heights))
    expect((await readStudy(folder)).damaged).toEqual([
      'codes.npy is damaged: expected 3 bytes, found 1.',
      "heights.npy is missing from the study's folder.",
    ])
  })

  it('says what is wrong with a folder or manifest it cannot read', async () => {
    const code = (promise: Promise<unknown>) =>
      promise.then(
        () => 'no error',
        (error: unknown) => (error instanceof BrenierError ? error.code : String(error)),
      )
    expect(await code(readStudy(folder))).toBe('file-not-found')
    await writeFile(path.join(folder, 'study.json'), '{"format": "brenier-study"')
    expect(await code(readStudy(folder))).toBe('study-damaged')
    await writeStudy(folder, study(bytes(1)))
    const manifest = JSON.parse(await readFile(path.join(folder, 'study.json'), 'utf8')) as {
      version: number
    }
    await writeFile(path.join(folder, 'study.json'), JSON.stringify({ ...manifest, version: 99 }))
    expect(await code(readStudy(folder))).toBe('study-version')
    const escaping = {
      ...manifest,
      parts: { x: { file: '../../etc/passwd', bytes: 1, sha256: '0'.repeat(64) } },
    }
    await writeFile(path.join(folder, 'study.json'), JSON.stringify(escaping))
    expect(await code(readStudy(folder))).toBe('study-damaged')
  })
})
