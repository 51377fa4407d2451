import type { Generator, StageName, StudySummary, TransportParameters } from '../../../shared/contracts/study'
import { mapperMethodOf } from '../../../shared/mapper-settings'
import type { FakeTrainings } from './trainings'
import type { World } from './world'

/** What the map of a made-up study is solved with until a job says otherwise. */
export const usualTransport: TransportParameters = {
  method: 'auto',
  source: 'cube',
  tolerance: 0.02,
  seconds: 25,
  targets: 0,
  seed: 7,
}

/** The summary of a made-up study: what stands in `state`, and of the world what its stages have reached. */
export function summaryOf(
  world: World,
  trainings: FakeTrainings,
  state: Pick<StudySummary, 'id' | 'name' | 'location' | 'saved' | 'stages' | 'view' | 'modes' | 'mapper'>,
  transport: TransportParameters,
): StudySummary {
  const done = (stage: StageName) => state.stages[stage] === 'done'
  const maps: Generator[] = [
    ...(done('transport') ? ['map' as const] : []),
    ...(state.mapper?.fits ? [mapperMethodOf(state.mapper.parameters.spec.method)] : []),
  ]
  const generators: Generator[] = maps.length > 0 ? maps : ['gaussian']
  const model = world.decode ? trainings.model() : null
  return {
    ...state,
    saveProblem: null,
    data: world.data,
    trains: world.decode !== null,
    decodes: model !== null,
    encodes: model !== null,
    ownModel: null,
    latent: world.decode ? (model?.latent ?? null) : world.data.width,
    parameters: {
      model: trainings.parameters,
      transport,
      facets: { samples: 2_000_000, seed: 7 },
      cloud: {
        method: world.method,
        dimensions: 3,
        perplexity: 30,
        iterations: 750,
        degreesOfFreedom: 1,
        seed: 7,
      },
    },
    model,
    runs: trainings.summaries().map((run) => ({
      ...run,
      generators: run.id === trainings.model()?.run ? generators : run.generators,
    })),
    transport: done('transport') ? world.report : null,
    facets: done('facets')
      ? { count: world.facets.count, exact: world.facets.exact, suggested: world.facets.suggested }
      : null,
    cloud: done('cloud')
      ? {
          method: world.method,
          dimensions: world.decode ? 3 : 2,
          iteration: 750,
          iterations: 750,
          kl: world.method === 'tsne' ? 1.84 : null,
        }
      : null,
    damaged: [],
  }
}
