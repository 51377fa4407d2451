import type { JobRequest } from '../../../shared/contracts/jobs'
import type { EventName, EventOf } from '../../../shared/contracts/methods'
import type { Stretch } from './jobs'
import type { World } from './world'

/**
 * What a made-up job of this kind does, stretch by stretch.
 * @param tell sends a frame to the window
 * @param cloudAt the cloud when a share of its iterations is done
 * @param trainAt the training when a share of its epochs is done
 * @param learnAt the learned map when a share of its steps is done
 * @param rest whether a training or a map is followed by all that rests on it
 */
export function stretchesOf(
  world: World,
  kind: Exclude<JobRequest['kind'], 'reproduce'>,
  tell: <E extends EventName>(event: E, value: EventOf<E>) => void,
  cloudAt: (share: number) => EventOf<'cloud'>,
  trainAt: (share: number) => EventOf<'training'>,
  learnAt: (share: number) => EventOf<'mapper'>,
  rest: boolean,
): Stretch[] {
  const train: Stretch = {
    stage: 'Train',
    stages: ['model', 'codes'],
    ticks: 40,
    at: (share) => {
      const history = trainAt(share)
      tell('training', history)
      return history.epoch > 0 ? `held out ${history.heldOut[history.epoch - 1]!.toFixed(4)}` : ''
    },
  }
  const transport: Stretch = {
    stage: 'Map',
    stages: world.decode ? ['transport'] : ['codes', 'transport'],
    ticks: 15,
    at: (share) => {
      const { relativeRms, averagedRms, worstCell, cellMass, heights } = world.transport
      const upTo = Math.max(1, Math.round(share * relativeRms.length))
      tell('transport', {
        relativeRms: relativeRms.slice(0, upTo),
        averagedRms: averagedRms.slice(0, upTo),
        worstCell: worstCell.slice(0, upTo),
        cellMass,
        heights,
      })
      return `rms ${(100 * relativeRms[upTo - 1]!).toFixed(1)} %`
    },
  }
  const facets: Stretch = { stage: 'Tears', stages: ['facets'], ticks: 4, at: () => '' }
  const cloud: Stretch = {
    stage: world.method === 'tsne' ? 't-SNE' : 'PCA',
    stages: ['cloud'],
    ticks: 50,
    at: (share) => {
      tell('cloud', cloudAt(share))
      return ''
    },
  }
  const sample: Stretch = { stage: 'Draw', stages: [], ticks: 5, at: () => '' }
  const after = [transport, facets, cloud]
  const all = {
    train: rest ? [train, ...after] : [train],
    'own-model': after,
    transport: rest ? [transport, facets] : [transport],
    facets: [facets],
    embed: [cloud],
    compare: [{ stage: 'Measure', stages: [], ticks: 6, at: () => '' }],
    mapper: [
      {
        stage: 'Learned map',
        stages: [],
        ticks: 20,
        at: (share: number) => {
          const history = learnAt(share)
          tell('mapper', history)
          const last = ({ values }: (typeof history.figures)[number]) => (values.at(-1) ?? 0).toPrecision(3)
          return history.figures.map((figure) => `${figure.name} ${last(figure)}`).join(' · ')
        },
      },
    ],
    modes: [sample],
    discontinuity: [{ stage: 'Segments', stages: [], ticks: 6, at: () => '' }],
  }
  return kind === 'run' ? [...(world.decode ? [train] : []), ...after] : all[kind]
}
