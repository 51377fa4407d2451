import type { PathTrace } from '../../../shared/contracts/results'
import type { StudySummary } from '../../../shared/contracts/study'
import { productVersion } from '../../../shared/product'
import { encodePng } from '../../data/png'
import type { Study } from './study'
import { keptEpochView, storedHistory } from '../training/training-history'

const escape = (text: string) =>
  text.replace(/[&<>"]/g, (mark) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[mark]!)

const percent = (value: number) => `${(value * 100).toPrecision(2)} %`

/** Category colours of the light theme. */
const categories = [
  '#0F98F1',
  '#C16705',
  '#2B7436',
  '#8D3B63',
  '#0C4880',
  '#832806',
  '#8C9A4D',
  '#5767B7',
  '#8F8B99',
  '#579D75',
]

async function picture(
  pixels: Uint8Array,
  count: number,
  shape: { height: number; width: number; channels: number },
): Promise<string> {
  const { height, width, channels } = shape
  const row = new Uint8Array(count * height * width * channels)
  for (let i = 0; i < count; i++) {
    for (let y = 0; y < height; y++) {
      const from = (i * height + y) * width * channels
      row.set(pixels.subarray(from, from + width * channels), (y * count * width + i * width) * channels)
    }
  }
  const png = await encodePng({ height, width: count * width, channels: channels === 3 ? 3 : 1, pixels: row })
  return `<img src="data:image/png;base64,${Buffer.from(png).toString('base64')}" style="height:${Math.max(48, height)}px;image-rendering:${height < 48 ? 'pixelated' : 'auto'}" alt="">`
}

/** The cloud seen along its third axis, points in the colour of their class. */
function cloudFigure(study: Study): string {
  const { layout, data } = study
  if (!layout) return ''
  const { positions } = layout
  const n = positions.length / 3
  let reach = 1e-12
  for (let i = 0; i < n; i++)
    reach = Math.max(reach, Math.abs(positions[3 * i]!), Math.abs(positions[3 * i + 1]!))
  const stride = Math.max(1, Math.ceil(n / 5000))
  const dots: string[] = []
  for (let i = 0; i < n; i += stride) {
    const x = (positions[3 * i]! / reach) * 240
    const y = (-positions[3 * i + 1]! / reach) * 240
    const label = data.labels?.[i] ?? -1
    dots.push(
      `<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="1.6" fill="${categories[label] ?? '#8591A1'}"/>`,
    )
  }
  const sampled = stride > 1 ? `, every ${stride}th point` : ''
  const kl = layout.kl === null ? '' : `, KL ${layout.kl.toFixed(3)}`
  return `<figure><svg viewBox="-250 -250 500 500" width="500" height="500">${dots.join('')}</svg>
<figcaption>${layout.method === 'tsne' ? 't-SNE' : 'Principal components'}, ${layout.dimensions} dimensions seen along the last${kl}${sampled}</figcaption></figure>`
}

/** Loss of each epoch on a logarithmic scale. */
function lossFigure(train: Float32Array, heldOut: Float32Array): string {
  const values = [...train, ...heldOut].filter((value) => value > 0)
  if (values.length < 2) return ''
  const low = Math.log(Math.min(...values))
  const high = Math.log(Math.max(...values))
  const line = (series: Float32Array, style: string) => {
    const points = [...series].map((value, epoch) => {
      const x = (epoch / Math.max(1, series.length - 1)) * 460
      const y = 150 - ((Math.log(value) - low) / Math.max(1e-9, high - low)) * 140
      return `${x.toFixed(1)},${y.toFixed(1)}`
    })
    return `<polyline points="${points.join(' ')}" fill="none" ${style}/>`
  }
  return `<figure><svg viewBox="0 0 460 160" width="460" height="160">${line(train, 'stroke="#2C52D0" stroke-width="2"')}${line(heldOut, 'stroke="#5C6776" stroke-width="1.5" stroke-dasharray="3 3"')}</svg>
<figcaption>Mean squared error a pixel by epoch, log scale: training ${train.at(-1)!.toFixed(4)}, held out ${heldOut.at(-1)?.toFixed(4) ?? 'none'} (dashed)</figcaption></figure>`
}

async function pathSection(trace: PathTrace, name: string, threshold: number): Promise<string> {
  const { steps, crossings } = trace
  const singular = crossings.filter(({ angle }) => angle > threshold)
  const shape = trace.height > 0
  const rows = shape
    ? `<div>${await picture(trace.decoded, steps, trace)}</div><div>${await picture(trace.nearestPictures, steps, trace)}</div>`
    : ''
  const list = [...singular].sort((a, b) => b.angle - a.angle).slice(0, 10)
  const table = list
    .map(
      ({ at, from, to, angle, jump, relativeJump }) =>
        `<tr><td>${at.toFixed(2)}</td><td>${from} to ${to}</td><td>${angle.toFixed(2)}</td><td>${jump.toFixed(2)}</td><td>${relativeJump.toFixed(2)} ×</td></tr>`,
    )
    .join('')
  return `<h3>${escape(name)}</h3><p>${crossings.length} cells' borders crossed, ${singular.length} of them singular (θ above ${threshold.toFixed(2)}).${trace.note ? ` ${escape(trace.note)}` : ''}</p>${rows}
${table ? `<table><tr><th>step</th><th>codes</th><th>θ</th><th>jump</th><th>over spacing</th></tr>${table}</table>` : ''}`
}

const row = (name: string, value: string) => `<tr><th>${escape(name)}</th><td>${escape(value)}</td></tr>`

function facts(summary: StudySummary): string {
  const { data, model, transport, facets, parameters } = summary
  const rows: string[] = []
  if (data)
    rows.push(row('Data', `${data.name}, ${data.count} of ${data.width} × ${data.height} × ${data.channels}`))
  if (model) {
    rows.push(
      row(
        'Model',
        `${model.kind}, ${model.latent}-d codes, ${model.weights} weights, ${model.epoch} epochs in ${model.seconds.toFixed(0)} s, seed ${parameters.model.seed}`,
      ),
    )
  }
  if (transport) {
    rows.push(
      row(
        'Map',
        `${transport.method}, ${transport.targets} codes in ${transport.dimension} dimensions, ${transport.seconds.toFixed(1)} s, seed ${parameters.transport.seed}`,
      ),
      row('Relative RMS of the cells', percent(transport.relativeRms)),
      row('Worst cell', percent(transport.worstCell)),
      row('Empty cells', String(transport.emptyCells)),
    )
    if (transport.dualBound !== null && transport.primalCost !== null) {
      rows.push(
        row(
          '½W₂², dual bound and cost',
          `${transport.dualBound.toFixed(6)} ≤ ${transport.primalCost.toFixed(6)}`,
        ),
      )
    }
  }
  if (facets) rows.push(row('Facets', `${facets.count}, threshold θ̂ ${facets.suggested.value.toFixed(2)}`))
  return `<table>${rows.join('')}</table>`
}

/** Held-out pictures over what the run's newest kept epoch makes of them. */
async function reconstructions(study: Study): Promise<string> {
  const { model, runs } = study
  const newest = runs.find(({ id }) => id === model?.run)?.kept.at(-1)
  if (!model || !newest) return ''
  const view = await keptEpochView(study, model.run, newest.epoch)
  const { items, pictures, made } = view.same
  return `<h2>Reconstructions</h2><div>${await picture(pictures, items.length, view)}</div><div>${await picture(made, items.length, view)}</div>`
}

/** A report of a study that opens in any browser, pictures included. */
export async function studyReport(
  study: Study,
  summary: StudySummary,
  traces: readonly { name: string; trace: PathTrace }[],
): Promise<string> {
  const history = storedHistory(study, null)
  const threshold = study.view.threshold?.value ?? study.facets?.suggested.value ?? Number.POSITIVE_INFINITY
  const paths = await Promise.all(traces.map(({ name, trace }) => pathSection(trace, name, threshold)))
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>${escape(study.name)}</title>
<style>body{font:14px/1.5 Inter,system-ui,sans-serif;color:#151A21;max-width:60rem;margin:2rem auto;padding:0 1rem}table{border-collapse:collapse;margin:1rem 0}th{text-align:left;font-weight:500;color:#465160}th,td{padding:.25rem 1rem .25rem 0;border-bottom:1px solid #DEE3E9}figure{margin:1rem 0}figcaption{color:#5C6776}img{display:block;margin:.25rem 0;max-width:100%}</style>
<h1>${escape(study.name)}</h1>${facts(summary)}
${history ? lossFigure(history.train, history.heldOut) : ''}${await reconstructions(study)}
<h2>Cloud</h2>${cloudFigure(study)}
<h2>Paths</h2>${paths.join('') || '<p>The study has no paths.</p>'}
<p>Brenier ${productVersion}</p></html>`
}
