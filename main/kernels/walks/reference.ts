import type { Matrix } from '../../../shared/matrix'
import type { SegmentWalker, Walks } from './walks'

/** A segment's way: the cells it visits and when it enters each, 0 for the first. */
export interface SegmentVisits {
  readonly cells: number[]
  readonly times: number[]
}

/**
 * Walks one segment: along it each plane is a line α_i + tβ_i with α_i = ⟨a, y_i⟩ + h_i, β_i = ⟨b − a, y_i⟩. From the
 * highest at t = 0 the next is the line that overtakes first; of lines that meet in one point the steepest goes on.
 */
export function visitsOf(
  codes: Matrix,
  heights: Float64Array,
  from: ArrayLike<number>,
  to: ArrayLike<number>,
): SegmentVisits {
  const { rows: n, columns: d, data } = codes
  const level = new Float64Array(n)
  const slope = new Float64Array(n)
  for (let i = 0; i < n; i++) {
    let alpha = heights[i]!
    let beta = 0
    for (let k = 0, at = i * d; k < d; k++, at++) {
      alpha += from[k]! * data[at]!
      beta += (to[k]! - from[k]!) * data[at]!
    }
    level[i] = alpha
    slope[i] = beta
  }
  let current = 0
  for (let i = 1; i < n; i++) {
    const higher = level[i]! > level[current]!
    if (higher || (level[i] === level[current] && slope[i]! > slope[current]!)) current = i
  }
  const cells = [current]
  const times = [0]
  for (;;) {
    let next = -1
    let time = 1
    for (let j = 0; j < n; j++) {
      const gain = slope[j]! - slope[current]!
      if (!(gain > 0)) continue
      const crossing = (level[current]! - level[j]!) / gain
      if (crossing > time || (crossing === time && (next < 0 || slope[j]! <= slope[next]!))) continue
      next = j
      time = crossing
    }
    if (next < 0 || time >= 1) return { cells, times }
    cells.push(next)
    // Rounding may put a crossing a hair before the last one; order is what callers rely on.
    times.push(Math.max(time, times.at(-1)!))
    current = next
  }
}

/** The kernel in plain TypeScript: its oracle in tests, and its help where a walk outgrows the kernel's room. */
export function referenceWalker(codes: Matrix, heights: Float64Array): SegmentWalker {
  const d = codes.columns
  return {
    walk(ends) {
      return joined(
        Array.from({ length: ends.length / (2 * d) }, (_, s) => {
          const at = 2 * s * d
          return visitsOf(codes, heights, ends.subarray(at, at + d), ends.subarray(at + d, at + 2 * d))
        }),
      )
    },
    close: () => undefined,
  }
}

/** Ways of single segments as one flat list. */
export function joined(
  ways: readonly { readonly cells: ArrayLike<number>; readonly times: ArrayLike<number> }[],
): Walks {
  const offsets = new Uint32Array(ways.length + 1)
  for (const [s, { cells }] of ways.entries()) offsets[s + 1] = offsets[s]! + cells.length
  const cells = new Uint32Array(offsets[ways.length]!)
  const times = new Float64Array(cells.length)
  for (const [s, way] of ways.entries()) {
    cells.set(way.cells, offsets[s])
    times.set(way.times, offsets[s])
  }
  return { segments: ways.length, offsets, cells, times }
}
