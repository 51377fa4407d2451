import type { Command } from '../../stores/commands'
import { useJobsStore } from '../../stores/jobs'
import { useModesStore } from '../../stores/modes'

/** What can be done in the Modes view, by palette and key. */
export function modesCommands(): Command[] {
  const modes = useModesStore()
  const jobs = useJobsStore()
  const step = (by: number) => () => {
    const at = modes.rows.findIndex(({ mode }) => mode === modes.chosenMode)
    const next = modes.rows[Math.min(modes.rows.length - 1, Math.max(0, at + by))]
    if (next) modes.choose(next.mode)
  }
  return [
    {
      id: 'draw-sample',
      title: 'Draw a sample from the generator',
      group: 'Modes',
      enabled: () => jobs.current === null,
      run: modes.drawAgain,
    },
    {
      id: 'mode-before',
      title: 'Mode before',
      group: 'Modes',
      keys: ['ArrowUp'],
      enabled: () => modes.rows.length > 0,
      run: step(-1),
    },
    {
      id: 'mode-after',
      title: 'Mode after',
      group: 'Modes',
      keys: ['ArrowDown'],
      enabled: () => modes.rows.length > 0,
      run: step(1),
    },
  ]
}
