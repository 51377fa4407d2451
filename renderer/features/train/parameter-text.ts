import type { ModelParameters } from '../../../shared/contracts/study'

type NumberName = Exclude<keyof ModelParameters, 'kind' | 'objective'>

/** What a field accepts: the bounds of the contract, in words for the field's hint. */
interface Rule {
  readonly whole: boolean
  readonly least: number
  readonly most: number
  readonly hint: string
}

const rules: Readonly<Record<NumberName, Rule>> = {
  latent: { whole: true, least: 1, most: 1024, hint: 'A whole number from 1 to 1,024.' },
  width: { whole: true, least: 1, most: 4096, hint: 'A whole number from 1 to 4,096.' },
  learningRate: { whole: false, least: 1e-8, most: 1, hint: 'A number from 10⁻⁸ to 1, such as 0.002.' },
  beta1: { whole: false, least: 0, most: 0.9999, hint: 'Two numbers below 1, such as 0.9, 0.999.' },
  beta2: { whole: false, least: 0, most: 0.999999, hint: 'Two numbers below 1, such as 0.9, 0.999.' },
  batch: { whole: true, least: 1, most: 4096, hint: 'A whole number from 1 to 4,096.' },
  epochs: { whole: true, least: 1, most: 100_000, hint: 'A whole number from 1 to 100,000.' },
  refineEpochs: { whole: true, least: 1, most: 100_000, hint: 'A whole number from 1 to 100,000.' },
  heldOut: { whole: false, least: 0.01, most: 0.5, hint: 'A percentage from 1 to 50.' },
  seed: { whole: true, least: 0, most: Number.MAX_SAFE_INTEGER, hint: 'A whole number, 0 or more.' },
}

export const hintOf = (name: NumberName): string => rules[name].hint

/** A number as typed: plain decimals, `1e-3`, commas in thousands; null for anything else. */
export function parseNumber(text: string): number | null {
  const plain = text
    .trim()
    .replace(/,(?=\d{3}\b)/g, '')
    .replace('−', '-')
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(plain) ? Number(plain) : null
}

/** Null where it does not fit the field. */
export function parseParameter(name: NumberName, text: string): number | null {
  const value = parseNumber(text)
  if (value === null) return null
  const { whole, least, most } = rules[name]
  const fits =
    Number.isFinite(value) && value >= least && value <= most && (!whole || Number.isInteger(value))
  return fits ? value : null
}

/** The held-out share is shown and typed as a percentage. */
export function parseShare(text: string): number | null {
  const value = Number(text.trim().replace(/\s*%$/, ''))
  return text.trim() === '' ? null : parseParameter('heldOut', String(value / 100))
}
export const shareText = (share: number): string => String(Number((share * 100).toPrecision(6)))

/** β₁ and β₂ are typed in one field: "0.9, 0.999". */
export function parseBetas(text: string): readonly [number, number] | null {
  const parts = text.split(/[,;]\s*|\s+/).filter((part) => part !== '')
  if (parts.length !== 2) return null
  const beta1 = parseParameter('beta1', parts[0]!)
  const beta2 = parseParameter('beta2', parts[1]!)
  return beta1 === null || beta2 === null ? null : [beta1, beta2]
}
export const betasText = (parameters: ModelParameters): string => `${parameters.beta1}, ${parameters.beta2}`
