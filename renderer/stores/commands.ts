import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'

/** Something the person can do from the palette, the menu or a key. */
export interface Command {
  /** A menu command's name where the native menu has it; unique among all commands. */
  readonly id: string
  readonly title: string
  /** Heading in the palette and in the sheet of keys. */
  readonly group:
    | 'Study'
    | 'View'
    | 'Run'
    | 'Edit'
    | 'Window'
    | 'Latent'
    | 'Selection'
    | 'Transport'
    | 'Data'
    | 'Train'
    | 'Modes'
    | 'Export'
  /** Keys, such as "Mod+S", "Mod+Shift+Z", "P", "Home", "?"; Mod is Ctrl, on a Mac ⌘. */
  readonly keys?: readonly string[]
  readonly enabled?: () => boolean
  /** Known to keys and menu but left out of the palette. */
  readonly unlisted?: boolean
  readonly run: () => unknown
}

const modifiers = ['Mod', 'Shift', 'Alt'] as const

/** The combination a key event stands for, in the order Mod, Shift, Alt, key. */
export function combination(event: {
  key: string
  ctrlKey: boolean
  metaKey: boolean
  shiftKey: boolean
  altKey: boolean
}): string {
  const letter = event.key.length === 1 ? event.key.toUpperCase() : event.key
  // A sign such as "?" already says that Shift was held; a letter does not.
  const shift = event.shiftKey && (event.key.length > 1 || /[a-z]/i.test(event.key))
  const held = [event.ctrlKey || event.metaKey, shift, event.altKey]
  return [...modifiers.filter((_, i) => held[i]), letter === ' ' ? 'Space' : letter].join('+')
}

/** "Mod+Shift+Z" as written for the person: "Ctrl Shift Z", on a Mac "⇧⌘Z". */
export function keysText(keys: string, platform: string): string {
  if (platform !== 'darwin') return keys.replace('Mod', 'Ctrl').replaceAll('+', ' ')
  const signs: Record<string, string> = { Mod: '⌘', Shift: '⇧', Alt: '⌥' }
  const parts = keys.split('+')
  const key = parts.pop() ?? ''
  return `${parts
    .reverse()
    .map((part) => signs[part] ?? part)
    .join('')}${key}`
}

/** All commands of the window; a view adds its own while it is open. */
export const useCommandsStore = defineStore('commands', () => {
  const lists = shallowRef<readonly (readonly Command[])[]>([])
  /** The last registered first: an open view comes before the shell. */
  const commands = computed(() => [...lists.value].reverse().flat())

  /** @returns take the commands away again */
  function register(list: readonly Command[]): () => void {
    lists.value = [...lists.value, list]
    return () => {
      lists.value = lists.value.filter((one) => one !== list)
    }
  }

  const can = (command: Command): boolean => command.enabled?.() ?? true

  /** Runs the first enabled command of this name. @returns false where there is none */
  function run(id: string): boolean {
    const command = commands.value.find((one) => one.id === id && can(one))
    command?.run()
    return command !== undefined
  }

  /** The enabled command that a key combination stands for. */
  function byKeys(keys: string): Command | undefined {
    return commands.value.find((one) => one.keys?.includes(keys) && can(one))
  }

  return { commands, register, can, run, byKeys }
})
