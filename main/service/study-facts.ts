import type { StudySummary } from '../../shared/contracts/study'

const grouped = (value: number) => value.toString().replace(/\B(?=(\d{3})+$)/g, ',')

/** A study in four short facts, for the list of recent ones: data, model, map and paths, '' where there is none. */
export function studyFacts(study: StudySummary): string[] {
  const { data, model, transport, view } = study
  const paths = view.paths.length === 1 ? '1 path' : `${view.paths.length} paths`
  return [
    data ? `${grouped(data.count)} ${data.kind === 'pictures' ? 'pictures' : 'points'}` : '',
    model ? model.name : '',
    transport ? mapFact(transport) : 'no map yet',
    view.paths.length > 0 ? paths : '',
  ]
}

const mapFact = ({ exact, relativeRms }: NonNullable<StudySummary['transport']>) =>
  exact ? 'exact map' : `rms ${(relativeRms * 100).toFixed(1)} %`
