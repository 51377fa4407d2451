import {
  transportationStepper,
  type TransportationProblem,
  type TransportationProgress,
  type TransportPlan,
} from '../../ot/transportation'
import { sinkhornStepper, type EntropicPotentials, type SinkhornOptions } from '../../ot/sinkhorn'
import type { Task } from '../compute'

/** Exact transport between unequal masses. */
export const transportationTask = (): Task<TransportationProblem, TransportationProgress, TransportPlan> => ({
  create: (problem) => transportationStepper(problem),
})

/** Entropic potentials, which blur it. */
export const sinkhornTask = (): Task<
  { readonly problem: TransportationProblem; readonly options: SinkhornOptions },
  Pick<EntropicPotentials, 'marginalError' | 'iterations'>,
  EntropicPotentials
> => ({ create: ({ problem, options }) => sinkhornStepper(problem, options) })
