import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { filesBelow, hashFiles, isStamped, writeStamp } from './stamp.mjs'

let folder = ''
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'brenier-stamp-'))
})
afterEach(() => {
  fs.rmSync(folder, { recursive: true })
})

const write = (name: string, text: string) => {
  const file = path.join(folder, name)
  fs.mkdirSync(path.dirname(file), { recursive: true })
  fs.writeFileSync(file, text)
  return file
}
const hash = (extra = '') => hashFiles(filesBelow(folder), folder, extra)

describe('the hash of sources', () => {
  it('changes with a content, a name, a new file and the extra word, and with nothing else', () => {
    const file = write('a/x.ts', 'one')
    const first = hash()
    expect(hash()).toBe(first)
    fs.utimesSync(file, 1, 1)
    expect(hash()).toBe(first)

    write('a/x.ts', 'two')
    const edited = hash()
    fs.renameSync(file, path.join(folder, 'a/y.ts'))
    const renamed = hash()
    write('b.ts', '')
    const grown = hash()
    expect(new Set([first, edited, renamed, grown, hash('flag')]).size).toBe(5)
  })

  it('tells a missing file from an empty one', () => {
    const file = path.join(folder, 'x')
    const missing = hashFiles([file], folder)
    write('x', '')
    expect(hashFiles([file], folder)).not.toBe(missing)
  })

  it('can be taken of a folder that is not there', () => {
    expect(filesBelow(path.join(folder, 'nowhere'))).toEqual([])
  })
})

describe('a stamp', () => {
  it('stands for the hash that it was written with only', () => {
    expect(isStamped('step', 'abc', folder)).toBe(false)
    writeStamp('step', 'abc', folder)
    expect(isStamped('step', 'abc', folder)).toBe(true)
    expect(isStamped('step', 'abd', folder)).toBe(false)
  })
})
