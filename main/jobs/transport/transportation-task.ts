import {
  transportationStepper,
  type TransportationProblem,
  type TransportationProgress,
  type TransportPlan,
} from '../../ot/transportation'
import type { Task } from '../compute'

/** Exact transport between unequal masses. */
export const transportationTask = (): Task<TransportationProblem, TransportationProgress, TransportPlan> => ({
  create: (problem) => transportationStepper(problem),
})
