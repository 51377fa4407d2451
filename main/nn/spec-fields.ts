import { BrenierError } from '../../shared/errors'

/** Fields of a specification that came from a file or a message. */
type Fields = Readonly<Record<string, unknown>>

/** @throws BrenierError `bad-argument`, as all here do, that names the field, what it may be and what came */
export function real(fields: Fields, name: string, least: number, most: number): number {
  const value = fields[name]
  if (typeof value === 'number' && value >= least && value <= most) return value
  throw refused(name, `a number from ${least} to ${most}`, value)
}

export function whole(fields: Fields, name: string, least: number, most: number): number {
  const value = fields[name]
  if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return value
  throw refused(name, `a whole number from ${least} to ${most}`, value)
}

export function wholes(
  fields: Fields,
  name: string,
  least: number,
  most: number,
  length: readonly [number, number],
): number[] {
  const value = fields[name]
  const expected = `${length[0]} to ${length[1]} whole numbers from ${least} to ${most}`
  if (!Array.isArray(value) || value.length < length[0] || value.length > length[1]) {
    throw refused(name, expected, value)
  }
  return value.map((item: unknown) => {
    if (typeof item === 'number' && Number.isInteger(item) && item >= least && item <= most) return item
    throw refused(name, expected, value)
  })
}

export function refused(field: string, expected: string, got: unknown): BrenierError {
  return new BrenierError(
    'bad-argument',
    `Expected ${field} of a model to be ${expected}, got ${JSON.stringify(got)}. Correct the model's settings.`,
  )
}
