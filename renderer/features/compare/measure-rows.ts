import type { ComparedRun, DrawMeasures, Interval } from '../../../shared/contracts/compare'
import type { RunSummary } from '../../../shared/contracts/study'
import { publishedFigure, type PublishedMeasure } from '../../../shared/published-figures'
import { formatFixed, formatPercent, formatSignificant } from '../../ui/numbers'
import type { MeasureRow } from './MeasureSection.vue'

/** A measured run, with the letters its rows stand under where they stand. */
export interface NamedRun {
  readonly summary: RunSummary
  readonly letters: readonly string[]
  readonly measured: ComparedRun
}

/** Measured draws of a run, named by what tells them from others. */
export interface NamedDraws {
  readonly key: string
  readonly name: string
  readonly letter: string | null
  readonly measures: DrawMeasures
}

const halfOf = ({ low, high }: Interval): number | null =>
  low === null || high === null ? null : (high - low) / 2

/** Squared error a value. @param data the name of the set, by which papers' figures are found */
export const reconstructionRows = (runs: readonly NamedRun[], data: string): MeasureRow[] =>
  runs.map((run) => {
    const { perValue } = run.measured.measures
    const half = halfOf(perValue)
    // One digit of the interval at least is seen.
    const decimals = half ? Math.max(4, -Math.floor(Math.log10(half))) : 4
    return {
      ...named(run),
      value: perValue,
      text: formatFixed(perValue.value, decimals),
      spread: half === null ? '' : `± ${formatFixed(half, decimals)}`,
      published: published(run, data, 'perValue', (value) => formatFixed(value, 4)),
    }
  })

/** Share of labels told by neighbours. */
export const neighbourRows = (runs: readonly NamedRun[], data: string): MeasureRow[] =>
  runs.map((run) => {
    const { neighbours } = run.measured.measures
    const half = neighbours && halfOf(neighbours.share)
    return {
      ...named(run),
      value: neighbours && neighbours.share,
      text: neighbours ? formatPercent(neighbours.share.value, 3) : 'no labels',
      spread: half === null ? '' : `± ${formatFixed(100 * half, 1)}`,
      published: published(run, data, 'neighbours', (value) => formatPercent(value)),
    }
  })

/** Fréchet distance of drawn pictures. */
export const frechetRows = (draws: readonly NamedDraws[]): MeasureRow[] =>
  draws.map((one) => {
    const { value } = one.measures.frechet
    return {
      ...namedDraws(one),
      value: { value, low: null, high: null },
      text: formatSignificant(value),
      spread: '',
      published: null,
    }
  })

/** Inception-type score of drawn pictures, ± one deviation from split to split. */
export const scoreRows = (draws: readonly NamedDraws[]): MeasureRow[] =>
  draws.map((one) => {
    const { score } = one.measures
    const value = score && {
      value: score.value,
      low: score.value - score.deviation,
      high: score.value + score.deviation,
    }
    return {
      ...namedDraws(one),
      value,
      text: score ? formatFixed(score.value, 2) : 'no classifier',
      spread: score ? `± ${formatFixed(score.deviation, 2)}` : '',
      published: null,
    }
  })

const named = ({ summary, letters }: NamedRun) => ({ id: summary.id, name: summary.name, letters })
const namedDraws = ({ key, name, letter }: NamedDraws) => ({ id: key, name, letters: letter ? [letter] : [] })

function published(
  { summary }: NamedRun,
  data: string,
  measure: PublishedMeasure,
  textOf: (value: number) => string,
): MeasureRow['published'] {
  const figure = publishedFigure(data, measure, summary.parameters)
  return figure && { value: figure.value, text: textOf(figure.value), source: figure.source }
}
