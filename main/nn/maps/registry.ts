import { adversarialMap } from './adversarial'
import { imleMap } from './imle'
import { kantorovichMap } from './kantorovich'
import { matchedMap } from './matching'
import type { MapTrainee } from './method'
import type { MapSpec } from '../../../shared/contracts/mapper'

/** What a specification is learned by. */
export function mapOf(spec: MapSpec): MapTrainee {
  const { method } = spec
  switch (method.kind) {
    case 'ottrans':
    case 'otgen':
      return matchedMap(spec, method)
    case 'kantorovich':
      return kantorovichMap(spec, method)
    case 'imle':
      return imleMap(spec, method)
    case 'gan':
      return adversarialMap(spec, method)
  }
}
