import type { Command } from '../../stores/commands'
import { useHistoryStore } from '../../stores/history'

/** Undo and redo of paths, selection, colour, filter and threshold, in every view. */
export function editCommands(): Command[] {
  const history = useHistoryStore()
  return [
    {
      id: 'undo',
      title: 'Undo',
      group: 'Edit',
      keys: ['Mod+Z'],
      enabled: () => history.canUndo,
      run: history.undo,
    },
    {
      id: 'redo',
      title: 'Redo',
      group: 'Edit',
      keys: ['Mod+Shift+Z', 'Mod+Y'],
      enabled: () => history.canRedo,
      run: history.redo,
    },
  ]
}
