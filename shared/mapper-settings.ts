import type { MapMethod, MapperParameters, MapSpec, MapTraining } from './contracts/mapper'

/** Methods by the names they are asked for. */
export const mapperMethods = [
  'ottrans',
  'otgen',
  'kantorovich',
  'imle',
  'gan',
  'gan-ns',
  'gan-ls',
  'wgan',
  'wgan-gp',
  'pacgan',
] as const
export type MapperMethod = (typeof mapperMethods)[number]

export const isMapperMethod = (name: string): name is MapperMethod =>
  mapperMethods.some((method) => method === name)

/** Whose settings: those a paper states, or those of the code published with it, where they differ. */
export type SettingsOf = 'paper' | 'code'

const ganNames = { minimax: 'gan', 'non-saturating': 'gan-ns', 'least-squares': 'gan-ls' } as const

/** The method that a map was asked to be learned by, told from what its parameters hold. */
export function mapperMethodOf(method: MapMethod): MapperMethod {
  if (method.kind !== 'gan') return method.kind
  if (method.game === 'wasserstein') return method.lipschitz.kind === 'penalty' ? 'wgan-gp' : 'wgan'
  if (method.pack > 1) return 'pacgan'
  return ganNames[method.game]
}

/** Codes of up to so many coordinates are learned as the papers' points are, others as their pictures' codes. */
const mostPointCoordinates = 3

const layers = (count: number, units: number): number[] => Array.from({ length: count }, () => units)

const standard: MapTraining = {
  seed: 1,
  steps: 10_000,
  batchSize: 128,
  learningRate: 3e-4,
  beta1: 0.9,
  beta2: 0.999,
  schedule: { kind: 'constant' },
  reportEvery: 50,
}

/**
 * The settings of a method as its paper or its published code has them. What neither tells is filled in: 4,096 fixed
 * pairs for OTtrans, batches of 64 for the potential of pictures' codes, Adam's usual constants.
 * @param dimension coordinates of a code
 */
export function mapperSettings(method: MapperMethod, dimension: number, whose: SettingsOf): MapperParameters {
  const points = dimension <= mostPointCoordinates
  switch (method) {
    case 'ottrans':
    case 'otgen':
      return matched(method, dimension, points, whose)
    case 'kantorovich':
      return potential(dimension, points, whose)
    case 'imle':
      return nearest(dimension)
    default:
      return adversarial(method, dimension, points)
  }
}

function matched(
  kind: 'ottrans' | 'otgen',
  dimension: number,
  points: boolean,
  whose: SettingsOf,
): MapperParameters {
  const paper = whose === 'paper'
  const regression = paper ? 'l2' : 'l1'
  const method: MapMethod =
    kind === 'ottrans'
      ? { kind, regression, pairs: paper ? 4096 : 0 }
      : { kind, regression, pairs: 0, diversity: 0 }
  const code = { steps: 15_000, learningRate: points ? 1e-4 : 1e-3, beta1: 0.5 }
  return {
    spec: {
      dimension,
      noise: 'uniform',
      noiseDimension: dimension,
      hidden: layers(points ? 4 : 6, 512),
      activation: 'leaky-relu',
      normalisation: 'none',
      method,
    },
    training: paper ? standard : { ...standard, ...code },
  }
}

/** The published code of the potential's author compares the vectors of the penalty, the paper their norms. */
function potential(dimension: number, points: boolean, whose: SettingsOf): MapperParameters {
  return {
    spec: {
      dimension,
      noise: 'normal',
      noiseDimension: dimension,
      hidden: layers(points ? 3 : 6, 512),
      activation: points ? 'relu' : 'leaky-relu',
      normalisation: 'none',
      method: {
        kind: 'kantorovich',
        pairs: points ? 256 : 0,
        lambda: points ? 0 : 0.1,
        compares: whose === 'paper' ? 'norms' : 'vectors',
        entropy: 0,
      },
    },
    training: points
      ? { ...standard, batchSize: 256, learningRate: 1e-2, beta1: 0.5 }
      : { ...standard, steps: 200_000, batchSize: 64, learningRate: 1e-4, beta1: 0.5 },
  }
}

/** As the code published with GLANN has them: 50 epochs of MNIST's 60,000 codes, nearest among twice as many. */
function nearest(dimension: number): MapperParameters {
  return {
    spec: {
      dimension,
      noise: 'normal',
      noiseDimension: 32,
      hidden: layers(2, 128),
      activation: 'relu',
      normalisation: 'batch',
      method: { kind: 'imle', draws: 8192 },
    },
    training: { ...standard, steps: 23_400, learningRate: 1e-3, beta1: 0.5 },
  }
}

/** Wasserstein critics by the nets and constants of WGAN-GP's published points, all others by PacGAN's grid. */
function adversarial(
  method: Exclude<MapperMethod, 'ottrans' | 'otgen' | 'kantorovich' | 'imle'>,
  dimension: number,
  points: boolean,
): MapperParameters {
  const common = { kind: 'gan', pack: method === 'pacgan' ? 2 : 1 } as const
  const spec = (hidden: number[], normalisation: MapSpec['normalisation'], made: MapMethod): MapSpec => ({
    dimension,
    noise: 'normal',
    noiseDimension: dimension,
    hidden,
    activation: 'relu',
    normalisation,
    method: made,
  })
  if (method === 'wgan' || method === 'wgan-gp') {
    const clipped = method === 'wgan'
    return {
      spec: spec(layers(3, 512), 'none', {
        ...common,
        game: 'wasserstein',
        lipschitz: clipped
          ? { kind: 'clipping', bound: 0.01 }
          : { kind: 'penalty', weight: points ? 0.1 : 10 },
        discriminatorSteps: 5,
        discriminatorHidden: layers(3, 512),
        discriminatorActivation: 'relu',
      }),
      training: clipped
        ? { ...standard, batchSize: 64, learningRate: 5e-5, beta1: 0 }
        : { ...standard, steps: 100_000, batchSize: 256, learningRate: 1e-4, beta1: 0.5, beta2: 0.9 },
    }
  }
  const games = {
    gan: 'minimax',
    'gan-ns': 'non-saturating',
    'gan-ls': 'least-squares',
    pacgan: 'non-saturating',
  } as const
  return {
    spec: spec(layers(4, 400), 'batch', {
      ...common,
      game: games[method],
      lipschitz: { kind: 'none' },
      discriminatorSteps: 1,
      discriminatorHidden: layers(3, 200),
      discriminatorActivation: 'maxout',
    }),
    training: { ...standard, steps: 400_000, batchSize: 100, learningRate: 1e-4, beta1: 0.8 },
  }
}
