import { meanOf } from '../../metrics/mean-value'

/** A generator's dot. */
export interface PlottedModel {
  readonly name: string
  readonly kind: keyof typeof colours
  /** F₈ and F⅛ of the same draws, a value for each seed. */
  readonly recall: readonly number[]
  readonly precision: readonly number[]
}

/** By kind, of the same lightness: readable on white. The order of the legend. */
const colours = {
  real: '#5c6776',
  transport: '#d3142b',
  'learned map': '#8d3b9e',
  autoencoder: '#2b7436',
  'latent optimisation': '#8a6d00',
  GAN: '#0c5fb0',
} as const

const plot = 420
const left = 56
const top = 20
const bottom = 48
const legend = 330
const line = 19
const textSize = 12
const ink = '#1b222b'
const faint = '#5c6776'

interface Dot {
  readonly number: number
  readonly model: PlottedModel
  readonly x: number
  readonly y: number
  readonly halfX: number
  readonly halfY: number
}

/**
 * Generators by recall (F₈, across) and precision (F⅛, up), numbered, as an SVG document on white: the nearer to the upper
 * right, the better. A cross through a dot is ± one deviation over seeds.
 * @param models numbered in this order
 */
export function precisionRecallPlot(models: readonly PlottedModel[]): string {
  const least = Math.min(1, ...models.flatMap(({ recall, precision }) => [...recall, ...precision]))
  // From a whole tenth on, so that models near to one another are told apart.
  const from = Math.min(0.9, Math.max(0, Math.floor(10 * least) / 10))
  const scale = (value: number) => (plot * (value - from)) / (1 - from)
  const dots = models.map((model, i): Dot => {
    const [recall, precision] = [meanOf(model.recall), meanOf(model.precision)]
    return {
      number: i + 1,
      model,
      x: left + scale(recall.mean),
      y: top + plot - scale(precision.mean),
      halfX: scale(from + (recall.deviation ?? 0)),
      halfY: scale(from + (precision.deviation ?? 0)),
    }
  })
  const width = left + plot + legend
  const height = Math.max(top + plot + bottom, top + line * (models.length + 1))
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="${textSize}">
<rect width="100%" height="100%" fill="#ffffff"/>
${axes(from, scale)}
${dots.map(marked).join('\n')}
${numbered(dots)}
${dots.map(named).join('\n')}
</svg>
`
}

function axes(from: number, scale: (value: number) => number): string {
  const count = Math.round((1 - from) * 10)
  // Tenths, or every other one of many, or halves of a single one.
  const step = count > 5 ? 0.2 : count > 1 ? 0.1 : 0.02
  const ticks: number[] = []
  for (let value = 1; value >= from - 1e-9; value -= step) ticks.push(value)
  const digits = step < 0.1 ? 2 : 1
  const lines = ticks.map((value) => {
    const [x, y] = [left + scale(value), top + plot - scale(value)]
    return `<path d="M${x.toFixed(1)} ${top}V${top + plot}M${left} ${y.toFixed(1)}H${left + plot}" stroke="#dee3e9"/><text x="${x.toFixed(1)}" y="${top + plot + 18}" text-anchor="middle" fill="${faint}">${value.toFixed(digits)}</text><text x="${left - 8}" y="${(y + 4).toFixed(1)}" text-anchor="end" fill="${faint}">${value.toFixed(digits)}</text>`
  })
  return `${lines.join('')}
<text x="${left + plot / 2}" y="${top + plot + 38}" text-anchor="middle" fill="${ink}">F₈, recall</text>
<text transform="translate(16 ${top + plot / 2}) rotate(-90)" text-anchor="middle" fill="${ink}">F⅛, precision</text>`
}

function marked({ model, x, y, halfX, halfY }: Dot): string {
  const colour = colours[model.kind]
  const cross =
    halfX > 0 || halfY > 0
      ? `<path d="M${(x - halfX).toFixed(1)} ${y.toFixed(1)}h${(2 * halfX).toFixed(1)}M${x.toFixed(1)} ${(y - halfY).toFixed(1)}v${(2 * halfY).toFixed(1)}" stroke="${colour}"/>`
      : ''
  return `${cross}<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="4" fill="${colour}" stroke="#ffffff"/>`
}

/** Where a number may stand from its dot, the best first. */
const places = [10, 17, 25, 34].flatMap((far) =>
  Array.from(
    { length: 12 },
    (_, i) => [Math.cos((Math.PI * i) / 6) * far, Math.sin((Math.PI * i) / 6) * far] as const,
  ),
)

/** The number of each dot beside it, clear of dots and other numbers; joined by a line where that is not near. */
function numbered(dots: readonly Dot[]): string {
  const taken: { readonly x: number; readonly y: number }[] = dots.map(({ x, y }) => ({ x, y }))
  const texts = dots.map(({ number, model, x, y }) => {
    const room = ({ x: tx, y: ty }: { x: number; y: number }) =>
      tx > left + 8 && tx < left + plot + 24 && ty > 8 && ty < top + plot - 6
    const candidates = places.map(([dx, dy]) => ({ x: x + dx, y: y + dy }))
    const free = (at: { x: number; y: number }) =>
      taken.every(
        (other) =>
          (other.x === x && other.y === y) || Math.abs(other.x - at.x) > 12 || Math.abs(other.y - at.y) > 9,
      )
    const at = candidates.find((one) => room(one) && free(one)) ?? candidates[0]!
    taken.push(at)
    const away = Math.hypot(at.x - x, at.y - y) > 12
    const thread = away
      ? `<path d="M${x.toFixed(1)} ${y.toFixed(1)}L${at.x.toFixed(1)} ${at.y.toFixed(1)}" stroke="#c5cdd7" stroke-width=".8"/>`
      : ''
    return {
      thread,
      text: `<text x="${at.x.toFixed(1)}" y="${(at.y + 3.5).toFixed(1)}" text-anchor="middle" font-size="10" font-weight="600" fill="${colours[model.kind]}">${number}</text>`,
    }
  })
  return texts.map(({ thread }) => thread).join('') + '\n' + texts.map(({ text }) => text).join('')
}

/** Its line of the legend. */
function named({ number, model }: Dot): string {
  const y = top + line * number - 6
  const x = left + plot + 40
  return `<text x="${x}" y="${y}" text-anchor="end" font-weight="600" fill="${colours[model.kind]}">${number}</text><text x="${x + 8}" y="${y}" fill="${ink}">${model.name}</text>`
}
