import type { ComparedDraws, ComparedRun } from '../../../shared/contracts/compare'
import { measureOf } from '../../ot/singular-set'
import { changedMap, isOfModel } from './compare-runs'
import { singularTest } from '../modes/generated-sample'
import type { Study } from '../study/study'

/** Every run that was measured, in the order of the study's runs, with what of it has changed since. */
export function comparedTable(study: Study): ComparedRun[] {
  if (study.data.kind === 'points') return []
  const { height, width, channels } = study.data
  return study.runs.flatMap((run) => {
    const found = study.measuredRuns.get(run.id)
    if (!found) return []
    const { epoch, measures, draws } = found
    const ofDraws = draws.map((one): ComparedDraws => {
      const { generator, basis, relativeRms, pixels } = one
      const changed = changedMap(study, run, one)
      const count = pixels.length / (height * width * channels)
      return {
        generator,
        changed,
        pairsBelow: basis.test,
        measures: one.measures,
        map: relativeRms === null ? null : { relativeRms, ...singularFacets(study, changed === 'map') },
        ...{ count, height, width, channels, pixels },
      }
    })
    return [{ run: run.id, epoch, changed: !isOfModel(study, run, found), measures, draws: ofDraws }]
  })
}

/** @param gone whether the facets are those of another map than the one that is asked for */
function singularFacets(study: Study, gone: boolean) {
  const { facets, stages } = study
  const found = stages.facets === 'done' && !gone ? facets : null
  const threshold = singularTest(study)
  const measure = found && measureOf(found.table, threshold.test)
  return {
    facets: measure && measure.length,
    singular: measure && measure.reduce((sum, value) => sum + Number(value > threshold.value), 0),
    threshold,
  }
}
