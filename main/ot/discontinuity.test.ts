import { describe, expect, it } from 'vitest'
import { matrix, row } from '../../shared/matrix'
import { random } from '../../shared/random'
import { discontinuityWalks, type DiscontinuityOptions } from './discontinuity'
import { facetAngle } from './facets'
import { walkSegment } from './walk'

/** Codes with the heights of their Voronoi cells, so that each code lies in its own cell. */
function voronoi(n: number, d: number) {
  const stream = random(n + d)
  const targets = matrix(
    n,
    d,
    Float32Array.from({ length: n * d }, () => stream.uniform() - 0.5),
  )
  const heights = Float64Array.from(
    { length: n },
    (_, i) => -row(targets, i).reduce((sum, y) => sum + y * y, 0) / 2,
  )
  return { source: { kind: 'cube', dimension: d } as const, targets, heights }
}

function walked(change: Partial<DiscontinuityOptions>) {
  const map = change.map ?? voronoi(200, 6)
  const stepper = discontinuityWalks({
    map,
    centres: map.targets,
    plan: { kind: 'random' },
    segments: 300,
    lines: 50,
    seed: 5,
    ...change,
  })
  while (!stepper.step());
  const result = stepper.result()
  stepper.close()
  return { map, ...result }
}

describe('discontinuity walks', () => {
  it('cross from cell to touching cell, with the angle and the jump of that facet', () => {
    const { map, segments } = walked({})
    const { crossings } = segments
    expect(segments.count).toBe(300)
    expect(crossings.segment.length).toBeGreaterThan(300)
    for (const [c, s] of crossings.segment.entries()) {
      const before = crossings.segment[c - 1] === s ? crossings.to[c - 1] : segments.starts[s]
      expect(crossings.from[c]).toBe(before)
      const [a, b] = [row(map.targets, crossings.from[c]!), row(map.targets, crossings.to[c]!)]
      expect(crossings.angle[c]).toBe(Math.fround(facetAngle(a, b)))
      expect(crossings.distance[c]).toBeCloseTo(Math.hypot(...a.map((value, k) => value - b[k]!)), 6)
      if (crossings.segment[c + 1] !== s) expect(crossings.to[c]).toBe(segments.finishes[s])
    }
  })

  it('between two cells join their centres first, then other points of the same cells', () => {
    const plan = { kind: 'cells', first: Uint32Array.of(3), second: Uint32Array.of(17) } as const
    const { map, segments } = walked({ plan, segments: 40 })
    expect([...new Set(segments.starts)]).toEqual([3])
    expect([...new Set(segments.finishes)]).toEqual([17])
    expect(new Set(segments.lengths).size).toBe(40)
    const straight = walkSegment(map.targets, map.heights, row(map.targets, 3), row(map.targets, 17))
    const ofFirst = segments.crossings.to.filter((_, c) => segments.crossings.segment[c] === 0)
    expect([...ofFirst]).toEqual([...straight.cells.subarray(1)])
  })

  it('between groups start in a cell of one and end in a cell of the other', () => {
    const first = Uint32Array.of(1, 2, 3)
    const second = Uint32Array.of(50, 60)
    const { segments } = walked({ plan: { kind: 'cells', first, second } })
    expect(new Set(segments.starts)).toEqual(new Set(first))
    expect(new Set(segments.finishes)).toEqual(new Set(second))
  })

  it('keep what was walked where they are stopped', () => {
    const map = voronoi(5000, 32)
    const stepper = discontinuityWalks({
      map,
      centres: map.targets,
      plan: { kind: 'random' },
      segments: 1000,
      lines: 10,
      seed: 1,
    })
    stepper.step()
    stepper.step()
    const { segments, lines } = stepper.result()
    expect(segments.count).toBe(stepper.progress().walked)
    expect(segments.count).toBeLessThan(1000)
    expect(lines.count).toBe(0)
    stepper.close()
  })

  it('are the same for a seed, and differ for another', () => {
    const once = walked({ seed: 1 }).segments.crossings
    expect(walked({ seed: 1 }).segments.crossings).toEqual(once)
    expect(walked({ seed: 2 }).segments.crossings).not.toEqual(once)
  })

  it('walk 1,000 segments through 10,000 codes of 64 dimensions in seconds', () => {
    const map = voronoi(10_000, 64)
    const started = performance.now()
    const { segments } = walked({ map, segments: 1000, lines: 0 })
    // One thread needs about a second; the bound leaves room for a busy machine and still fails without the kernel's block.
    expect(performance.now() - started).toBeLessThan(15_000)
    expect(segments.count).toBe(1000)
  })

  it('refuses no segment and a group without cells', () => {
    expect(() => walked({ segments: 0 })).toThrow('Expected at least one segment, got 0.')
    const plan = { kind: 'cells', first: Uint32Array.of(), second: Uint32Array.of(1) } as const
    expect(() => walked({ plan })).toThrow('got 0 and 1')
  })
})
