import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { PathTrace } from '../../../shared/contracts/results'
import type { Threshold } from '../../../shared/contracts/study'
import { productVersion } from '../../../shared/product'
import { tracePath } from '../paths/trace-path'
import type { Study } from '../study/study'
import { recipeOf } from '../study/recipe'
import { studySummary } from '../study/study-summary'
import type { Tools } from '../tools'
import { cloudSection } from './cloud-section'
import { escape } from './html'
import { factsSection, modesSection, pathsSection, reconstructionSection, trainingSection } from './sections'

/**
 * A report of a study in one HTML file that opens in any browser without a network: the cloud to turn, with each point's
 * picture, then what was trained, mapped and measured, its paths as strips, and the recipe that makes it again.
 * @param resources the folder of what ships with the product
 */
export async function studyReport(
  study: Study,
  traces: readonly NamedTrace[],
  resources: string,
): Promise<string> {
  const resource = (name: string) => readFile(path.join(resources, 'report', name), 'utf8')
  const [style, viewer] = await Promise.all([resource('report.css'), resource('viewer.js')])
  const sections = [
    await cloudSection(study, singularityOf(study)),
    factsSection(studySummary(study)),
    trainingSection(study),
    await reconstructionSection(study),
    modesSection(study),
    await pathsSection(traces, singularityOf(study)),
  ]
  const script = study.layout ? `<script>${viewer}</script>` : ''
  // Only this script runs and nothing is fetched, whatever texts the data brought along.
  const hash = createHash('sha256').update(viewer).digest('base64')
  const policy = `default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'sha256-${hash}'`
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}"><meta name="viewport" content="width=device-width"><title>${escape(study.name)}</title><style>${style}</style></head>
<body><h1>${escape(study.name)}</h1><p class="by">Brenier ${productVersion}</p>
${sections.join('\n')}
<section><h2>Recipe</h2><p>Saved as a file and given to Brenier, it makes this study again.</p><pre>${escape(JSON.stringify(recipeOf(study), null, 2))}</pre></section>
${script}</body></html>`
}

export interface NamedTrace {
  readonly name: string
  readonly trace: PathTrace
}

/** The threshold of the study's view, else the one suggested; without facets one that nothing is above. */
export const singularityOf = ({ view, facets }: Study): Threshold =>
  view.threshold ?? facets?.suggested ?? { test: 'angle', value: Math.PI }

/** The study's paths, traced; none before it has a cloud. */
export async function tracesOf(study: Study, tools: Pick<Tools, 'tensors' | 'clock'>): Promise<NamedTrace[]> {
  if (!study.layout || !study.codes) return []
  const made = []
  for (const held of study.view.paths) {
    made.push({ name: held.name, trace: await tracePath(study, held, 0, singularityOf(study), tools) })
  }
  return made
}
