import { activations } from '../spec'
import { real, refused, whole, wholes } from '../spec-fields'
import { checkSchedule } from '../training'
import { mapKinds, type MapMethod, type MapSpec, type MapTraining } from './spec'

type Fields = Readonly<Record<string, unknown>>

const oneOf = <T extends string>(fields: Fields, name: string, choices: readonly T[]): T => {
  const found = choices.find((choice) => choice === fields[name])
  if (found !== undefined) return found
  throw refused(name, choices.join(' or '), fields[name])
}

const fieldsOf = (value: unknown, name: string): Fields => {
  if (typeof value === 'object' && value !== null) return value as Fields
  throw refused(name, 'an object', value)
}

/** @throws BrenierError `bad-argument` that names the field, what it may be and what came */
export function checkMap(value: unknown): MapSpec {
  const fields = fieldsOf(value, 'map')
  const dimension = whole(fields, 'dimension', 1, 4096)
  const method = checkMethod(fields['method'])
  const noiseDimension = whole(fields, 'noiseDimension', 1, 4096)
  const moves = method.kind === 'ottrans' || method.kind === 'kantorovich'
  if (moves && noiseDimension !== dimension) {
    throw refused(
      'noiseDimension',
      `that of the codes, ${dimension}, as noise itself is moved`,
      noiseDimension,
    )
  }
  return {
    dimension,
    noise: oneOf(fields, 'noise', ['uniform', 'normal']),
    noiseDimension,
    hidden: wholes(fields, 'hidden', 1, 8192, [1, 12]),
    activation: oneOf(fields, 'activation', activations),
    method,
  }
}

function checkMethod(value: unknown): MapMethod {
  const fields = fieldsOf(value, 'method')
  const kind = oneOf(fields, 'kind', mapKinds)
  const pairs = () => {
    const count = whole(fields, 'pairs', 0, 20_000)
    if (count === 1) throw refused('pairs', '0 for noise drawn anew, or 2 and more', count)
    return count
  }
  const weight = (name: string) => real(fields, name, 0, 1e6)
  const regression = () => oneOf(fields, 'regression', ['l1', 'l2'] as const)
  switch (kind) {
    case 'ottrans':
      return { kind, regression: regression(), pairs: pairs() }
    case 'otgen':
      return { kind, regression: regression(), pairs: pairs(), diversity: weight('diversity') }
    case 'kantorovich': {
      const compares = oneOf(fields, 'compares', ['norms', 'vectors'] as const)
      return { kind, pairs: pairs(), lambda: weight('lambda'), compares }
    }
  }
}

/** @throws BrenierError `bad-argument` that names the setting, what it may be and what came */
export function checkMapTraining(value: unknown): MapTraining {
  const fields = fieldsOf(value, 'training')
  const schedule = fields['schedule'] as MapTraining['schedule']
  checkSchedule(schedule)
  return {
    seed: whole(fields, 'seed', 0, 0xffffffff),
    steps: whole(fields, 'steps', 1, 10_000_000),
    batchSize: whole(fields, 'batchSize', 2, 8192),
    learningRate: real(fields, 'learningRate', 1e-9, 10),
    beta1: real(fields, 'beta1', 0, 0.999999),
    beta2: real(fields, 'beta2', 0, 0.999999),
    schedule,
    reportEvery: whole(fields, 'reportEvery', 1, 100_000),
  }
}
