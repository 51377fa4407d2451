import type { Threshold } from '../../../shared/contracts/study'
import { labelFields } from '../study/study-labels'
import type { FoundFacets, SolvedTransport, Study } from '../study/study'
import { base64, inScript } from './html'
import { thumbnails } from './report-pictures'

/** Facets that are drawn at most: those furthest above the threshold. */
const mostFacets = 50_000

/** Positions about their middle, the furthest at the end of the range. @returns Int16 [n, 3] */
function quantised(positions: Float32Array): Int16Array {
  const middle = [0, 1, 2].map((k) => {
    let [low, high] = [Infinity, -Infinity]
    for (let i = k; i < positions.length; i += 3) {
      low = Math.min(low, positions[i]!)
      high = Math.max(high, positions[i]!)
    }
    return (low + high) / 2
  })
  let reach = Number.MIN_VALUE
  for (let i = 0; i < positions.length; i += 3) {
    const square = [0, 1, 2].reduce((sum, k) => sum + (positions[i + k]! - middle[k]!) ** 2, 0)
    reach = Math.max(reach, Math.sqrt(square))
  }
  return Int16Array.from(positions, (value, i) => Math.round(((value - middle[i % 3]!) / reach) * 32767))
}

/** Facets by what the threshold tests, the largest first, as pairs of items. */
function facetsOf(
  { table }: FoundFacets,
  { items }: SolvedTransport,
  { test, value }: Threshold,
): { pairs: string; values: string; sign: string; threshold: number; range: [number, number] } {
  const measured = test === 'angle' ? table.angle : table.distance
  // By numbers alone first: to put a million facets in order would take half a second.
  const least = measured.slice().sort().at(-mostFacets) ?? -Infinity
  const order = Uint32Array.from(measured.keys())
    .filter((facet) => measured[facet]! >= least)
    .sort((one, other) => measured[other]! - measured[one]!)
    .subarray(0, mostFacets)
  const pairs = new Uint32Array(2 * order.length)
  order.forEach((facet, k) => pairs.set([items[table.first[facet]!]!, items[table.second[facet]!]!], 2 * k))
  const values = Float32Array.from(order, (facet) => measured[facet]!)
  return {
    pairs: base64(pairs),
    values: base64(values),
    sign: test === 'angle' ? 'θ' : 'distance',
    threshold: value,
    range: [values.at(-1) ?? 0, values[0] ?? 0],
  }
}

/** The cloud to turn, with all that its viewer needs; empty where the study has none. */
export async function cloudSection(study: Study, threshold: Threshold): Promise<string> {
  const { layout, data, facets, transport } = study
  if (!layout) return ''
  const small = data.kind === 'pictures' ? await thumbnails(data) : null
  const singular = facets && transport ? facetsOf(facets, transport, threshold) : null
  const content = {
    count: layout.positions.length / 3,
    dimensions: layout.dimensions === 2 ? 2 : 3,
    positions: base64(quantised(layout.positions)),
    fields: labelFields(data).map(({ attribute, values, codes }) => ({
      name: attribute ?? 'Class',
      values,
      codes: base64(Int16Array.from(codes)),
    })),
    thumbnails: small && { cell: small.cell, columns: small.columns },
    facets: singular,
  }
  const method = layout.method === 'tsne' ? 't-SNE' : 'Principal components'
  const kl = layout.kl === null ? '' : `, KL ${layout.kl.toFixed(3)}`
  const [low, high] = singular?.range ?? [0, 1]
  return `<section><h2>Cloud</h2>
<div class="stage"><div class="view"><canvas id="cloud" tabindex="0" role="img" aria-label="The cloud of codes; drag or use the arrow keys to turn it, + and - to zoom"></canvas>
<p id="no-webgl" hidden>This browser shows no WebGL 2, which the cloud is drawn with.</p>
<div id="card" hidden><canvas id="card-picture" width="96" height="96"></canvas><div id="card-text"></div></div></div>
<div class="side"><label>Colour <select id="colour"></select></label><div id="shown" role="status"></div><div id="legend"></div>
<div id="facets"><label><input type="checkbox" id="singular"> Singular facets</label><input type="range" id="threshold" aria-label="Threshold of singular facets" min="${low}" max="${high}" step="any" value="${singular?.threshold ?? 0}"><div id="threshold-text"></div></div></div></div>
<p class="hint">Drag to turn, Shift-drag to move, scroll to zoom, double-click to start over; a click keeps a point's picture. ${method} in ${layout.dimensions} dimensions${kl}, ${layout.iteration} iterations.</p>
${small ? `<img id="thumbnails" src="${small.source}" alt="">` : ''}<script type="application/json" id="cloud-data">${inScript(content)}</script></section>`
}
