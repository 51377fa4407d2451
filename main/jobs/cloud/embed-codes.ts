import type { CloudParameters } from '../../../shared/contracts/study'
import type { Cloud } from '../../../shared/contracts/results'
import { principalComponents } from '../../embedding/pca'
import { inSpace } from '../transport/in-space'
import type { JobHandle } from '../job-manager'
import type { Layout, Study } from '../study/study'
import type { Tools } from '../tools'

/** The layout as the window gets it. */
export function cloudMessage(study: Study): Cloud | null {
  const { layout } = study
  if (!layout) return null
  const { method, dimensions, iteration, iterations, kl, positions } = layout
  const count = positions.length / 3
  return { revision: study.layoutRevision, method, dimensions, count, iteration, iterations, kl, positions }
}

/** The principal components of the codes, at once: something to look at while better comes. */
export function placeByPca(study: Study, dimensions: 2 | 3, tools: Tools): void {
  const { normalised } = study.requireCodes()
  const components = Math.min(dimensions, normalised.columns)
  // Points in the plane or in space are their own picture; a rotation would only hide what the person drew.
  const placed =
    normalised.columns <= dimensions ? normalised : principalComponents(normalised, components).scores
  study.setLayout({
    method: 'pca',
    dimensions: components,
    iteration: 0,
    iterations: 0,
    kl: null,
    positions: inSpace(placed),
  })
  tools.publisher.frame('cloud', cloudMessage(study)!)
}

/**
 * Embeds the codes: principal components at once, then t-SNE iterating before the watcher's eyes.
 * Cancel keeps the layout as it then is.
 */
export async function embedCodes(
  study: Study,
  parameters: CloudParameters,
  tools: Tools,
  job: JobHandle,
): Promise<void> {
  const { normalised } = study.requireCodes()
  study.parameters.cloud = parameters
  study.stages.cloud = 'running'
  placeByPca(study, parameters.dimensions, tools)
  if (parameters.method === 'tsne' && normalised.columns > parameters.dimensions) {
    const { dimensions, iterations } = parameters
    const show = (layout: Omit<Layout, 'method' | 'dimensions' | 'iterations'>) => {
      study.setLayout({ method: 'tsne', dimensions, iterations, ...layout })
      tools.publisher.frame('cloud', cloudMessage(study)!)
    }
    const { result } = await tools.compute.run(
      'tsne',
      { codes: normalised, parameters },
      job.control,
      (progress) => {
        const { iteration, kl } = progress
        // Before the first iteration the start is a point to the eye; the principal components stay until then.
        if (iteration > 0) show({ iteration, kl, positions: progress.positions })
        const note = kl === null ? '' : `KL ${kl.toFixed(3)}`
        job.report({ stage: 't-SNE', done: progress.share, total: 1, note })
      },
    )
    if (result.iteration > 0) show(result)
  }
  study.completed('cloud')
}
