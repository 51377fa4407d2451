import type { StandingRun } from '../../stores/comparison'
import { BrenierError } from '../../../shared/errors'
import { fileName, savePng } from '../../ui/download'
import { palette } from '../../ui/palette'
import { stripColumns } from '../latent/strip-layout'
import { shortRowText } from './generator-text'
import { drawStripPictures } from '../latent/strip-pictures'

const margin = 24
const namesWidth = 180
const gap = 20
const font = "'Inter Variable', system-ui, sans-serif"

/**
 * The strips of a path through each run as a PNG on white, as papers print them: a row a run with its name and code
 * size, its cuts dashed. Pictures at their own size, or enlarged to 96 px.
 * @param runs all traced along the path
 */
export async function saveStripsFigure(name: string, runs: readonly StandingRun[]): Promise<void> {
  const first = runs.find(({ trace }) => trace)?.trace
  const context = document.createElement('canvas').getContext('2d')
  if (!first || !context) {
    throw new BrenierError('internal', 'Expected traced runs and a 2D canvas for the figure, got none.')
  }
  const segments = [...new Set(runs.flatMap(({ torn }) => torn.map(({ segment }) => segment)))]
  const picture = Math.max(96, first.width, first.height)
  // Exactly the width at which pictures have this size, names not counted.
  const wanted = first.steps * (picture + 8) + segments.length * 22
  const laid = stripColumns(
    first.steps,
    segments.sort((a, b) => a - b),
    wanted + 124,
    picture,
  )
  const shift = namesWidth + margin - laid.lefts[0]!
  const columns = { ...laid, lefts: laid.lefts.map((left) => left + shift) }
  const { canvas } = context
  canvas.width = Math.ceil(columns.lefts.at(-1)! + laid.picture + margin)
  canvas.height = Math.ceil(2 * margin + runs.length * laid.picture + (runs.length - 1) * gap)
  const colours = palette('light')
  context.fillStyle = '#ffffff'
  context.fillRect(0, 0, canvas.width, canvas.height)
  const scratch = document.createElement('canvas')
  runs.forEach((run, row) => {
    const { letter, trace, torn } = run
    if (!trace) return
    const top = margin + row * (laid.picture + gap)
    const rows = {
      numbers: 0,
      decoded: top,
      nearest: null,
      jump: { top, base: top },
      offData: null,
      label: null,
      bottom: top,
    }
    drawStripPictures(context, scratch, trace, columns, rows)
    context.fillStyle = colours.text1
    context.font = `600 16px ${font}`
    context.fillText(`${letter}  ${shortRowText(run, runs)}`, margin, top + laid.picture / 2)
    context.strokeStyle = colours.tear
    context.lineWidth = 2
    context.setLineDash([6, 4])
    for (const { segment, x } of laid.cuts) {
      if (!torn.some((one) => one.segment === segment)) continue
      context.beginPath()
      context.moveTo(x + shift, top)
      context.lineTo(x + shift, top + laid.picture)
      context.stroke()
    }
  })
  await savePng(fileName(name, 'png'), canvas)
}
