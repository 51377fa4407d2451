import type { Experiment } from './experiment'
import { moonsCircles } from './moons-circles'

/** The experiments that can be run again, in the order they are listed. */
export const experiments: readonly Experiment[] = [moonsCircles]
