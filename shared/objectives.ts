import { BrenierError } from './errors'

/** A number a person may set: a weight, a size. */
export interface NumberSetting {
  readonly type: 'real' | 'whole'
  readonly label: string
  readonly least: number
  readonly most: number
  /** The paper's own value, where it names one. */
  readonly standard: number
}

/** One of some words. */
export interface ChoiceSetting {
  readonly type: 'choice'
  readonly label: string
  /** Each value with its name for a person. */
  readonly options: Readonly<Record<string, string>>
  readonly standard: string
}

export type ObjectiveSetting = NumberSetting | ChoiceSetting

export interface ObjectiveDescription {
  /** As a heading. */
  readonly title: string
  /** As the papers abbreviate it: runs are named by it. */
  readonly short: string
  /** What it makes smaller, and whose it is. */
  readonly source: string
  /** It begins with a trained model of the same nets. */
  readonly continues?: true
  readonly settings: Readonly<Record<string, ObjectiveSetting>>
}

const weight = (label: string, standard: number, most = 1e6): NumberSetting => ({
  type: 'real',
  label,
  least: 0,
  most,
  standard,
})
const deviation: NumberSetting = { type: 'real', label: 'Prior’s σ', least: 1e-3, most: 1e3, standard: 1 }

const pseudoInputs: NumberSetting = {
  type: 'whole',
  label: 'Pseudo-inputs',
  least: 1,
  most: 100_000,
  standard: 500,
}
const likelihood = {
  type: 'choice',
  label: 'Likelihood',
  options: { bernoulli: 'Bernoulli', gaussian: 'Gaussian' },
  standard: 'bernoulli',
} as const

/**
 * What a model can be trained for, with the settings of each: contract, command line and window all read this table. What
 * each does is in `main/nn/objectives`.
 */
export const objectives = {
  ae: {
    title: 'Autoencoder',
    short: 'ae',
    source: 'The squared error alone; transport makes the codes’ distribution.',
    settings: {},
  },
  vae: {
    title: 'Variational (VAE)',
    short: 'vae',
    source: 'Kingma and Welling 2014. Gaussian: one variance, the best for each batch (Rybkin et al. 2021).',
    settings: {
      beta: weight('β, of KL', 1),
      likelihood,
    },
  },
  'wae-mmd': {
    title: 'Wasserstein, MMD',
    short: 'wae-mmd',
    source: 'Tolstikhin et al. 2018, algorithm 2, with their λ on MNIST.',
    settings: { lambda: weight('λ, of MMD', 10), deviation },
  },
  'wae-gan': {
    title: 'Wasserstein, GAN',
    short: 'wae-gan',
    source: 'Tolstikhin et al. 2018, algorithm 1, with their λ on MNIST.',
    settings: {
      lambda: weight('λ, of penalty', 10),
      deviation,
      units: { type: 'whole', label: 'Discriminator', least: 1, most: 4096, standard: 512 },
    },
  },
  swae: {
    title: 'Symmetric (SWAE)',
    short: 'swae',
    source:
      'The joint distributions of pictures and codes, with a prior of pseudo-inputs (Sun and Guo 2021).',
    settings: {
      beta: weight('β, of generation', 0.5, 1),
      alpha: weight('α, of codes', 1),
      pseudoInputs,
    },
  },
  vamp: {
    title: 'Variational, VampPrior',
    short: 'vamp',
    source: 'A mixture of the encoder’s own distributions as prior (Tomczak and Welling 2018).',
    settings: { beta: weight('β, of KL', 1), likelihood, pseudoInputs },
  },
  gan: {
    title: 'Adversarial (GAN)',
    short: 'gan',
    source:
      'The decoder against a discriminator (Goodfellow et al. 2014; LSGAN, WGAN, WGAN-GP, PacGAN by the settings). The encoder learns to invert it.',
    settings: {
      loss: {
        type: 'choice',
        label: 'Loss',
        options: {
          minimax: 'Minimax',
          'non-saturating': 'Non-saturating',
          'least-squares': 'Least squares',
          wasserstein: 'Wasserstein, clipped',
          'wasserstein-gp': 'Wasserstein, penalty',
        },
        standard: 'non-saturating',
      },
      prior: {
        type: 'choice',
        label: 'Prior',
        options: { normal: 'Normal', uniform: 'Uniform' },
        standard: 'normal',
      },
      packing: { type: 'whole', label: 'Packing', least: 1, most: 8, standard: 1 },
      discriminatorSteps: { type: 'whole', label: 'Discriminator steps', least: 1, most: 10, standard: 1 },
      bound: { type: 'real', label: 'Clipping bound', least: 1e-4, most: 10, standard: 0.01 },
      penalty: weight('λ, of gradients', 10),
    },
  },
  'wgan-qc': {
    title: 'Quadratic, WGAN',
    short: 'wgan-qc',
    source:
      'The decoder climbs a critic that regresses exact transport of each batch, quadratic cost (Liu, Gu and Samaras 2019; γ of their code). The encoder learns to invert it.',
    settings: { gamma: weight('γ, of slopes', 0.1) },
  },
  ali: {
    title: 'Inference, adversarial (ALI)',
    short: 'ali',
    source: 'Encoder and decoder against one discriminator of pairs (Dumoulin et al. 2017).',
    settings: { units: { type: 'whole', label: 'Pair layers', least: 1, most: 4096, standard: 512 } },
  },
  glo: {
    title: 'Latent (GLO)',
    short: 'glo',
    source:
      'A code for each picture, learned with the decoder (Bojanowski et al. 2018; rate of GLANN’s code). With a map learned by IMLE it is GLANN. The encoder learns the codes.',
    settings: {
      squares: weight('ℓ₂, beside Lap₁', 1),
      codeRate: { type: 'real', label: 'Rate of codes', least: 0.01, most: 1000, standard: 10 },
    },
  },
  refine: {
    title: 'Refine the decoder',
    short: 'refined',
    source: 'The squared error of the decoder alone, the encoder frozen (An et al. 2020, section 6).',
    continues: true,
    settings: {},
  },
  'ae-ot-gan': {
    title: 'AE-OT-GAN',
    short: 'ae-ot-gan',
    source:
      'The decoder against a discriminator, on the codes that transport makes; the encoder frozen (An et al. 2020, AE-OT-GAN, with R and T as on MNIST).',
    continues: true,
    settings: {
      loss: {
        type: 'choice',
        label: 'Loss',
        options: { minimax: 'Minimax', 'non-saturating': 'Non-saturating' },
        standard: 'minimax',
      },
      content: weight('β, of content', 2000),
      features: weight('α, of features', 0.06),
      codes: weight('α, of codes', 2),
      rateRatio: { type: 'real', label: 'R, rate ratio', least: 0.01, most: 1000, standard: 15 },
      generatorSteps: { type: 'whole', label: 'T, generator steps', least: 1, most: 10, standard: 3 },
      pool: { type: 'whole', label: 'Generated codes', least: 1, most: 1_000_000, standard: 10_000 },
    },
  },
} as const satisfies Readonly<Record<string, ObjectiveDescription>>

type Table = typeof objectives
export type ObjectiveKind = keyof Table

type Value<S> = S extends { options: Readonly<Record<infer Word, string>> } ? Word : number
type Settings<K extends ObjectiveKind> = {
  readonly [Name in keyof Table[K]['settings']]: Value<Table[K]['settings'][Name]>
}

/** What a model is trained for, with the values of its settings, as a plain value. */
export type ObjectiveSpec = {
  readonly [K in ObjectiveKind]: { readonly kind: K } & Settings<K>
}[ObjectiveKind]

const isKind = (value: unknown): value is ObjectiveKind =>
  typeof value === 'string' && Object.hasOwn(objectives, value)

export const objectiveKinds: readonly ObjectiveKind[] = Object.keys(objectives).filter(isKind)

/** Whether a training of this kind begins with a trained model, whose encoder it leaves as it is. */
export const continuesModel = (kind: ObjectiveKind): boolean => 'continues' in objectives[kind]

/** What a setting may be, in words. */
export function expectedOf(setting: ObjectiveSetting): string {
  if (setting.type === 'choice') return Object.keys(setting.options).join(' or ')
  return `a ${setting.type === 'whole' ? 'whole ' : ''}number from ${setting.least} to ${setting.most}`
}

export function fitsSetting(setting: ObjectiveSetting, value: unknown): boolean {
  if (setting.type === 'choice') return typeof value === 'string' && Object.hasOwn(setting.options, value)
  if (typeof value !== 'number' || !(value >= setting.least && value <= setting.most)) return false
  return setting.type === 'real' || Number.isInteger(value)
}

/** The objective in the papers' own weights. */
export function defaultObjective<K extends ObjectiveKind>(kind: K): Extract<ObjectiveSpec, { kind: K }> {
  const settings: Readonly<Record<string, ObjectiveSetting>> = objectives[kind].settings
  const standards = Object.entries(settings).map(([name, { standard }]) => [name, standard])
  // The check gives back an objective of the kind it was given.
  return checkObjective({ kind, ...Object.fromEntries(standards) }) as Extract<ObjectiveSpec, { kind: K }>
}

/** @throws BrenierError `bad-argument` that names the setting, what it may be and what came */
export function checkObjective(value: unknown): ObjectiveSpec {
  if (typeof value !== 'object' || value === null) throw refused('objective', 'an object', value)
  const { kind, ...given }: Readonly<Record<string, unknown>> = { kind: undefined, ...value }
  if (!isKind(kind)) throw refused('objective', objectiveKinds.join(', '), kind)
  const settings: Readonly<Record<string, ObjectiveSetting>> = objectives[kind].settings
  for (const [name, setting] of Object.entries(settings)) {
    if (!fitsSetting(setting, given[name])) throw refused(name, expectedOf(setting), given[name])
  }
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(settings, name))
  if (unknown !== undefined) {
    const known = Object.keys(settings)
    throw refused(
      unknown,
      known.length > 0 ? `absent; ${kind} has ${known.join(', ')}` : 'absent',
      given[unknown],
    )
  }
  const inOrder = Object.keys(settings).map((name) => [name, given[name]])
  // Every setting was held to the table the type is made from.
  return { kind, ...Object.fromEntries(inOrder) } as ObjectiveSpec
}

/** "vae 8-d": a model in a word or two. */
export const modelName = (objective: ObjectiveSpec, latent: number): string =>
  `${objectives[objective.kind].short} ${latent}-d`

export function sameObjective(a: ObjectiveSpec, b: ObjectiveSpec): boolean {
  return JSON.stringify(checkObjective(a)) === JSON.stringify(checkObjective(b))
}

function refused(setting: string, expected: string, got: unknown): BrenierError {
  return new BrenierError(
    'bad-argument',
    `Expected ${setting} of a model to be ${expected}, got ${JSON.stringify(got)}. Correct the model’s settings.`,
  )
}
