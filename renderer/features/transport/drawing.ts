import type { FacetTable, PlaneDiagram } from '../../../shared/contracts/results'
import { categoryColour, mixed, type Palette } from '../../ui/palette'
import { shadeOf, type Fit } from './plane-geometry'

/** What all drawings of the plane map share. */
export interface PlaneScene {
  readonly diagram: PlaneDiagram
  readonly facets: FacetTable | null
  /** 1 where the facet is singular. */
  readonly singular: Uint8Array | null
  /** Cell of each item, −1 without. */
  readonly cellOf: Int32Array
  /** Centroid of each cell, [cells, 2]. */
  readonly centres: Float32Array
  /** Position in the palette of each cell's category, −1 for none; −2 where the category is hidden. */
  readonly colourOf: Int8Array
  readonly look: Palette
  readonly dark: boolean
}

const tau = Math.PI * 2

/** Share of the well in a cell's colour: tokens, "Power cells". */
const wellShare = (scene: PlaneScene, cell: number): number => {
  const shade = shadeOf(scene.diagram.items[cell] ?? cell)
  return scene.dark ? 0.6 + 0.16 * shade : 0.48 + 0.22 * shade
}

export const colourOfCell = (scene: PlaneScene, cell: number): string => {
  const position = scene.colourOf[cell] ?? -1
  return position < -1 ? scene.look.line : categoryColour(scene.look, position)
}

/** Vertices nearer than this to the one before, in pixels, are passed over: Chromium loses part of a cell with such an edge. */
const nearest = 0.25

/** One path through the vertices of a cell. */
function traceCell(context: CanvasRenderingContext2D, diagram: PlaneDiagram, fit: Fit, cell: number): void {
  const { offsets, vertices } = diagram
  let [lastX, lastY] = [Number.NaN, Number.NaN]
  for (let k = offsets[cell]!; k < offsets[cell + 1]!; k++) {
    const x = fit.x(vertices[2 * k]!)
    const y = fit.y(vertices[2 * k + 1]!)
    if (Math.hypot(x - lastX, y - lastY) < nearest) continue
    if (k === offsets[cell]) context.moveTo(x, y)
    else context.lineTo(x, y)
    ;[lastX, lastY] = [x, y]
  }
  context.closePath()
}

/** Visits the facets whose both cells are drawn, those that `wanted` says yes to. */
export function forFacets(
  scene: PlaneScene,
  wanted: (singular: boolean) => boolean,
  visit: (facet: number, a: number, b: number) => void,
): void {
  const { facets, singular, cellOf } = scene
  if (!facets || !singular) return
  for (let facet = 0; facet < facets.count; facet++) {
    if (!wanted(singular[facet] === 1)) continue
    const a = cellOf[facets.first[facet]!] ?? -1
    const b = cellOf[facets.second[facet]!] ?? -1
    if (a >= 0 && b >= 0) visit(facet, a, b)
  }
}

/** Power cells over the domain: cells, dual edges between centres, singular facets in red over a casing. */
export function drawCells(
  context: CanvasRenderingContext2D,
  scene: PlaneScene,
  fit: Fit,
  show: { readonly dual: boolean; readonly singular: boolean },
): void {
  const { diagram, look, centres } = scene
  context.lineJoin = 'round'
  context.lineWidth = 1
  context.strokeStyle = look.well
  for (let cell = 0; cell < diagram.cells; cell++) {
    context.fillStyle = mixed(look.well, colourOfCell(scene, cell), wellShare(scene, cell))
    context.beginPath()
    traceCell(context, diagram, fit, cell)
    context.fill()
    context.stroke()
  }
  if (show.dual) {
    context.globalAlpha = 0.3
    context.lineWidth = 0.75
    context.strokeStyle = look.text1
    context.beginPath()
    forFacets(
      scene,
      () => true,
      (_facet, a, b) => {
        context.moveTo(fit.x(centres[2 * a]!), fit.y(centres[2 * a + 1]!))
        context.lineTo(fit.x(centres[2 * b]!), fit.y(centres[2 * b + 1]!))
      },
    )
    context.stroke()
    context.globalAlpha = 0.8
    context.fillStyle = look.text1
    context.beginPath()
    const radius = diagram.cells > 1500 ? 0.8 : 1.5
    for (let cell = 0; cell < diagram.cells; cell++) {
      const x = fit.x(centres[2 * cell]!)
      const y = fit.y(centres[2 * cell + 1]!)
      context.moveTo(x + radius, y)
      context.arc(x, y, radius, 0, tau)
    }
    context.fill()
    context.globalAlpha = 1
  }
  if (show.singular) drawSingularFacets(context, scene, fit)
}

function drawSingularFacets(context: CanvasRenderingContext2D, scene: PlaneScene, fit: Fit): void {
  const { diagram, look } = scene
  context.lineCap = 'round'
  context.beginPath()
  forFacets(
    scene,
    (singular) => singular,
    (facet) => {
      traceSegment(context, diagram, fit, facet)
    },
  )
  context.strokeStyle = look.well
  context.globalAlpha = 0.85
  context.lineWidth = 5
  context.stroke()
  context.globalAlpha = 1
  context.strokeStyle = look.tear
  context.lineWidth = 2.5
  context.stroke()
  context.lineCap = 'butt'
}

function traceSegment(
  context: CanvasRenderingContext2D,
  diagram: PlaneDiagram,
  fit: Fit,
  facet: number,
): void {
  const { segments } = diagram
  if (4 * facet + 3 >= segments.length) return
  context.moveTo(fit.x(segments[4 * facet]!), fit.y(segments[4 * facet + 1]!))
  context.lineTo(fit.x(segments[4 * facet + 2]!), fit.y(segments[4 * facet + 3]!))
}

/** The cell under the pointer in its full colour, and the facet that a row of the list points at. */
export function drawCellMarks(
  context: CanvasRenderingContext2D,
  scene: PlaneScene,
  fit: Fit,
  cell: number,
  facet: number | null,
  point: readonly [number, number] | null,
): void {
  const { diagram, look } = scene
  if (facet !== null) {
    context.beginPath()
    traceSegment(context, diagram, fit, facet)
    context.lineCap = 'round'
    context.lineWidth = 8
    context.strokeStyle = look.text1
    context.stroke()
    context.lineWidth = 4
    context.strokeStyle = look.tear
    context.stroke()
    context.lineCap = 'butt'
  }
  if (cell < 0) return
  context.beginPath()
  traceCell(context, diagram, fit, cell)
  context.fillStyle = colourOfCell(scene, cell)
  context.fill()
  context.lineJoin = 'round'
  context.lineWidth = 2
  context.strokeStyle = look.text1
  context.stroke()
  if (!point) return
  context.beginPath()
  context.arc(fit.x(point[0]), fit.y(point[1]), 3, 0, tau)
  context.fillStyle = look.text1
  context.fill()
}

/** Codes with the dual triangulation: an edge for every facet, red where it is singular. */
export function drawCodes(
  context: CanvasRenderingContext2D,
  scene: PlaneScene,
  fit: Fit,
  show: { readonly dual: boolean; readonly singular: boolean },
): void {
  const { diagram, look } = scene
  const { codes } = diagram
  const trace = (_facet: number, a: number, b: number) => {
    context.moveTo(fit.x(codes[2 * a]!), fit.y(codes[2 * a + 1]!))
    context.lineTo(fit.x(codes[2 * b]!), fit.y(codes[2 * b + 1]!))
  }
  context.lineWidth = 0.75
  if (show.dual) {
    context.beginPath()
    forFacets(scene, (singular) => !singular || !show.singular, trace)
    context.globalAlpha = 0.3
    context.strokeStyle = look.text1
    context.stroke()
  }
  if (show.singular) {
    context.beginPath()
    forFacets(scene, (singular) => singular, trace)
    context.globalAlpha = 0.65
    context.strokeStyle = look.tear
    context.stroke()
  }
  context.globalAlpha = 1
  const radius = diagram.cells > 1500 ? 1.3 : 2
  for (let cell = 0; cell < diagram.cells; cell++) {
    context.beginPath()
    context.arc(fit.x(codes[2 * cell]!), fit.y(codes[2 * cell + 1]!), radius, 0, tau)
    context.fillStyle = colourOfCell(scene, cell)
    context.fill()
  }
}

/** The ring round T(x) with its name. */
export function drawCodeMark(
  context: CanvasRenderingContext2D,
  scene: PlaneScene,
  fit: Fit,
  cell: number,
  width: number,
): void {
  if (cell < 0) return
  const { codes } = scene.diagram
  const { look } = scene
  const x = fit.x(codes[2 * cell]!)
  const y = fit.y(codes[2 * cell + 1]!)
  context.beginPath()
  context.arc(x, y, 7, 0, tau)
  context.lineWidth = 5
  context.strokeStyle = look.well
  context.stroke()
  context.lineWidth = 2
  context.strokeStyle = look.text1
  context.stroke()
  const right = x < width - 52
  context.textAlign = right ? 'left' : 'right'
  context.textBaseline = 'middle'
  context.font = '11px "Inter Variable", sans-serif'
  context.lineWidth = 3
  context.strokeStyle = look.well
  context.strokeText('T(x)', x + (right ? 14 : -14), y)
  context.fillStyle = look.text1
  context.fillText('T(x)', x + (right ? 14 : -14), y)
}
