import { publishedFigure } from '../../../shared/published-figures'
import { download, fileName, quoted } from '../../ui/download'
import type { NamedRun } from './measure-rows'
import { generatorText } from './generator-text'
import { parameterText } from './run-differences'

const parameterColumns = ['objective', 'kind', 'latent', 'width', 'learningRate', 'batch', 'seed'] as const

/** One line for each generator of a run: parameters, measures with their intervals, published figures. @param data the name of the set */
export function comparisonTable(runs: readonly NamedRun[], data: string): string {
  const head = [
    'run,objective,net,code size,width,learning rate,batch,seed,epoch,held-out pictures',
    'squared error a value,low,high,published,squared error a picture,low,high',
    'neighbour accuracy,low,high,published,drawn by,outdated,fréchet distance,its features,draws,score,its deviation,its classifier,map relative rms,facets,singular',
  ].join()
  const drawn = runs.flatMap(({ summary, measured }) =>
    measured.draws.map((draws) => ({ summary, measured, draws })),
  )
  const rows = drawn.map(({ summary, measured: { epoch, measures }, draws }) => {
    const { perValue, perPicture, neighbours } = measures
    const {
      map,
      measures: { frechet, score },
    } = draws
    const { parameters } = summary
    return [
      summary.name,
      ...parameterColumns.map((name) => parameterText(parameters, name).replaceAll(',', '')),
      epoch,
      measures.heldOut,
      perValue.value,
      perValue.low,
      perValue.high,
      publishedFigure(data, 'perValue', parameters)?.value,
      perPicture.value,
      perPicture.low,
      perPicture.high,
      neighbours?.share.value,
      neighbours?.share.low,
      neighbours?.share.high,
      publishedFigure(data, 'neighbours', parameters)?.value,
      generatorText({ ...draws, summary }),
      draws.changed ? `earlier ${draws.changed}` : '',
      frechet.value,
      frechet.space,
      frechet.pictures,
      score?.value,
      score?.deviation,
      score?.classifier,
      map?.relativeRms,
      map?.facets,
      map?.singular,
    ]
      .map((value) => quoted(String(value ?? '')))
      .join()
  })
  return [head, ...rows, ''].join('\n')
}

export const saveTable = (study: string, table: string): void => {
  download(fileName(study, 'csv'), new Blob([table], { type: 'text/csv' }))
}
