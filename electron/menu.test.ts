import type { MenuItemConstructorOptions } from 'electron'
import { describe, expect, it } from 'vitest'
import { menuCommands, type MenuCommand, type RecentStudy } from '../shared/contracts/window'
import { menuTemplate } from './menu'

const recents: readonly RecentStudy[] = [
  { id: 'a', name: 'Faces & hair', location: '~/faces', facts: [], pictures: [], opened: 1 },
]

function menu(platform: NodeJS.Platform, developer = false) {
  const commands: MenuCommand[] = []
  const opened: string[] = []
  const template = menuTemplate({
    platform,
    recents,
    developer,
    command: (command) => commands.push(command),
    openRecent: (id) => opened.push(id),
  })
  const flat = (items: readonly MenuItemConstructorOptions[]): MenuItemConstructorOptions[] =>
    items.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? flat(item.submenu) : [])])
  return { template, items: flat(template), commands, opened }
}

const click = (item: MenuItemConstructorOptions | undefined) => (item?.click as (() => void) | undefined)?.()

describe.each(['linux', 'win32', 'darwin'] as const)('the menu on %s', (platform) => {
  it('offers every command of the contract once, and sends it', () => {
    const { items, commands } = menu(platform)
    for (const command of menuCommands) click(items.find(({ id }) => id === command))
    expect(commands).toEqual([...menuCommands])
    expect(items.filter(({ id }) => id !== undefined && id !== 'recent')).toHaveLength(menuCommands.length)
  })

  it('gives no two items the same keys', () => {
    const keys = menu(platform).items.flatMap(({ accelerator }) => (accelerator ? [String(accelerator)] : []))
    expect(new Set(keys).size).toBe(keys.length)
    expect(keys).toContain('CmdOrCtrl+O')
    expect(keys).toContain('CmdOrCtrl+K')
  })

  it('takes no key without a modifier away from the window’s fields', () => {
    const taken = menu(platform).items.filter(
      ({ accelerator, registerAccelerator }) =>
        accelerator !== undefined && !String(accelerator).includes('+') && registerAccelerator !== false,
    )
    expect(taken).toEqual([])
  })

  it('has developer tools from source only', () => {
    const roles = (developer: boolean) => menu(platform, developer).items.map(({ role }) => role)
    expect(roles(false)).not.toContain('toggleDevTools')
    expect(roles(true)).toContain('toggleDevTools')
  })

  it('lists recent studies and opens the one chosen', () => {
    const { items, opened } = menu(platform)
    const entry = items.find(({ label }) => label === 'Faces && hair (~/faces)')
    click(entry)
    expect(opened).toEqual(['a'])
  })
})

it('follows macOS: an app menu with Quit and About in it, a window menu', () => {
  const roles = (platform: NodeJS.Platform) => menu(platform).template.map(({ role }) => role)
  expect(roles('darwin')).toEqual(expect.arrayContaining(['appMenu', 'windowMenu']))
  expect(menu('darwin').items.map(({ role }) => role)).not.toContain('quit')
  expect(menu('linux').items.map(({ role }) => role)).toEqual(expect.arrayContaining(['quit', 'about']))
})
