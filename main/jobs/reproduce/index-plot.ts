import type { Matrix } from '../../../shared/matrix'

/** Points of one plot. */
export interface IndexPanel {
  readonly title: string
  /** [n, 2] */
  readonly codes: Matrix
  /** Number of each point, 0 … n − 1, which decides its colour. */
  readonly indices: ArrayLike<number>
}

const side = 300
const margin = 16
const heading = 28

/** Plots of numbered points in the plane side by side, each to its own scale, as an SVG document on white. */
export function indexPlot(panels: readonly IndexPanel[]): string {
  const width = panels.length * side
  const height = side + heading
  const drawn = panels.map((panel, i) => `<g transform="translate(${i * side} 0)">${plotted(panel)}</g>`)
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="sans-serif">
<rect width="100%" height="100%" fill="#ffffff"/>
${drawn.join('\n')}
</svg>
`
}

function plotted({ title, codes, indices }: IndexPanel): string {
  const { rows, data } = codes
  const ends = [0, 1].map((axis) => {
    const values = Array.from({ length: rows }, (_, i) => data[2 * i + axis]!)
    return [Math.min(...values), Math.max(...values)] as const
  })
  // One scale for both axes: distances are what is looked at.
  const reach = Math.max(...ends.map(([least, most]) => most - least), Number.MIN_VALUE)
  const place = (i: number, axis: 0 | 1) => {
    const [least, most] = ends[axis]!
    return (side - 2 * margin) * ((data[2 * i + axis]! - (least + most) / 2) / reach + 0.5) + margin
  }
  const points = Array.from({ length: rows }, (_, i) => {
    const [x, y] = [place(i, 0), heading + side - place(i, 1)]
    const share = indices[i]! / Math.max(1, rows - 1)
    return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" fill="${colourAt(share)}">${indices[i]}</text>`
  })
  return `<text x="${side / 2}" y="18" text-anchor="middle" font-size="13" fill="#1b222b">${title}</text>
<g font-size="9" text-anchor="middle" dominant-baseline="central">${points.join('')}</g>`
}

/** From blue through violet to red, as dark as text: near to far. */
function colourAt(share: number): string {
  return `hsl(${(220 + 140 * share).toFixed(0)} 75% 42%)`
}
