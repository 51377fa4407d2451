import type { ExperimentChoice, ReproductionReport } from '../../../shared/contracts/reproduction'
import { encodePng } from '../../data/png'
import { oursText, type ReproducedFigure, type ReproducedTable } from './experiment'
import type { ExperimentOutcome } from './run-experiment'

/** What an experiment gave as it is shown and kept. @param now milliseconds since 1970 */
export async function reportOf(
  { name, quick }: ExperimentChoice,
  { made, seeds, seconds, finished }: ExperimentOutcome,
  now: number,
): Promise<ReproductionReport> {
  return {
    name,
    quick,
    finished,
    seconds,
    made: now,
    seeds: [...seeds],
    tables: made.tables.map(inWords),
    figures: await Promise.all(
      (made.figures ?? []).map(async (figure) => ({ caption: figure.caption, url: await urlOf(figure) })),
    ),
    notes: [...made.notes],
  }
}

const inWords = ({
  title,
  source,
  columns,
  rows,
}: ReproducedTable): ReproductionReport['tables'][number] => ({
  title,
  source,
  columns: columns.map(({ name }) => name),
  rows: rows.map(({ name, cells }) => ({
    name,
    cells: cells.map(({ ours, published }, column) => ({
      ours: ours && oursText(ours, columns[column]!.digits),
      published,
    })),
  })),
})

/** Small pictures have every pixel twice as large. */
async function urlOf({ picture }: ReproducedFigure): Promise<string> {
  const [type, bytes] =
    typeof picture === 'string'
      ? (['svg+xml', Buffer.from(picture)] as const)
      : (['png', Buffer.from(await encodePng(picture, 2))] as const)
  return `data:image/${type};base64,${bytes.toString('base64')}`
}
