import { useEventListener } from '@vueuse/core'
import { combination, useCommandsStore } from '../../stores/commands'

const isField = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable ||
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement ||
    (target instanceof HTMLInputElement && !['range', 'checkbox', 'radio', 'button'].includes(target.type)))

/** Editing keys that a field undoes and selects its own text with. */
const fieldKeys = new Set(['Mod+Z', 'Mod+Shift+Z', 'Mod+Y', 'Mod+A'])
/** Keys that press what has the focus, and what there is to press. */
const pressKeys = new Set(['Enter', 'Space'])
const pressed =
  'button, a[href], summary, input, [role="button"], [role="switch"], [role="option"], [role="tab"]'

/**
 * Runs the command a key stands for. A focused field keeps plain keys and its own editing keys, a focused
 * button, switch or choice the keys that press it; while a dialog or a menu is open, all keys are its own.
 */
export function useKeyCommands(): void {
  const commands = useCommandsStore()
  useEventListener(window, 'keydown', (event) => {
    if (event.defaultPrevented) return
    if (document.querySelector('[role="dialog"], [role="menu"], [data-reka-select-content]')) return
    const keys = combination(event)
    if (isField(event.target) && (!keys.startsWith('Mod+') || fieldKeys.has(keys))) return
    if (event.target instanceof Element && event.target.matches(pressed) && pressKeys.has(keys)) return
    const command = commands.byKeys(keys)
    if (!command) return
    event.preventDefault()
    command.run()
  })
}
