import { real, refused, whole } from './spec-fields'

/** What an autoencoder is trained for, with the weights of its terms. */
export type ObjectiveSpec =
  /** The mean squared error alone. */
  | { readonly kind: 'ae' }
  | { readonly kind: 'vae'; readonly beta: number; readonly likelihood: 'bernoulli' | 'gaussian' }
  /** `deviation` is the prior's σ. */
  | { readonly kind: 'wae-mmd'; readonly lambda: number; readonly deviation: number }
  | {
      readonly kind: 'wae-gan'
      readonly lambda: number
      readonly deviation: number
      /** Units of each layer of the discriminator. */
      readonly units: number
    }
  | {
      readonly kind: 'swae'
      readonly beta: number
      readonly alpha: number
      /** Number of pseudo-inputs, K. */
      readonly pseudoInputs: number
    }

export type ObjectiveKind = ObjectiveSpec['kind']

export const objectiveKinds: readonly ObjectiveKind[] = ['ae', 'vae', 'wae-mmd', 'wae-gan', 'swae']

/**
 * The objective as the papers have it, in their own weights where they name some.
 * vae: β 1, the usual loss on MNIST. WAE: λ 10 and N(0, I) as on MNIST. SWAE: β ½, α 1, 500 pseudo-inputs.
 */
export function defaultObjective(kind: ObjectiveKind): ObjectiveSpec {
  switch (kind) {
    case 'ae':
      return { kind }
    case 'vae':
      return { kind, beta: 1, likelihood: 'bernoulli' }
    case 'wae-mmd':
      return { kind, lambda: 10, deviation: 1 }
    case 'wae-gan':
      return { kind, lambda: 10, deviation: 1, units: 512 }
    case 'swae':
      return { kind, beta: 0.5, alpha: 1, pseudoInputs: 500 }
  }
}

/** @throws BrenierError `bad-argument` that names the field, what it may be and what came */
export function checkObjective(value: unknown): ObjectiveSpec {
  if (typeof value !== 'object' || value === null) throw refused('objective', 'an object', value)
  const fields = value as Record<string, unknown>
  const kind = objectiveKinds.find((known) => known === fields['kind'])
  if (!kind) throw refused('objective', objectiveKinds.join(', '), fields['kind'])
  const weight = (name: string, most = 1e6) => real(fields, name, 0, most)
  switch (kind) {
    case 'ae':
      return { kind }
    case 'vae': {
      const { likelihood } = fields
      if (likelihood !== 'bernoulli' && likelihood !== 'gaussian') {
        throw refused('likelihood', 'bernoulli or gaussian', likelihood)
      }
      return { kind, beta: weight('beta'), likelihood }
    }
    case 'wae-mmd':
      return { kind, lambda: weight('lambda'), deviation: real(fields, 'deviation', 1e-3, 1e3) }
    case 'wae-gan': {
      const deviation = real(fields, 'deviation', 1e-3, 1e3)
      return { kind, lambda: weight('lambda'), deviation, units: whole(fields, 'units', 1, 4096) }
    }
    case 'swae': {
      const pseudoInputs = whole(fields, 'pseudoInputs', 1, 100_000)
      return { kind, beta: weight('beta', 1), alpha: weight('alpha'), pseudoInputs }
    }
  }
}
