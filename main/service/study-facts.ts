import type { StudySummary } from '../../shared/contracts/study'

const grouped = (value: number) => value.toString().replace(/\B(?=(\d{3})+$)/g, ',')

/** A study in a few short facts, for the list of recent ones. */
export function studyFacts(study: StudySummary): string[] {
  const { data, model, transport, view } = study
  const facts: string[] = []
  if (data) facts.push(`${grouped(data.count)} ${data.kind === 'pictures' ? 'pictures' : 'points'}`)
  if (model) facts.push(`${model.kind.split('-')[0]} ${model.latent}-d`)
  if (transport)
    facts.push(transport.exact ? 'exact map' : `rms ${(transport.relativeRms * 100).toFixed(1)} %`)
  else facts.push('no map yet')
  if (view.paths.length > 0) facts.push(view.paths.length === 1 ? '1 path' : `${view.paths.length} paths`)
  return facts
}
