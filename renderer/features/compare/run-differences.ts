import type { ModelParameters } from '../../../shared/contracts/study'
import { nets } from '../../../shared/model-defaults'
import { objectives, type ObjectiveSetting } from '../../../shared/objectives'
import { formatCount } from '../../ui/numbers'

export type ParameterName = keyof ModelParameters

const names: Readonly<Record<ParameterName, string>> = {
  objective: 'Objective',
  kind: 'Net',
  latent: 'Code size',
  width: 'Width',
  learningRate: 'Learning rate',
  beta1: 'β₁',
  beta2: 'β₂',
  batch: 'Batch',
  epochs: 'Epochs',
  refineEpochs: 'Refining epochs',
  heldOut: 'Held out',
  seed: 'Seed',
}

/** The objective with its settings, by the short of their names: "vae, β 1, Likelihood gaussian". */
function objectiveText(objective: ModelParameters['objective']): string {
  const { kind, ...values } = objective
  const settings: Readonly<Record<string, ObjectiveSetting>> = objectives[kind].settings
  const told = Object.entries(values).map(([name, value]) => {
    const [label] = (settings[name]?.label ?? name).split(',')
    return `${label} ${value}`
  })
  return [objectives[kind].short, ...told].join(', ')
}

/** A parameter of a run in words. */
export function parameterText(parameters: ModelParameters, name: ParameterName): string {
  switch (name) {
    case 'objective':
      return objectiveText(parameters.objective)
    case 'kind':
      return nets[parameters.kind].title
    case 'heldOut':
      return `${Number((100 * parameters.heldOut).toPrecision(3))} %`
    case 'batch':
    case 'epochs':
    case 'refineEpochs':
    case 'width':
      return formatCount(parameters[name])
    default:
      return String(parameters[name])
  }
}

export interface Differences {
  /** Parameters of more than one value among the runs, with the value of each run in turn. */
  readonly differ: readonly {
    readonly key: ParameterName
    readonly name: string
    readonly values: readonly string[]
  }[]
  /** Names of the parameters that all runs share. */
  readonly same: readonly string[]
}

/** What tells runs apart, in the order in which the Train view lists it. */
export function differencesOf(runs: readonly ModelParameters[]): Differences {
  const rows = (Object.keys(names) as ParameterName[]).map((key) => ({
    key,
    name: names[key],
    values: runs.map((parameters) => parameterText(parameters, key)),
  }))
  const isShared = ({ values }: { readonly values: readonly string[] }) => new Set(values).size <= 1
  return {
    differ: rows.filter((row) => !isShared(row)),
    same: rows.filter(isShared).map(({ name }) => name),
  }
}
