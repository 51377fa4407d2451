import * as v from 'valibot'
import {
  cloudParameters,
  facetParameters,
  modelParameters,
  setFitting,
  stageState,
  studyView,
  threshold,
  transportParameters,
  transportReport,
} from '../../../shared/contracts/study'
import { trainingExtension } from '../../../shared/contracts/training'
import { codesFiles } from './recipe'
import { savedSource } from './saved-source'
import { storedFile } from '../../project/stored-file'
import { epochPoint } from './model-file'

const finite = v.pipe(v.number(), v.finite())
const count = v.pipe(v.number(), v.integer(), v.minValue(0))
const names = v.nullable(v.array(v.string()))

const attribute = v.strictObject({ name: v.string(), values: v.array(v.string()) })
const items = { name: v.string(), labels: v.boolean(), classNames: names }

export const normalisation = v.strictObject({ centre: v.array(finite), scale: finite })

/** The report of a solver, as `ot/transport` has it. */
export const solvedReport = v.strictObject({
  exact: v.boolean(),
  converged: v.boolean(),
  tolerance: finite,
  relativeRms: finite,
  relativeRmsError: finite,
  worstCell: finite,
  emptyCells: count,
  dualBound: finite,
  primalCost: finite,
  gap: finite,
  steps: count,
  samples: count,
  checkSamples: count,
  /** Null where no samples were averaged. */
  noiseFloor: v.nullable(finite),
  warnings: v.array(v.string()),
})

const run = v.strictObject({
  id: v.pipe(v.string(), v.regex(/^run-\d+$/)),
  name: v.string(),
  parameters: modelParameters,
  stepsPerEpoch: count,
  /** Runs had none before it was kept. */
  extension: v.optional(v.nullable(trainingExtension), null),
  epochs: v.array(epochPoint),
  seconds: finite,
  kept: v.array(v.strictObject({ epoch: count, model: storedFile, pictures: storedFile })),
})

/** The manifest's own part of a saved study: everything beside the arrays. */
export const studyContent = v.strictObject({
  id: v.string(),
  name: v.string(),
  origin: v.variant('kind', [
    v.strictObject({ kind: v.literal('sample'), name: v.string() }),
    v.strictObject({ kind: v.literal('file'), path: v.string(), fitting: v.optional(setFitting) }),
    v.strictObject({ kind: v.literal('codes'), ...codesFiles }),
  ]),
  data: v.variant('kind', [
    v.strictObject({
      kind: v.literal('pictures'),
      ...items,
      attributes: v.array(attribute),
      fileNames: names,
      warnings: v.array(v.string()),
      /** Whether codes came with the pictures. */
      codes: v.optional(v.boolean(), false),
    }),
    v.strictObject({
      kind: v.literal('points'),
      ...items,
      // Points had none of these before codes could be opened with a table.
      attributes: v.optional(v.array(attribute), []),
      fileNames: v.optional(names, null),
      warnings: v.optional(v.array(v.string()), []),
    }),
  ]),
  parameters: v.strictObject({
    model: modelParameters,
    transport: transportParameters,
    facets: facetParameters,
    cloud: cloudParameters,
  }),
  stages: v.strictObject({
    data: stageState,
    model: stageState,
    codes: stageState,
    transport: stageState,
    facets: stageState,
    cloud: stageState,
  }),
  view: studyView,
  /** Format 1 had pictures here, and no runs. */
  model: v.nullable(v.object({ epochs: count, run: v.optional(v.string()) })),
  runs: v.optional(v.array(run), []),
  codes: v.nullable(v.strictObject({ normalisation })),
  transport: v.nullable(
    v.strictObject({
      source: savedSource,
      method: v.picklist(['newton2d', 'newton3d', 'stochastic', 'paper']),
      seed: count,
      normalisation,
      solved: solvedReport,
      report: transportReport,
    }),
  ),
  facets: v.nullable(v.strictObject({ exact: v.boolean(), suggested: threshold })),
  layout: v.nullable(
    v.strictObject({
      method: v.picklist(['tsne', 'pca']),
      dimensions: count,
      iteration: count,
      iterations: count,
      kl: v.nullable(finite),
    }),
  ),
})
export type StudyContent = v.InferOutput<typeof studyContent>

/** Columns of a map's history, each a part of its own. */
export const historyColumns = [
  'steps',
  'samples',
  'relativeRms',
  'checkedRms',
  'worstCell',
  'stepSize',
] as const
