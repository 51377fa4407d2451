import { InvalidArgumentError, Option } from 'commander'

const rangeOf = (least: number, most: number) =>
  Number.isFinite(least) ? (Number.isFinite(most) ? ` from ${least} to ${most}` : ` from ${least} on`) : ''

/** Reads a number given on the command line; anything else is bad usage. */
export const numberOption =
  (least = Number.NEGATIVE_INFINITY, most = Number.POSITIVE_INFINITY) =>
  (text: string): number => {
    const value = Number(text)
    if (text.trim() !== '' && Number.isFinite(value) && value >= least && value <= most) return value
    throw new InvalidArgumentError(`Expected a number${rangeOf(least, most)}.`)
  }

/** Reads a whole number given on the command line; anything else is bad usage. */
export const wholeOption =
  (least: number, most = Number.POSITIVE_INFINITY) =>
  (text: string): number => {
    const value = Number(text)
    if (text.trim() !== '' && Number.isInteger(value) && value >= least && value <= most) return value
    throw new InvalidArgumentError(`Expected a whole number${rangeOf(least, most)}.`)
  }

/** An option that takes one of some words; any other is bad usage. */
export const choiceOption = (
  flags: string,
  description: string,
  choices: readonly string[],
  standard: string,
): Option => new Option(flags, description).choices(choices).default(standard)
