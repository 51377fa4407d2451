import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { defaultSettings, SettingsStore } from './settings'

let folder = ''
let file = ''
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'brenier-settings-'))
  file = path.join(folder, 'data', 'settings.json')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const written = (text: string) => {
  new SettingsStore(file).change({})
  writeFileSync(file, text)
}

describe('settings', () => {
  it('are the defaults on a new profile, without writing anything', () => {
    expect(new SettingsStore(file).current).toEqual(defaultSettings)
    expect(existsSync(file)).toBe(false)
  })

  it('come back in the next start as they were changed', () => {
    new SettingsStore(file).change({ theme: 'light', outlineWidth: 300 })
    expect(new SettingsStore(file).current).toEqual({ ...defaultSettings, theme: 'light', outlineWidth: 300 })
  })

  it('keep what a change leaves out or leaves undefined', () => {
    const store = new SettingsStore(file)
    store.change({ stripHeight: 200 })
    expect(store.change({ theme: 'dark', stripHeight: undefined }).stripHeight).toBe(200)
  })

  it.each([
    ['is cut off', '{"theme": "li'],
    ['is empty', ''],
    [
      'holds a value out of range',
      '{"theme":"dark","outlineWidth":-5,"inspectorWidth":312,"stripHeight":288}',
    ],
    ['lacks a setting', '{"theme":"dark"}'],
    ['holds something else', '[1, 2]'],
  ])('fall back to the defaults where the file %s, and keep the file aside', (_how, text) => {
    written(text)
    expect(new SettingsStore(file).current).toEqual(defaultSettings)
    expect(readFileSync(`${file}.damaged`, 'utf8')).toBe(text)
    expect(existsSync(file)).toBe(false)
  })

  it('of a newer version are read, its unknown keys left out', () => {
    written(JSON.stringify({ ...defaultSettings, theme: 'dark', density: 'compact' }))
    expect(new SettingsStore(file).current).toEqual({ ...defaultSettings, theme: 'dark' })
  })

  it('are replaced whole: a half-written file is never in their place', () => {
    const store = new SettingsStore(file)
    store.change({ theme: 'dark' })
    store.change({ theme: 'light' })
    expect(readdirSync(path.dirname(file))).toEqual(['settings.json'])
  })

  it.skipIf(process.getuid?.() === 0)('say so where they cannot be written', () => {
    new SettingsStore(file).change({})
    chmodSync(path.dirname(file), 0o500)
    expect(() => new SettingsStore(file).change({ theme: 'dark' })).toThrow(/EACCES/)
    chmodSync(path.dirname(file), 0o700)
  })
})
