import * as v from 'valibot'
import { count, finite, listOf, measured, text } from './arrays'
import { errorCode } from './protocol'
import { mapperParameters } from './mapper'
import { modesParameters } from './modes'
import { ownNets } from './own-model'
import { experimentChoice } from './reproduction'
import { discontinuityParameters } from './discontinuity'
import { cloudParameters, facetParameters, modelParameters, transportParameters } from './study'

/** Work longer than a frame. `run` makes every stage that is missing or stale, in order. */
export const jobRequest = v.variant('kind', [
  v.strictObject({ kind: v.literal('run') }),
  v.strictObject({
    kind: v.literal('train'),
    parameters: modelParameters,
    /** Whether codes, cloud, map and facets of the new model are made after it. */
    rest: v.boolean(),
  }),
  v.strictObject({
    kind: v.literal('transport'),
    parameters: transportParameters,
    /** Whether what rests on the map is made after it. */
    rest: v.boolean(),
  }),
  /** Takes nets of the person's own, by the tokens of their files, as the study's model, and makes what rests on it. */
  v.strictObject({ kind: v.literal('own-model'), nets: ownNets }),
  v.strictObject({ kind: v.literal('facets'), parameters: facetParameters }),
  v.strictObject({ kind: v.literal('embed'), parameters: cloudParameters }),
  /** Learns a map from noise to the codes, and makes first whatever they rest on. */
  v.strictObject({ kind: v.literal('mapper'), parameters: mapperParameters }),
  /** Measures runs, so that they can stand side by side. */
  v.strictObject({ kind: v.literal('compare'), runs: v.pipe(listOf(text()), v.minLength(1)) }),
  /** Draws a sample from the generator and measures which modes it reaches. */
  v.strictObject({ kind: v.literal('modes'), parameters: modesParameters }),
  /** Walks segments of noise; what was found is asked for with `discontinuity.report`. */
  v.strictObject({ kind: v.literal('discontinuity'), parameters: discontinuityParameters }),
  /** Runs an experiment of the papers; needs no study. The token is that of a folder with data, for those that need one. */
  v.strictObject({ kind: v.literal('reproduce'), experiment: experimentChoice, token: v.nullable(text()) }),
])
export type JobRequest = v.InferOutput<typeof jobRequest>

export const jobState = v.picklist(['running', 'paused', 'done', 'failed', 'cancelled'])

export const jobStatus = v.strictObject({
  id: text(),
  kind: v.picklist([
    'run',
    'train',
    'own-model',
    'transport',
    'facets',
    'embed',
    'mapper',
    'compare',
    'modes',
    'discontinuity',
    'reproduce',
  ]),
  state: jobState,
  /** What is being done now, in words for a person: "Train", "Map", "t-SNE". */
  stage: text(),
  done: finite(),
  total: finite(),
  etaSeconds: measured(),
  /** One figure worth a line: "held out 0.0112", "rms 1.9 %". */
  note: text(),
  error: v.nullable(v.strictObject({ code: errorCode, message: text() })),
})
export type JobStatus = v.InferOutput<typeof jobStatus>

export const jobReference = v.strictObject({ id: text() })
export const acknowledged = v.strictObject({ revision: count() })
