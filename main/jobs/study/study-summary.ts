import type { Category, DataSummary, RunSummary, StudySummary } from '../../../shared/contracts/study'
import { epochsInAll } from '../../../shared/model-defaults'
import { modelName } from '../../../shared/objectives'
import { givenCodes, itemCount, type DataSet } from '../../data/picture-set'
import { modesState } from '../modes/measured-modes'
import { hasPrior } from '../../nn/draw'
import { mapperFits } from '../mappers/mapper-fit'
import { generatorsOf } from '../compare/run-draws'
import { ownModelSummary } from '../own-model/own-model'
import { bytesOf } from '../training/runs'
import type { Study } from './study'

function countCategories(names: readonly string[], codes: Int32Array): Category[] {
  const counts = new Uint32Array(names.length)
  for (const code of codes) if (code >= 0 && code < counts.length) counts[code]!++
  return names.map((name, i) => ({ name, count: counts[i]! }))
}

/** The data as the window and the command line show it. */
export function dataSummary(data: DataSet): DataSummary {
  const classes = data.labels && data.classNames ? countCategories(data.classNames, data.labels) : []
  const { kind, name, warnings } = data
  const { height, width, channels } =
    data.kind === 'pictures' ? data : { height: 1, width: data.points.columns, channels: 1 }
  const attributes = data.attributes.map((attribute) => ({
    name: attribute.name,
    values: countCategories(attribute.values, attribute.codes),
  }))
  return {
    kind,
    name,
    count: itemCount(data),
    height,
    width,
    channels,
    classes,
    attributes,
    warnings: [...warnings],
  }
}

/** The run of the model first, then the newest. */
function runSummaries(study: Study): RunSummary[] {
  const { runs, model } = study
  const isCurrent = (id: string) => Number(id === model?.run)
  const ordered = [...runs].reverse().sort((a, b) => isCurrent(b.id) - isCurrent(a.id))
  return ordered.map((run) => {
    const last = run.epochs.at(-1)
    return {
      id: run.id,
      name: run.name,
      parameters: run.parameters,
      epoch: run.epochs.length,
      epochs: epochsInAll(run.parameters),
      trainLoss: last?.figures['reconstruction'] ?? null,
      heldOutLoss: last?.heldOutLoss ?? null,
      seconds: run.seconds,
      kept: run.kept.length,
      bytes: bytesOf(run),
      generators: generatorsOf(study, run),
    }
  })
}

/** A study without its arrays. */
export function studySummary(study: Study): StudySummary {
  const { model, transport, facets, layout, mapper } = study
  const lastEpoch = model?.checkpoint.epochs.at(-1)
  return {
    id: study.id,
    name: study.name,
    location: study.location,
    saved: study.saved,
    saveProblem: study.saveProblem,
    stages: { ...study.stages },
    data: dataSummary(study.data),
    trains: study.trains,
    decodes: study.coder !== null,
    encodes: study.encodes,
    latent: givenCodes(study.data)?.columns ?? study.coder?.spec.latent ?? null,
    ownModel: study.ownModel && ownModelSummary(study.ownModel),
    parameters: { ...study.parameters },
    model: model && {
      run: model.run,
      name: modelName(model.checkpoint.spec.objective ?? { kind: 'ae' }, model.checkpoint.spec.latent),
      kind: model.checkpoint.spec.kind,
      latent: model.checkpoint.spec.latent,
      prior: hasPrior(model.checkpoint.spec),
      weights: Object.values(model.checkpoint.weights).reduce((sum, { data }) => sum + data.length, 0),
      epoch: model.checkpoint.epochs.length,
      epochs: model.epochs,
      trainLoss: lastEpoch?.figures['reconstruction'] ?? null,
      heldOutLoss: lastEpoch?.heldOutLoss ?? null,
      seconds: model.checkpoint.seconds,
    },
    runs: runSummaries(study),
    transport: transport && transport.report,
    facets: facets && {
      count: facets.table.angle.length,
      exact: facets.table.exact,
      suggested: facets.suggested,
    },
    cloud: layout && {
      method: layout.method,
      dimensions: layout.dimensions,
      iteration: layout.iteration,
      iterations: layout.iterations,
      kl: layout.kl,
    },
    modes: modesState(study),
    mapper: mapper && {
      parameters: { spec: mapper.checkpoint.spec, training: mapper.checkpoint.training },
      fits: mapperFits(mapper, study.codes),
      step: mapper.checkpoint.step,
      seconds: mapper.checkpoint.seconds,
      figures: mapper.checkpoint.losses.at(-1)?.figures ?? {},
    },
    view: study.view,
    damaged: [...study.damaged],
  }
}
