import type { Matrix } from '../../../shared/matrix'

/** A potential over the plane of noise, and where it moves noise. */
export interface PotentialPanel {
  readonly title: string
  /** Heights over a square grid of `side` × `side` points, row-major. */
  readonly heights: Float32Array
  /** All [n, 2]. */
  readonly source: Matrix
  readonly target: Matrix
  readonly mapped: Matrix
}

const width = 380
const surfaceHeight = 260
const planHeight = 300
const heading = 28
const margin = 16

/** Grid of noise over which a potential is drawn, [side², 2], rows from the back to the front. */
export function noiseGrid(side: number, reach: number): Float32Array {
  const at = (index: number) => reach * ((2 * index) / (side - 1) - 1)
  return Float32Array.from({ length: 2 * side * side }, (_, i) => {
    const point = i >> 1
    return i % 2 === 0 ? at(point % side) : -at(Math.floor(point / side))
  })
}

/**
 * Surfaces of potentials side by side, each over a plan of its noise (blue), of the points it is to reach (grey) and of the
 * noise where it is moved to (orange), as an SVG document on white.
 */
export function potentialSurfaces(panels: readonly PotentialPanel[]): string {
  const [across, height] = [panels.length * width, heading + surfaceHeight + planHeight]
  const drawn = panels.map(
    (panel, i) =>
      `<g transform="translate(${i * width} 0)"><text x="${width / 2}" y="18" text-anchor="middle" font-size="13" fill="#1b222b">${panel.title}</text>
${surface(panel.heights)}
${plan(panel)}</g>`,
  )
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${across}" height="${height}" viewBox="0 0 ${across} ${height}" font-family="sans-serif">
<rect width="100%" height="100%" fill="#ffffff"/>
${drawn.join('\n')}
</svg>
`
}

/** Seen from the front right and above; each patch hides those behind it. */
function surface(heights: Float32Array): string {
  const side = Math.sqrt(heights.length)
  const least = heights.reduce((a, b) => Math.min(a, b), Infinity)
  const range = Math.max(heights.reduce((a, b) => Math.max(a, b), -Infinity) - least, Number.MIN_VALUE)
  const share = (row: number, column: number) => (heights[row * side + column]! - least) / range
  const corner = (row: number, column: number) => {
    const [x, y] = [column / (side - 1) - 0.5, row / (side - 1) - 0.5]
    const left = width / 2 + (width - 2 * margin) * (0.72 * x - 0.28 * y)
    const top =
      heading + 0.62 * surfaceHeight + 150 * (0.34 * x + 0.62 * y) - 110 * (share(row, column) - 0.2)
    return `${left.toFixed(1)},${top.toFixed(1)}`
  }
  const patches: string[] = []
  for (let row = 0; row < side - 1; row++) {
    for (let column = 0; column < side - 1; column++) {
      const around = [
        [row, column],
        [row, column + 1],
        [row + 1, column + 1],
        [row + 1, column],
      ] as const
      const mean = around.reduce((sum, [r, c]) => sum + share(r, c) / 4, 0)
      const corners = around.map(([r, c]) => corner(r, c)).join(' ')
      patches.push(
        `<polygon points="${corners}" fill="hsl(${(250 - 190 * mean).toFixed(0)} 55% ${(38 + 28 * mean).toFixed(0)}%)"/>`,
      )
    }
  }
  return `<g stroke="#ffffff" stroke-width=".4">${patches.join('')}</g>`
}

function plan({ source, target, mapped }: PotentialPanel): string {
  const all = [source, target, mapped].flatMap(({ data }) => [...data])
  const reach = all.reduce((most, value) => Math.max(most, Math.abs(value)), Number.MIN_VALUE)
  const scale = (Math.min(width, planHeight) - 2 * margin) / 2 / reach
  const middle = heading + surfaceHeight + planHeight / 2
  const dots = ({ data }: Matrix, colour: string) => {
    const at: string[] = []
    for (let i = 0; i < data.length; i += 2) {
      at.push(`M${(width / 2 + scale * data[i]!).toFixed(1)} ${(middle - scale * data[i + 1]!).toFixed(1)}h0`)
    }
    return `<path d="${at.join('')}" stroke="${colour}" stroke-width="3" stroke-linecap="round"/>`
  }
  return `${dots(target, '#8591a1')}${dots(source, '#0f98f1')}${dots(mapped, '#c16705')}`
}
