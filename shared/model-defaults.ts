import type { DataSummary, ModelParameters } from './contracts/study'

type Net = ModelParameters['kind']

export const defaultModel: ModelParameters = {
  objective: { kind: 'ae' },
  kind: 'ae-dense',
  latent: 16,
  width: 512,
  learningRate: 0.004,
  beta1: 0.9,
  beta2: 0.999,
  batch: 128,
  epochs: 20,
  refineEpochs: 0,
  heldOut: 0.1,
  seed: 1,
}

/** All epochs of a training: those of its objective, then those of the decoder alone. */
export const epochsInAll = ({
  epochs,
  refineEpochs,
}: Pick<ModelParameters, 'epochs' | 'refineEpochs'>): number => epochs + refineEpochs

/** The nets in words, with the width proposed for each: more filters cost much and gain little. */
export const nets: Readonly<Record<Net, { readonly title: string; readonly width: number }>> = {
  'ae-conv': { title: 'Convolutional', width: 16 },
  'ae-dense': { title: 'Dense', width: defaultModel.width },
  'ae-resnet': { title: 'ResNet', width: 16 },
  'ae-gated': { title: 'Gated (SWAE)', width: 32 },
}

/** Above this many values a picture's dense layers grow larger than strided convolutions of the same quality. */
const densePictures = 32 * 32 * 3

/**
 * A model that fits the pictures, for a person who has not chosen one.
 * @param net where that much was chosen
 */
export function proposedModel(
  { height, width, channels }: Pick<DataSummary, 'height' | 'width' | 'channels'>,
  net?: Net,
): ModelParameters {
  const large = height * width * channels > densePictures
  const kind = net ?? (large ? 'ae-conv' : 'ae-dense')
  return { ...defaultModel, kind, latent: large ? 32 : defaultModel.latent, width: nets[kind].width }
}

/** The parameters with another net, as wide as that kind should be: a dense width is far too many filters. */
export function withNet(parameters: ModelParameters, kind: Net): ModelParameters {
  return kind === parameters.kind ? parameters : { ...parameters, kind, width: nets[kind].width }
}
