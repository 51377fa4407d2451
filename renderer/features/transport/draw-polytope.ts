import { mixed } from '../../ui/palette'
import { colourOfCell, forFacets, type PlaneScene } from './drawing'
import type { Polytope } from './polytope'

/** The graph of u_h: faces from far to near, its singular ridges in red. */
export function drawPolytope(
  context: CanvasRenderingContext2D,
  scene: PlaneScene,
  shape: Polytope,
  ridges: boolean,
): void {
  const { diagram, look, dark } = scene
  const { offsets } = diagram
  const { points } = shape
  const ends = ridges ? ridgeEnds(scene) : null
  context.lineJoin = 'round'
  for (const cell of shape.order) {
    const from = offsets[cell]!
    const to = offsets[cell + 1]!
    if (to - from < 3) continue
    context.beginPath()
    for (let k = from; k < to; k++) {
      if (k === from) context.moveTo(points[2 * k]!, points[2 * k + 1]!)
      else context.lineTo(points[2 * k]!, points[2 * k + 1]!)
    }
    context.closePath()
    context.fillStyle = mixed(
      look.well,
      colourOfCell(scene, cell),
      1 - shape.light[cell]! * (dark ? 0.85 : 0.8),
    )
    context.fill()
    context.lineWidth = 0.75
    context.strokeStyle = look.well
    context.globalAlpha = 0.7
    context.stroke()
    context.globalAlpha = 1
    const edges = ends?.get(cell)
    if (!edges) continue
    context.beginPath()
    for (const k of edges) {
      const next = k + 1 < to ? k + 1 : from
      context.moveTo(points[2 * k]!, points[2 * k + 1]!)
      context.lineTo(points[2 * next]!, points[2 * next + 1]!)
    }
    context.lineCap = 'round'
    context.lineWidth = 2
    context.strokeStyle = look.tear
    context.stroke()
    context.lineCap = 'butt'
  }
}

/** For each cell the first vertices of those of its edges that are singular facets. */
function ridgeEnds(scene: PlaneScene): Map<number, number[]> {
  const { diagram } = scene
  const { segments, offsets, vertices } = diagram
  const found = new Map<number, number[]>()
  const close = (x: number, y: number, s: number) =>
    Math.abs(x - segments[s]!) + Math.abs(y - segments[s + 1]!) < 1e-5
  forFacets(
    scene,
    (singular) => singular,
    (facet, a, b) => {
      const s = 4 * facet
      for (const cell of [a, b]) {
        const from = offsets[cell]!
        const to = offsets[cell + 1]!
        for (let k = from; k < to; k++) {
          const next = k + 1 < to ? k + 1 : from
          const [x, y] = [vertices[2 * k]!, vertices[2 * k + 1]!]
          const [u, v] = [vertices[2 * next]!, vertices[2 * next + 1]!]
          if ((close(x, y, s) && close(u, v, s + 2)) || (close(x, y, s + 2) && close(u, v, s))) {
            found.set(cell, [...(found.get(cell) ?? []), k])
          }
        }
      }
    },
  )
  return found
}
