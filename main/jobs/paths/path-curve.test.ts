import { describe, expect, it } from 'vitest'
import { matrix, row, type Matrix } from '../../../shared/matrix'
import { random } from '../../../shared/random'
import { newtonTransport } from '../../ot/newton'
import { exactCentres, exactFacets } from '../../ot/exact-map'
import { prepareTargets } from '../../ot/targets'
import { curve, voronoiHeights, type Anchor, type CurveSpace } from './path-curve'

/** Two clouds of codes with their exact map. */
function plane(count: number): { space: Omit<CurveSpace, 'threshold'>; anchors: Anchor[] } {
  const source = random(4)
  const codes = matrix(count, 2)
  for (let i = 0; i < count; i++) {
    codes.data[2 * i] = 0.4 * source.normal() + (i % 2 ? 1.5 : -1.5)
    codes.data[2 * i + 1] = 0.4 * source.normal()
  }
  const targets = prepareTargets(codes)
  const solver = newtonTransport({ targets, source: { kind: 'cube', dimension: 2 }, tolerance: 1e-8 })
  while (!solver.step());
  const map = solver.result()
  const centres = exactCentres(map)
  const normalised: Matrix = matrix(count, 2)
  map.codeOf.forEach((code, target) => row(normalised, code).set(row(map.targets, target)))
  const items = Uint32Array.from(map.codeOf)
  const targetNear = Uint32Array.from(map.targetOf)
  const anchors = Array.from({ length: count }, (_, item) => ({
    code: row(normalised, item),
    noise: row(centres, targetNear[item]!),
    item,
  }))
  const space = {
    codes: normalised,
    voronoiHeights: voronoiHeights(normalised),
    map: { targets: map.targets, heights: map.heights, items, targetNear },
    facets: exactFacets(map),
  }
  return { space, anchors }
}

const count = 60
const { space, anchors } = plane(count)
const angles = [...Array(space.facets!.first.length).keys()].map((f) => space.facets!.angle[f]!)
/** Wide enough to join most codes of a cloud, too narrow to join the clouds. */
const within = angles.sort((a, b) => a - b)[Math.floor(0.75 * angles.length)]!

describe('the way around the tear', () => {
  it('crosses kept facets only, each at the middle between its two codes', () => {
    const threshold = { test: 'angle' as const, value: within }
    let ways = 0
    for (let item = 2; item < count; item += 2) {
      const found = curve('around', [anchors[0]!, anchors[item]!], 64, { ...space, threshold })
      if (found.note !== null) continue
      if (found.crossings.length > 1) ways++
      for (const { angle, from, to } of found.crossings) {
        expect(angle).toBeLessThanOrEqual(within)
        expect(from).not.toBe(to)
      }
      const first = found.crossings[0]
      if (found.crossings.length !== 1 || !first) continue
      expect(first.at).toBeCloseTo(31.5, 6)
    }
    expect(ways).toBeGreaterThan(5)
  })

  it('says that there is none between two clouds apart, from which angle on there is, and goes straight', () => {
    const threshold = { test: 'angle' as const, value: 1e-3 }
    const found = curve('around', [anchors[0]!, anchors[1]!], 16, { ...space, threshold })
    expect(found.note).toMatch(/no way around it\. They join at \d\.\d\d/)
    const straight = curve('straight', [anchors[0]!, anchors[1]!], 16, { ...space, threshold })
    expect(found.codes).toEqual(straight.codes)
    expect(found.crossings).toEqual(straight.crossings)
  })
})

describe('a straight path', () => {
  it('crosses where the nearest code changes', () => {
    const threshold = { test: 'angle' as const, value: within }
    const found = curve('straight', [anchors[0]!, anchors[1]!], 9, { ...space, threshold })
    expect(found.crossings.length).toBeGreaterThan(1)
    for (const { at, from, to } of found.crossings) {
      const t = at / 8
      const point = [0, 1].map((k) => (1 - t) * anchors[0]!.code[k]! + t * anchors[1]!.code[k]!)
      const away = (item: number) => Math.hypot(...point.map((x, k) => x - anchors[item]!.code[k]!))
      expect(away(from)).toBeCloseTo(away(to), 5)
      for (let other = 0; other < count; other++) expect(away(other)).toBeGreaterThan(away(from) - 1e-5)
    }
  })
})
