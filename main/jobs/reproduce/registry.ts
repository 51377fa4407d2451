import { aeOtGanExperiment } from './ae-ot-gan'
import type { Experiment } from './experiment'
import { binaryModels, pictureModels } from './picture-models'
import { gaussians25 } from './gaussians-25'
import { gaussians8 } from './gaussians-8'
import { moonsCircles } from './moons-circles'
import { swaeDenoising } from './swae-denoising'
import { swaeMixture } from './swae-mixture'

/** The experiments that can be run again, in the order they are listed. */
export const experiments: readonly Experiment[] = [
  moonsCircles('paper'),
  moonsCircles('code'),
  gaussians25,
  gaussians8,
  pictureModels('fashion'),
  pictureModels('mnist'),
  binaryModels('mnist'),
  binaryModels('fashion'),
  aeOtGanExperiment('mnist'),
  aeOtGanExperiment('fashion'),
  swaeMixture,
  swaeDenoising,
]
