import type { MapKind, MapMethod, MapSpec, MapTraining } from './spec'

/** Whose settings: those a paper states, or those of the code published with it, where they differ. */
export type SettingsOf = 'paper' | 'code'

export interface MapSettings {
  readonly spec: MapSpec
  readonly training: MapTraining
}

/** Codes of up to so many coordinates are learned as the papers' points are, others as their pictures' codes. */
const mostPointCoordinates = 3

const layers = (count: number, units: number): number[] => Array.from({ length: count }, () => units)

const training: MapTraining = {
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
export function mapSettings(kind: MapKind, dimension: number, whose: SettingsOf): MapSettings {
  const points = dimension <= mostPointCoordinates
  const spec = (
    noise: MapSpec['noise'],
    hidden: number[],
    activation: MapSpec['activation'],
    method: MapMethod,
  ) => ({
    dimension,
    noise,
    noiseDimension: dimension,
    hidden,
    activation,
    method,
  })
  switch (kind) {
    case 'ottrans':
    case 'otgen': {
      const paper = whose === 'paper'
      const regression = paper ? 'l2' : 'l1'
      const method: MapMethod =
        kind === 'ottrans'
          ? { kind, regression, pairs: paper ? 4096 : 0 }
          : { kind, regression, pairs: 0, diversity: 0 }
      return {
        spec: spec('uniform', layers(points ? 4 : 6, 512), 'leaky-relu', method),
        training: paper
          ? training
          : { ...training, steps: 15_000, learningRate: points ? 1e-4 : 1e-3, beta1: 0.5 },
      }
    }
    case 'kantorovich': {
      const lambda = points ? 0 : 0.1
      const pairs = points ? 256 : 0
      const method: MapMethod = { kind, lambda, pairs, compares: whose === 'paper' ? 'norms' : 'vectors' }
      return {
        spec: points
          ? spec('normal', layers(3, 512), 'relu', method)
          : spec('normal', layers(6, 512), 'leaky-relu', method),
        training: points
          ? { ...training, batchSize: 256, learningRate: 1e-2, beta1: 0.5 }
          : { ...training, steps: 200_000, batchSize: 64, learningRate: 1e-4, beta1: 0.5 },
      }
    }
  }
}
