import * as v from 'valibot'
import { mapperParameters, type MapperParameters } from '../../../shared/contracts/mapper'
import { BrenierError } from '../../../shared/errors'

/** @throws BrenierError `bad-argument` that names the setting, what it may be and what came */
export function checkMapper(value: unknown): MapperParameters {
  const outcome = v.safeParse(mapperParameters, value)
  if (outcome.success) return outcome.output
  const [issue] = outcome.issues
  throw new BrenierError(
    'bad-argument',
    `The settings of the map do not fit: at ${v.getDotPath(issue) ?? 'their top'}: ${issue.message} Correct them.`,
  )
}
