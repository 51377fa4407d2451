import type { FacetTable, PlaneDiagram } from '../../../shared/contracts/results'
import { random } from '../../../shared/random'
import { solvePlaneMap, type PlaneMap } from './power-diagram'
import { countsOf, type World } from './world'

/** A world of points in the plane around `modes`, with its exact map. */
export function planeWorld(
  recipe: string,
  title: string,
  modes: readonly (readonly [number, number])[],
  count: number,
  spread: number,
): World {
  const source = random(7)
  const points = new Float64Array(count * 2)
  const modeOf = new Int32Array(count)
  for (let i = 0; i < count; i++) {
    const k = i < modes.length ? i : source.integer(modes.length)
    modeOf[i] = k
    const [x, y] = modes[k]!
    points[2 * i] = x + spread * source.normal()
    points[2 * i + 1] = y + spread * source.normal()
  }
  const map = solvePlaneMap(points)
  const names = modes.map((_, k) => `Mode ${k + 1}`)
  const layout = new Float32Array(count * 3)
  for (let i = 0; i < count; i++) layout.set([30 * points[2 * i]!, 30 * points[2 * i + 1]!, 0], 3 * i)
  const steps = map.relativeRms.length
  const facets = facetsOf(points, map)
  return {
    recipe,
    title,
    dimension: 2,
    data: {
      kind: 'points',
      name: title,
      count,
      height: 1,
      width: 2,
      channels: 1,
      classes: countsOf(names, modeOf),
      attributes: [],
      warnings: [],
    },
    labels: { count, classes: modeOf, attributes: [] },
    codes: Float32Array.from(points),
    layout,
    method: 'pca',
    facets: facets.table,
    diagram: diagramOf(points, map, facets.segments),
    transport: {
      relativeRms: Float32Array.from(map.relativeRms),
      averagedRms: new Float32Array(0),
      worstCell: Float32Array.from(map.worstCell),
      cellMass: Float32Array.from(map.masses, (mass) => mass * count),
      heights: Float32Array.from(map.heights),
    },
    report: {
      method: 'Newton, exact cells',
      source: 'cube',
      exact: true,
      converged: true,
      relativeRms: map.relativeRms.at(-1)!,
      worstCell: map.worstCell.at(-1)!,
      emptyCells: 0,
      dualBound: map.cost,
      primalCost: map.cost + 2.2e-15,
      gap: 2.2e-15,
      noiseFloor: null,
      samples: 0,
      steps,
      targets: count,
      dimension: 2,
      seconds: 0.24,
    },
    picture: () => new Uint8Array(2),
    decode: null,
  }
}

function facetsOf(
  points: Float64Array,
  map: PlaneMap,
): { table: FacetTable; segments: Float32Array<ArrayBuffer> } {
  const first: number[] = []
  const second: number[] = []
  const angle: number[] = []
  const distance: number[] = []
  const mass: number[] = []
  const segments: number[] = []
  map.cells.forEach(({ vertices, behind }, i) => {
    behind.forEach((j, k) => {
      if (j <= i) return
      const next = (k + 1) % behind.length
      const segment = [vertices[2 * k]!, vertices[2 * k + 1]!, vertices[2 * next]!, vertices[2 * next + 1]!]
      const [ax, ay, bx, by] = [points[2 * i]!, points[2 * i + 1]!, points[2 * j]!, points[2 * j + 1]!]
      const cosine = (ax * bx + ay * by + 1) / Math.sqrt((ax * ax + ay * ay + 1) * (bx * bx + by * by + 1))
      first.push(i)
      second.push(j)
      angle.push(Math.acos(Math.min(1, cosine)))
      distance.push(Math.hypot(ax - bx, ay - by))
      mass.push(Math.hypot(segment[2]! - segment[0]!, segment[3]! - segment[1]!) / 8)
      segments.push(...segment)
    })
  })
  const sorted = [...angle].sort((a, b) => a - b)
  return {
    table: {
      count: first.length,
      exact: true,
      first: Uint32Array.from(first),
      second: Uint32Array.from(second),
      angle: Float32Array.from(angle),
      distance: Float32Array.from(distance),
      mass: Float32Array.from(mass),
      suggested: { test: 'angle', value: Math.max(0.14, sorted[Math.floor(sorted.length * 0.7)]! * 1.4) },
    },
    segments: Float32Array.from(segments),
  }
}

function diagramOf(points: Float64Array, map: PlaneMap, segments: Float32Array<ArrayBuffer>): PlaneDiagram {
  const offsets = [0]
  const vertices: number[] = []
  const potential: number[] = []
  map.cells.forEach((cell, i) => {
    for (let k = 0; k < cell.behind.length; k++) {
      const x = cell.vertices[2 * k]!
      const y = cell.vertices[2 * k + 1]!
      vertices.push(x, y)
      potential.push(x * points[2 * i]! + y * points[2 * i + 1]! + map.heights[i]!)
    }
    offsets.push(vertices.length / 2)
  })
  return {
    domain: [-1, -1, 1, 1],
    cells: map.cells.length,
    offsets: Uint32Array.from(offsets),
    vertices: Float32Array.from(vertices),
    items: Uint32Array.from(map.cells, (_, i) => i),
    codes: Float32Array.from(points),
    potential: Float32Array.from(potential),
    segments,
  }
}

/** Eight modes on a circle, as in the drawings. */
export const circleOfEight = Array.from({ length: 8 }, (_, k) => {
  const turn = (k / 8) * 2 * Math.PI + 0.3
  return [0.68 * Math.cos(turn), 0.68 * Math.sin(turn)] as const
})

/** Twenty-five modes on a grid. */
export const gridOf25 = Array.from({ length: 25 }, (_, k) => {
  return [(k % 5) * 0.38 - 0.76, Math.floor(k / 5) * 0.38 - 0.76] as const
})
