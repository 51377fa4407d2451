import type { ModelParameters } from '../../../shared/contracts/study'
import type { TrainingExtension } from '../../../shared/contracts/training'
import { BrenierError } from '../../../shared/errors'
import type { Matrix } from '../../../shared/matrix'
import { continuesModel, type ObjectiveSpec } from '../../../shared/objectives'
import { generatedCodes } from '../../nn/objectives/ae-ot-gan'
import type { ModelSpec } from '../../nn/spec'
import type { NamedArrays } from '../../nn/weights'
import { extensionMoves } from '../../ot/extension-moves'
import { denormalise } from '../../ot/normalise'
import { drawSample } from '../modes/generated-sample'
import type { JobHandle } from '../job-manager'
import type { Study } from '../study/study'
import type { Tools } from '../tools'

/**
 * The parameters of a training that goes on with the study's model: its nets, with another objective and other settings.
 * @throws BrenierError `missing-stage` where the study has no model
 */
export function continuedParameters(study: Study, parameters: ModelParameters): ModelParameters {
  const { spec } = study.requireModel().checkpoint
  const { kind, latent } = spec
  const [width = parameters.width] = spec.kind === 'ae-dense' ? spec.hidden : spec.filters
  // What follows an objective of its own would undo this one.
  return { ...parameters, kind, latent, width, refineEpochs: 0 }
}

/**
 * Whether the study has what a training of this objective begins with; one that continues nothing needs nothing.
 * @throws BrenierError `missing-stage` where there is no model, or no map of its codes as they are for AE-OT-GAN
 */
export function requireBeginning(study: Study, { kind }: ObjectiveSpec): void {
  if (!continuesModel(kind)) return
  study.requireModel()
  if (kind !== 'ae-ot-gan') return
  study.requireTransport()
  if (study.stages.transport === 'done') return
  throw new BrenierError(
    'missing-stage',
    'This needs a map onto the codes of the model as it is, and the study’s map is of an earlier one. Solve the map first.',
  )
}

/** The study's model with another objective. @throws BrenierError `missing-stage` where the study has no model */
export function continuedSpec(study: Study, objective: ObjectiveSpec): ModelSpec {
  return { ...study.requireModel().checkpoint.spec, objective }
}

/** What a training begins with that goes on with a model. */
export interface Continuation {
  readonly weights: NamedArrays
  /** How far T̃ took the pool of AE-OT-GAN from the codes; null for codes that came without their pairs. */
  readonly extension: TrainingExtension | null
}

/**
 * What a training begins with that goes on with the study's model; AE-OT-GAN gets a pool of codes beside the weights.
 * @param codes generated codes as the encoder gives them; null draws them through the study's map
 * @returns null where the job was cancelled
 * @throws BrenierError `missing-stage` where codes are to be drawn and the map is missing or not that of these codes,
 *   `bad-shape` for codes of another dimension
 */
export async function continuation(
  study: Study,
  { objective, seed }: ModelParameters,
  codes: Matrix | null,
  tools: Tools,
  job: JobHandle,
): Promise<Continuation | null> {
  const { spec, weights } = study.requireModel().checkpoint
  if (objective.kind !== 'ae-ot-gan') return { weights, extension: null }
  if (!codes) requireBeginning(study, objective)
  const pool = codes
    ? { drawn: codes, extension: null }
    : await poolOfMap(study, objective.pool, seed, tools, job)
  if (!pool) return null
  const { drawn, extension } = pool
  if (drawn.columns !== spec.latent || drawn.rows === 0) {
    throw new BrenierError(
      'bad-shape',
      `Expected generated codes of ${spec.latent} coordinates, got ${drawn.rows} of ${drawn.columns}. Sample them from a map of this model’s codes.`,
    )
  }
  // Again from the first where there are fewer than wanted.
  const data = new Float32Array(objective.pool * spec.latent)
  for (let i = 0; i < data.length; i++) data[i] = drawn.data[i % drawn.data.length]!
  const held = { [generatedCodes]: { shape: [objective.pool, spec.latent], data } }
  return { weights: { ...weights, ...held }, extension }
}

async function poolOfMap(
  study: Study,
  draws: number,
  seed: number,
  tools: Tools,
  job: JobHandle,
): Promise<{ readonly drawn: Matrix; readonly extension: TrainingExtension } | null> {
  const sample = await drawSample(study, { source: 'map', draws, seed }, tools, job)
  if (!sample) return null
  const { normalisation } = study.requireCodes()
  const { epsilon, rootMeanSquare } = extensionMoves(study.requireTransport().map.targets, sample.pairs!)
  const { scale } = normalisation
  return {
    drawn: denormalise(sample.codes, normalisation),
    extension: { draws: sample.codes.rows, epsilon: epsilon * scale, bound: rootMeanSquare * scale },
  }
}
