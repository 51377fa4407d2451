import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it } from 'vitest'
import { matchingCommands } from '../features/shell/matching'
import { combination, keysText, useCommandsStore, type Command } from './commands'

const press = (
  key: string,
  held: Partial<Record<'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey', boolean>> = {},
) => combination({ key, ctrlKey: false, metaKey: false, shiftKey: false, altKey: false, ...held })

const command = (id: string, part: Partial<Command> = {}): Command => ({
  id,
  title: id,
  group: 'Study',
  run: () => undefined,
  ...part,
})

beforeEach(() => {
  setActivePinia(createPinia())
})

describe('keys', () => {
  it('are named the same whatever the layout needs to type them', () => {
    expect(press('k', { ctrlKey: true })).toBe('Mod+K')
    expect(press('Z', { metaKey: true, shiftKey: true })).toBe('Mod+Shift+Z')
    expect(press('?', { shiftKey: true })).toBe('?')
    expect(press(' ')).toBe('Space')
    expect(press('Home')).toBe('Home')
  })

  it('are written the way each system writes them', () => {
    expect(keysText('Mod+Shift+Z', 'linux')).toBe('Ctrl Shift Z')
    expect(keysText('Mod+Shift+Z', 'darwin')).toBe('⇧⌘Z')
  })
})

describe('commands', () => {
  it('of the open view come before those of the shell, and go with it', () => {
    const store = useCommandsStore()
    const ran: string[] = []
    store.register([command('undo', { keys: ['Mod+Z'], run: () => ran.push('shell') })])
    const leave = store.register([command('undo', { keys: ['Mod+Z'], run: () => ran.push('view') })])
    store.run('undo')
    leave()
    store.run('undo')
    expect(ran).toEqual(['view', 'shell'])
    expect(store.byKeys('Mod+Z')?.id).toBe('undo')
  })

  it('that cannot run now are passed over', () => {
    const store = useCommandsStore()
    store.register([command('save', { keys: ['Mod+S'], enabled: () => false })])
    expect(store.run('save')).toBe(false)
    expect(store.byKeys('Mod+S')).toBeUndefined()
  })

  it('are found by any words of their name, beginnings first', () => {
    const all = [
      command('a', { title: 'Unsave' }),
      command('b', { title: 'Save as…' }),
      command('c', { title: 'Run' }),
    ]
    expect(matchingCommands(all, 'sav').map(({ id }) => id)).toEqual(['b', 'a'])
    expect(matchingCommands(all, 'study run').map(({ id }) => id)).toEqual(['c'])
    expect(matchingCommands(all, '').length).toBe(3)
    expect(matchingCommands(all, 'xyz')).toEqual([])
  })
})
