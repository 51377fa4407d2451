import { strToU8, zipSync } from 'fflate'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { extractZip, listZip } from './zip.mjs'

let folder = ''
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'brenier-zip-'))
})
afterEach(() => {
  fs.rmSync(folder, { recursive: true })
})

const compressible = 'abc'.repeat(100_000)

function writeZip(files: Parameters<typeof zipSync>[0]): string {
  const file = path.join(folder, 'archive.zip')
  fs.writeFileSync(file, zipSync(files))
  return file
}

const unpacked = (name: string) => fs.readFileSync(path.join(folder, 'out', name), 'utf8')

describe('listing a zip file', () => {
  it('names every entry with its size', () => {
    const file = writeZip({ 'a/deep.txt': strToU8(compressible), 'b.txt': strToU8('b') })
    expect(listZip(file).map(({ name, size }) => [name, size])).toEqual([
      ['a/deep.txt', 300_000],
      ['b.txt', 1],
    ])
  })

  it('finds the directory behind a comment', () => {
    const file = writeZip({ 'b.txt': strToU8('b') })
    const bytes = fs.readFileSync(file)
    const comment = Buffer.from('written for a test')
    bytes.writeUInt16LE(comment.length, bytes.length - 2)
    fs.writeFileSync(file, Buffer.concat([bytes, comment]))
    expect(listZip(file)).toHaveLength(1)
  })

  it('says that a truncated file is one', () => {
    const file = writeZip({ 'a.txt': strToU8(compressible) })
    fs.truncateSync(file, fs.statSync(file).size - 30)
    expect(() => listZip(file)).toThrow('truncated')
  })

  it('says that an empty file is no zip', () => {
    const file = path.join(folder, 'empty')
    fs.writeFileSync(file, '')
    expect(() => listZip(file)).toThrow('not a zip file')
  })
})

describe('unpacking a zip file', () => {
  it('writes deflated, stored and empty entries byte for byte', async () => {
    const file = writeZip({
      'packed.txt': strToU8(compressible),
      'stored.txt': [strToU8(compressible), { level: 0 }],
      empty: new Uint8Array(0),
    })
    expect(listZip(file).map((entry) => entry.method)).toEqual([8, 0, 8])
    await extractZip(file, listZip(file), path.join(folder, 'out'))
    expect(unpacked('packed.txt')).toBe(compressible)
    expect(unpacked('stored.txt')).toBe(compressible)
    expect(unpacked('empty')).toBe('')
  })

  it('takes only the entries asked for, under their new names, and counts the packed bytes', async () => {
    const file = writeZip({ 'x/wanted.txt': strToU8(compressible), 'x/other.txt': strToU8('other') })
    const wanted = listZip(file).filter(({ name }) => name.endsWith('wanted.txt'))
    let read = 0
    await extractZip(file, wanted, path.join(folder, 'out'), {
      rename: (name) => name.replace('x/', 'y/'),
      advance: (bytes) => (read += bytes),
    })
    expect(fs.readdirSync(path.join(folder, 'out'), { recursive: true }).sort()).toEqual([
      'y',
      'y/wanted.txt',
    ])
    expect(read).toBe(wanted[0]?.packed)
  })

  it('keeps the permissions that the archive has', async () => {
    const file = writeZip({ tool: [strToU8('#!/bin/sh'), { os: 3, attrs: 0o100755 << 16 }] })
    await extractZip(file, listZip(file), path.join(folder, 'out'))
    expect(fs.statSync(path.join(folder, 'out/tool')).mode & 0o777).toBe(0o755)
  })

  it('refuses an entry that leads outside the folder', async () => {
    const file = writeZip({ '../outside.txt': strToU8('x') })
    await expect(extractZip(file, listZip(file), path.join(folder, 'out'))).rejects.toThrow(
      'outside its own folder',
    )
    expect(fs.existsSync(path.join(folder, 'outside.txt'))).toBe(false)
  })

  it('leaves nothing under the name of an entry whose data are damaged', async () => {
    const file = writeZip({ 'a.txt': strToU8(compressible) })
    const bytes = fs.readFileSync(file)
    bytes.fill(0xff, 40, 80)
    fs.writeFileSync(file, bytes)
    await expect(extractZip(file, listZip(file), path.join(folder, 'out'))).rejects.toThrow()
    expect(fs.existsSync(path.join(folder, 'out/a.txt'))).toBe(false)
  })
})
