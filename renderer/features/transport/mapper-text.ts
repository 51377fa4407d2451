import type { MapMethod, MapperParameters } from '../../../shared/contracts/mapper'
import type { MapperMethod } from '../../../shared/mapper-settings'
import type { ObjectiveKind } from '../../../shared/objectives'
import { formatCount, formatSignificant } from '../../ui/numbers'

/** Each method as its paper abbreviates it, and what it does in a few words. */
export const mapperTexts: Readonly<Record<MapperMethod, { readonly name: string; readonly means: string }>> =
  {
    ottrans: { name: 'OTtrans', means: 'Regresses an optimal matching of noise with codes' },
    otgen: { name: 'OTgen', means: 'Matches what the net makes with codes in each step' },
    kantorovich: { name: 'Kantorovich', means: 'x + ∇D(x), D a regression of Kantorovich’s potential' },
    imle: { name: 'IMLE', means: 'Draws the nearest of what it makes to each code; with GLO’s codes, GLANN' },
    gan: { name: 'GAN', means: 'A generator against a discriminator, minimax' },
    'gan-ns': { name: 'NS-GAN', means: 'A generator against a discriminator, non-saturating' },
    'gan-ls': { name: 'LS-GAN', means: 'A generator against a discriminator, least squares' },
    wgan: { name: 'WGAN', means: 'A generator against a critic of clipped weights' },
    'wgan-gp': { name: 'WGAN-GP', means: 'A generator against a critic with a penalty on its slope' },
    pacgan: { name: 'PacGAN', means: 'A generator against a discriminator that sees several codes at once' },
  }

/** What a learned map is called: IMLE on the codes of GLO is GLANN (Hoshen, Li and Malik 2019). */
export function mapperName(method: MapperMethod, objective: ObjectiveKind): string {
  const { name } = mapperTexts[method]
  return method === 'imle' && objective === 'glo' ? `GLANN, by ${name}` : name
}

const pairsText = (pairs: number): string =>
  pairs === 0 ? 'noise drawn anew in each step' : `${formatCount(pairs)} noise points kept`

const regressions = { l1: 'mean absolute difference', l2: 'squared distance' } as const

function termsText(method: MapMethod): string[] {
  if (method.kind === 'gan') {
    return [
      ...(method.pack > 1 ? [`${method.pack} codes at once`] : []),
      ...(method.lipschitz.kind === 'penalty'
        ? [`penalty ${formatSignificant(method.lipschitz.weight, 1)}`]
        : []),
    ]
  }
  if (method.kind === 'imle') return [`the nearest of ${formatCount(method.draws)}`]
  if (method.kind !== 'kantorovich') return [regressions[method.regression], pairsText(method.pairs)]
  return [`penalty on ${method.compares}`, pairsText(method.pairs)]
}

/** What the settings come to: "squared distance, 4,096 noise points kept, batches of 128, Adam 3 · 10⁻⁴". */
export function settingsText({ spec, training }: MapperParameters): string {
  const { batchSize, learningRate } = training
  return [
    ...termsText(spec.method),
    `batches of ${formatCount(batchSize)}`,
    `Adam ${formatSignificant(learningRate, 1)}`,
  ].join(', ')
}
