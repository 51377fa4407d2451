import type { PathTrace } from '../../../shared/contracts/results'
import type { StudySummary, Threshold } from '../../../shared/contracts/study'
import { keptEpochView, storedHistory } from '../training/training-history'
import type { Study } from '../study/study'
import { columnTable, escape, factTable, percent } from './html'
import { strip } from './report-pictures'

/** The study in figures. */
export function factsSection(summary: StudySummary): string {
  const { data, model, transport, facets, parameters } = summary
  const facts: [string, string][] = []
  if (data)
    facts.push(['Data', `${data.name}, ${data.count} of ${data.width} × ${data.height} × ${data.channels}`])
  if (model) {
    facts.push([
      'Model',
      `${model.kind}, ${model.latent}-d codes, ${model.weights.toLocaleString('en')} weights, ${model.epoch} epochs in ${model.seconds.toFixed(0)} s, seed ${parameters.model.seed}`,
    ])
  }
  if (transport) {
    facts.push(
      [
        'Map',
        `${transport.method}, ${transport.targets} codes in ${transport.dimension} dimensions, ${transport.seconds.toFixed(1)} s, seed ${parameters.transport.seed}`,
      ],
      ['Relative RMS of the cells', percent(transport.relativeRms)],
      ['Worst cell', percent(transport.worstCell)],
      ['Empty cells', String(transport.emptyCells)],
    )
    if (transport.dualBound !== null && transport.primalCost !== null) {
      const [bound, cost] = [transport.dualBound.toFixed(6), transport.primalCost.toFixed(6)]
      const exact = transport.method.startsWith('newton')
      facts.push(
        exact
          ? ['½W₂², proven', `${bound} ≤ ½W₂² ≤ ${cost}`]
          : ['½W₂², estimated', `${bound} by the dual, ${cost} by the cost`],
      )
    }
  }
  if (facets) facts.push(['Facets', `${facets.count}, threshold θ̂ ${facets.suggested.value.toFixed(2)}`])
  return `<section><h2>Study</h2>${factTable(facts)}</section>`
}

/** Loss of each epoch on a logarithmic scale; empty without a training. */
export function trainingSection(study: Study): string {
  const history = storedHistory(study, null)
  if (!history) return ''
  const { train, heldOut, extension } = history
  const values = [...train, ...heldOut].filter((value) => value > 0)
  if (values.length < 2) return ''
  const low = Math.log(Math.min(...values))
  const high = Math.log(Math.max(...values))
  const line = (series: Float32Array, className: string) => {
    const points = [...series].map((value, epoch) => {
      const x = 10 + (epoch / Math.max(1, series.length - 1)) * 700
      const y = 190 - ((Math.log(value) - low) / Math.max(1e-9, high - low)) * 180
      return `${x.toFixed(1)},${y.toFixed(1)}`
    })
    return `<polyline class="${className}" points="${points.join(' ')}"/>`
  }
  return `<section><h2>Training</h2><figure><svg class="curve" viewBox="0 0 720 200" role="img" aria-label="Loss by epoch">${line(train, 'training')}${line(heldOut, 'held-out')}</svg>
<figcaption>Mean squared error a value by epoch, on a logarithmic scale: training ${train.at(-1)!.toFixed(4)}, held out ${heldOut.at(-1)?.toFixed(4) ?? 'none'} (dashed)${extension ? `. Generated codes by theorem 1 of AE-OT-GAN: W₂(μ_ε, μ̂) ≤ ${extension.bound.toPrecision(2)} ≤ ε = ${extension.epsilon.toPrecision(2)}` : ''}</figcaption></figure></section>`
}

/** Held-out pictures over what the run's newest kept epoch makes of them. */
export async function reconstructionSection(study: Study): Promise<string> {
  const { model, runs } = study
  const newest = runs.find(({ id }) => id === model?.run)?.kept.at(-1)
  if (!model || !newest) return ''
  const view = await keptEpochView(study, model.run, newest.epoch)
  const { items, pictures, made } = view.same
  return `<section><h2>Reconstructions</h2>${await strip(pictures, items.length, view, 'Held-out pictures')}${await strip(made, items.length, view, 'The same, encoded and decoded')}</section>`
}

/** Which modes the last sample reached, the least covered first; empty where none was drawn. */
export function modesSection(study: Study): string {
  if (!study.modes) return ''
  const { modes, drawn, present, reached, totalVariation, totalVariationFloor, prd } = study.modes.report
  const lines = [...modes]
    .sort((one, other) => (one.ratio ?? Infinity) - (other.ratio ?? Infinity))
    .map(({ name, real, generated, ratio, standing }) => ({
      cells: [
        name,
        percent(real.share),
        `${percent(generated.share)} (${percent(generated.low)} to ${percent(generated.high)})`,
        ratio === null ? '' : ratio.toFixed(2),
        standing,
      ],
      ...(standing === 'missed' && { className: 'missed' }),
    }))
  return `<section><h2>Coverage</h2><p>${reached} of ${present} modes reached by ${drawn} draws; half the sum of the differences of shares is ${totalVariation.toFixed(3)}, where counting alone would make it ${totalVariationFloor.toFixed(3)}. F₈ ${prd.f8.toFixed(3)}, F₁⸝₈ ${prd.fEighth.toFixed(3)} on ${escape(prd.features)}.</p>
${columnTable(['mode', 'real', 'generated (95 %)', 'ratio', 'standing'], lines)}</section>`
}

async function pathPart(trace: PathTrace, name: string, { test, value }: Threshold): Promise<string> {
  const { steps, crossings } = trace
  const singular = crossings.filter((crossing) => crossing[test === 'angle' ? 'angle' : 'jump'] > value)
  const strips =
    trace.height > 0
      ? `${await strip(trace.decoded, steps, trace, `${escape(name)}, decoded`)}${await strip(trace.nearestPictures, steps, trace, 'The nearest real pictures')}`
      : ''
  const lines = [...singular]
    .sort((one, other) => other.angle - one.angle)
    .slice(0, 10)
    .map(({ at, from, to, angle, jump, relativeJump }) => ({
      cells: [
        at.toFixed(2),
        `${from} to ${to}`,
        angle.toFixed(2),
        jump.toFixed(2),
        `${relativeJump.toFixed(2)} ×`,
      ],
    }))
  const note = trace.note ? ` ${escape(trace.note)}` : ''
  return `<h3>${escape(name)}</h3><p>${crossings.length} cells' borders crossed, ${singular.length} of them singular.${note}</p>${strips}
${lines.length > 0 ? columnTable(['step', 'codes', 'θ', 'jump', 'over spacing'], lines) : ''}`
}

export async function pathsSection(
  traces: readonly { readonly name: string; readonly trace: PathTrace }[],
  threshold: Threshold,
): Promise<string> {
  const parts = await Promise.all(traces.map(({ name, trace }) => pathPart(trace, name, threshold)))
  return parts.length > 0 ? `<section><h2>Paths</h2>${parts.join('')}</section>` : ''
}
