import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Recents } from './recents'

let folder = ''
let file = ''
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'brenier-recents-'))
  file = path.join(folder, 'recents.json')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const home = path.resolve('/home/ada')
const inHome = (name: string) => path.join(home, name)
const study = (name: string, facts: string[] = []) => ({ name, facts, pictures: [] })
const names = (recents: Recents) => recents.list().map(({ name }) => name)

describe('recent studies', () => {
  it('are listed newest first and survive a restart', () => {
    const recents = new Recents(file, home)
    recents.add(inHome('faces'), study('Faces', ['6,000 pictures']), 1)
    recents.add(inHome('digits'), study('Digits', ['1,797 pictures', 'ae 16-d']), 2)
    const again = new Recents(file, home)
    expect(names(again)).toEqual(['Digits', 'Faces'])
    expect(again.list()[0]).toMatchObject({ facts: ['1,797 pictures', 'ae 16-d'], opened: 2 })
  })

  it('keep their pictures, and have none where an older list had none', () => {
    new Recents(file, home).add(inHome('faces'), { name: 'Faces', facts: [], pictures: ['data:,a'] }, 1)
    expect(new Recents(file, home).list()[0]!.pictures).toEqual(['data:,a'])
    const older = { studies: [{ path: inHome('digits'), name: 'Digits', facts: [], opened: 1 }] }
    writeFileSync(file, JSON.stringify(older))
    expect(new Recents(file, home).list()[0]).toMatchObject({ name: 'Digits', pictures: [] })
  })

  it('appear once, with their newest facts, however often they are opened', () => {
    const recents = new Recents(file, home)
    recents.add(inHome('faces'), study('Faces'), 1)
    recents.add(inHome('digits'), study('Digits'), 2)
    recents.add(inHome('faces'), study('Faces 2', ['rms 1.9 %']), 3)
    expect(names(recents)).toEqual(['Faces 2', 'Digits'])
  })

  it('keep the last twenty', () => {
    const recents = new Recents(file, home)
    for (let i = 0; i < 25; i++) recents.add(inHome(`study ${i}`), study(`Study ${i}`), i)
    expect(names(recents)).toHaveLength(20)
    expect(names(recents)[0]).toBe('Study 24')
  })

  it('show the home folder as ~ and give the window an id instead of a path', () => {
    const recents = new Recents(file, home)
    recents.add(inHome('faces'), study('Faces'), 1)
    recents.add(`${home}-other/faces`, study('Other'), 2)
    const [other, faces] = recents.list()
    expect(faces!.location).toBe(`~${path.sep}faces`)
    expect(other!.location).toBe(`${home}-other/faces`)
    expect(faces!.id).toMatch(/^[0-9a-f]{16}$/)
    expect(recents.pathOf(faces!.id)).toBe(inHome('faces'))
    expect(recents.pathOf('unknown')).toBeNull()
  })

  it('can be forgotten', () => {
    const recents = new Recents(file, home)
    recents.add(inHome('faces'), study('Faces'), 1)
    recents.forget(recents.list()[0]!.id)
    expect(new Recents(file, home).list()).toEqual([])
  })

  it('start anew from a damaged list, which is kept aside', () => {
    writeFileSync(file, '{"studies": [{"path": 7}]}')
    expect(new Recents(file, home).list()).toEqual([])
    expect(readFileSync(`${file}.damaged`, 'utf8')).toContain('"path": 7')
  })
})
