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
      likelihood: {
        type: 'choice',
        label: 'Likelihood',
        options: { bernoulli: 'Bernoulli', gaussian: 'Gaussian' },
        standard: 'bernoulli',
      },
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
      pseudoInputs: { type: 'whole', label: 'Pseudo-inputs', least: 1, most: 100_000, standard: 500 },
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
export function defaultObjective(kind: ObjectiveKind): ObjectiveSpec {
  const settings: Readonly<Record<string, ObjectiveSetting>> = objectives[kind].settings
  const standards = Object.entries(settings).map(([name, { standard }]) => [name, standard])
  return checkObjective({ kind, ...Object.fromEntries(standards) })
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
