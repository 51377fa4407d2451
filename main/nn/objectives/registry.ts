import type { Nets } from '../models/nets'
import type { ObjectiveKind, ObjectiveSpec } from '../../../shared/objectives'
import type { Objective } from './objective'
import { aeOtGan } from './ae-ot-gan'
import { ali } from './ali'
import { gan } from './gan'
import { glo } from './glo'
import { reconstruction } from './reconstruction'
import { refinement } from './refinement'
import { swae } from './swae'
import { vamp } from './vamp'
import { vae } from './vae'
import { waeGan } from './wae-gan'
import { waeMmd } from './wae-mmd'
import { wganQc } from './wgan-qc'

type Maker<Kind extends ObjectiveKind> = (
  nets: Nets,
  settings: Extract<ObjectiveSpec, { kind: Kind }>,
) => Objective

/** Every objective by its kind. */
const makers: { readonly [Kind in ObjectiveKind]: Maker<Kind> } = {
  ae: reconstruction,
  vae,
  'wae-mmd': waeMmd,
  'wae-gan': waeGan,
  swae,
  vamp,
  gan,
  'wgan-qc': wganQc,
  ali,
  glo,
  refine: refinement,
  'ae-ot-gan': aeOtGan,
}

/** What the nets of a specification are trained for. */
export function objectiveOf(nets: Nets): Objective {
  const settings = nets.spec.objective ?? { kind: 'ae' }
  // The table pairs each kind with its own settings, which the compiler cannot follow through the index.
  return (makers[settings.kind] as Maker<ObjectiveKind>)(nets, settings)
}
