import type { Command } from '../../stores/commands'
import { useNoticesStore } from '../../stores/notices'
import { saveFigurePng, saveFigureSvg } from '../../ui/figure-files'
import { shownFigures } from '../../ui/figures'

/** The kinds of file that a figure is written as. */
export const figureSaves = [
  { id: 'svg', title: 'as SVG', work: saveFigureSvg },
  { id: 'png', title: 'as PNG at 2×, transparent ground', work: saveFigurePng },
] as const

/** Every chart and strip that stands in the window, as files; the list changes with what stands there. */
export function figureCommands(): Command[] {
  const notices = useNoticesStore()
  return shownFigures().flatMap((figure, k) =>
    figureSaves.map(({ id, title, work }): Command => ({
      id: `figure-${k}-${id}`,
      title: `${figure.name()} ${title}`,
      group: 'Export',
      run: async () => {
        try {
          await work(figure)
        } catch (error) {
          notices.fail('The figure was not written', error)
        }
      },
    })),
  )
}
