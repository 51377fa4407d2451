import { InvalidArgumentError, Option } from 'commander'
import type { ItemGroup } from '../../shared/contracts/study'

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

/** Reads the pictures a path goes through; anything but two numbers or more is bad usage. */
export function pictureNumbers(list: string): number[] {
  const numbers = list.split(',').map((text) => (text.trim() === '' ? Number.NaN : Number(text)))
  if (numbers.length >= 2 && numbers.every((number) => Number.isInteger(number) && number >= 0))
    return numbers
  throw new InvalidArgumentError('Expected two or more picture numbers such as 17,402.')
}

/** A picture by number, or a file of one's own. */
export const pathPlace = (text: string): number | string =>
  /^\s*\d+\s*$/.test(text) ? Number(text) : text.trim()

/** Reads what a path goes through: pictures by number and files of one's own, two or more. */
export function pathPlaces(list: string): (number | string)[] {
  const places = list.split(',').map(pathPlace)
  if (places.length >= 2 && places.every((place) => place !== '')) return places
  throw new InvalidArgumentError(
    'Expected two or more picture numbers or files, such as 17,402 or 17,mine.png.',
  )
}

/** Reads a group of pictures by a value of `class` or an attribute. */
export function itemGroupOf(text: string): ItemGroup {
  const at = text.indexOf('=')
  const [field, value] = [text.slice(0, at).trim(), text.slice(at + 1).trim()]
  if (at > 0 && field !== '' && value !== '') return { kind: 'category', field, value }
  throw new InvalidArgumentError('Expected a field and its value, such as glasses=yes.')
}

/** An option that takes one of some words; any other is bad usage. */
export const choiceOption = (
  flags: string,
  description: string,
  choices: readonly string[],
  standard: string,
): Option => new Option(flags, description).choices(choices).default(standard)
