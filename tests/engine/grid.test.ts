/** A grid of codes between three pictures: its corners, its middle, and where it is torn. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cellWeights } from '../../shared/contracts/grid'
import type { Waypoint } from '../../shared/contracts/study'
import { openDigits, quick, startEngine, type TestEngine } from './test-engine'

const corners = [3, 400, 900] as const
const size = 5

let folder = ''
let engine: TestEngine

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'brenier-grid-'))
  engine = startEngine(folder)
  await openDigits(engine.window)
  await engine.window.run({ kind: 'train', parameters: quick.model, rest: false })
  await engine.window.run({ kind: 'embed', parameters: quick.cloud })
}, 120_000)
afterAll(async () => {
  await engine.close()
  await rm(folder, { recursive: true, force: true })
})

const grid = () => engine.window.ask('grid.decode', { corners: [...corners], size })
const trace = (from: Waypoint, to: Waypoint, steps = 9) =>
  engine.window.ask('path.trace', {
    path: { id: 'p', name: 'P', rule: 'straight', steps, waypoints: [from, to] },
    revision: 1,
    threshold: { test: 'angle', value: 1 },
  })
const picture = (index: number): Waypoint => ({ kind: 'picture', index })
const atCell = (cell: number): Waypoint => ({
  kind: 'mean',
  position: [0, 0, 0],
  indices: [...corners],
  weights: [...cellWeights(cell, size)],
})

describe('a grid between three pictures', () => {
  it('has them at its corners, decoded as they are, and the analogy opposite', async () => {
    const found = await grid()
    const pixels = found.height * found.width * found.channels
    const cell = (k: number) => found.decoded.subarray(k * pixels, (k + 1) * pixels)
    for (const [k, item] of [
      [0, corners[0]],
      [size - 1, corners[1]],
      [size * (size - 1), corners[2]],
    ] as const) {
      expect(found.nearest[k]).toBe(item)
      expect(found.offData[k]).toBe(0)
      const twin = await engine.window.ask('point.inspect', { index: item })
      expect(cell(k)).toEqual(twin.decoded)
    }
    expect(cellWeights(size * size - 1, size)).toEqual([-1, 1, 1])
  })

  it('is torn where the straight ways along its sides are', async () => {
    const found = await grid()
    const along = await trace(picture(corners[0]), picture(corners[1]))
    const down = await trace(picture(corners[0]), picture(corners[2]))
    const worst = (crossings: readonly { angle: number }[]) =>
      Math.max(...crossings.map(({ angle }) => angle))
    expect(Math.max(...found.rightAngle.subarray(0, size))).toBeCloseTo(worst(along.crossings), 3)
    const firstColumn = Array.from({ length: size }, (_, k) => found.belowAngle[k * size]!)
    expect(Math.max(...firstColumn)).toBeCloseTo(worst(down.crossings), 3)
    // Nothing lies beyond the last column and the last row.
    expect(found.rightAngle[size - 1]).toBe(0)
    expect(found.belowAngle[size * (size - 1)]).toBe(0)
  })

  it('gives its cells to paths, also those beyond the three', async () => {
    const found = await grid()
    const last = size * size - 1
    const path = await trace(atCell(6), atCell(last), 8)
    const pixels = found.height * found.width * found.channels
    expect(path.decoded.subarray(7 * pixels)).toEqual(found.decoded.subarray(last * pixels))
    expect(path.nearest[0]).toBe(found.nearest[6])
    expect(path.handles.every(({ spread }) => Number.isFinite(spread))).toBe(true)
  })

  it('refuses corners that are not three pictures of the set', async () => {
    const ask = (...wanted: [number, number, number]) =>
      engine.window.ask('grid.decode', { corners: wanted, size })
    await expect(ask(3, 3, 4)).rejects.toThrow(/three different pictures/)
    await expect(ask(3, 4, 1_000_000)).rejects.toThrow(/from 0 to 1796/)
  })
})
