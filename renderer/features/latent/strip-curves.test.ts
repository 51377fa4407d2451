import { describe, expect, it } from 'vitest'
import { jumpBars, labelRuns, offDataCurve } from './strip-curves'
import { stripColumns } from './strip-layout'

const columns = stripColumns(8, [2], 1440, 72)
const row = { top: 100, base: 140 }

describe('jumpBars', () => {
  it('stand midway between their steps, at a tear on its cut, √ high', () => {
    const bars = jumpBars(Float32Array.from([1, 1, 4, 1, 0, 1, 1]), columns, row)
    expect(bars[2]).toEqual({ x: columns.cuts[0]!.x, y: 100, height: 40, segment: 2 })
    expect(bars[0]).toMatchObject({
      x: (columns.middles[0]! + columns.middles[1]!) / 2,
      height: 20,
      segment: null,
    })
    expect(bars[4]!.height).toBe(1)
  })

  it('are half high where all steps are even', () => {
    for (const bar of jumpBars(new Float32Array(7).fill(3), columns, row)) expect(bar.height).toBe(20)
  })

  it('are flat where nothing moves', () => {
    for (const bar of jumpBars(new Float32Array(7), columns, row)) expect(bar.height).toBe(1)
  })
})

describe('offDataCurve', () => {
  it('is never joined across a tear', () => {
    const { runs } = offDataCurve(
      Float32Array.from({ length: 8 }, (_, s) => s / 4),
      columns,
      row,
    )
    expect(runs.map(({ line }) => line.split(' ').length)).toEqual([3, 5])
  })

  it('has its largest value at the top, and 1 × spacing below it', () => {
    const { heights, oneSpacing } = offDataCurve(Float32Array.from([0, 0, 0, 0, 0, 0, 0, 4]), columns, row)
    expect(heights[7]).toBe(100)
    expect(heights[0]).toBe(140)
    expect(oneSpacing).toBe(130)
  })

  it('leaves room over small values, so that noise on the data does not look like leaving it', () => {
    const { heights } = offDataCurve(new Float32Array(8).fill(0.3), columns, row)
    expect(heights[0]).toBeCloseTo(140 - (0.3 / 1.5) * 40)
  })
})

describe('labelRuns', () => {
  it('join equal labels and part them at a tear', () => {
    const runs = labelRuns([5, 5, 5, 5, 5, 2, 2, 5], columns)
    expect(runs.map(({ code }) => code)).toEqual([5, 5, 2, 5])
    expect(runs[0]).toMatchObject({
      left: columns.lefts[0],
      width: columns.lefts[2]! + 72 - columns.lefts[0]!,
    })
    expect(runs[1]!.left).toBe(columns.lefts[3])
  })
})
