/** Maps of noise from a disc, a ball and corners of one's own, over the contract: solved, shown, walked, kept. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { encodeNpy } from '../../main/data/npy'
import type { NoiseSource } from '../../shared/contracts/study'
import { random } from '../../shared/random'
import { quick, startEngine, type TestWindow } from './test-engine'

const count = 80
const threshold = { test: 'distance', value: 0.7 } as const

let folder = ''
let session: ReturnType<typeof startEngine>['session']
let close = async (): Promise<void> => undefined
let window: TestWindow
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'brenier-domains-'))
  ;({ close, session, window } = startEngine(folder))
})
afterEach(async () => {
  await close()
  await rm(folder, { recursive: true, force: true })
})

async function open(dimension: number) {
  const stream = random(1)
  const codes = Float32Array.from({ length: dimension * count }, () => stream.normal())
  const file = path.join(folder, 'codes.npy')
  await writeFile(file, encodeNpy(codes, [count, dimension]))
  session.grant('codes', file, 'read')
  const source = { kind: 'codes', codes: 'codes', metadata: null, pictures: null } as const
  await window.ask('study.create', { recipe: null, source, name: null })
}

const solve = (source: NoiseSource) =>
  window.run({ kind: 'transport', parameters: { ...quick.transport, source }, rest: true })

const walk = { between: { kind: 'random' }, segments: 100, control: true, seed: 3 } as const

/** Saves the study, opens it again and says what the window is then told of the map. */
async function reopened<T>(ask: () => Promise<T>): Promise<[T, T]> {
  const before = await ask()
  session.grant('saved', path.join(folder, 'saved.brenier'), 'write')
  await window.ask('study.save', { token: 'saved', view: window.summary!.view })
  await window.ask('study.close', {})
  await window.ask('study.open', { token: 'saved' })
  return [before, await ask()]
}

function radii(points: Float32Array, dimension: number): number[] {
  const rows = Array.from({ length: points.length / dimension }, (_, p) =>
    points.subarray(dimension * p, dimension * (p + 1)),
  )
  return rows.map((row) => Math.hypot(...row))
}

describe('noise from a domain of its own', () => {
  it('is a disc: cells, draws and walked segments keep to it, also when the study is opened again', async () => {
    await open(2)
    expect((await solve('disc')).state).toBe('done')
    expect(window.summary!.transport).toMatchObject({ source: 'polygon', method: 'newton2d', exact: true })
    expect((await window.run({ kind: 'discontinuity', parameters: walk })).state).toBe('done')
    const [before, after] = await reopened(async () => ({
      diagram: await window.ask('transport.diagram', {}),
      drawn: await window.ask('transport.displacement', { draws: 500, seed: 2 }),
      report: await window.ask('discontinuity.report', { threshold }),
      source: window.summary!.parameters.transport.source,
    }))
    expect(after).toEqual(before)
    expect(before.source).toBe('disc')
    const { diagram, drawn, report } = before
    for (const bound of diagram!.domain) expect(Math.abs(bound)).toBeCloseTo(0.5, 2)
    expect(Math.max(...radii(diagram!.vertices, 2))).toBeLessThan(0.5 + 1e-6)
    // In the square as many draws would leave the disc a hundred times.
    expect(Math.max(...radii(drawn.from, 2))).toBeLessThan(0.5 + 1e-6)
    const { estimate, error, exact } = report!.area.all
    expect(Math.abs(estimate - exact!)).toBeLessThan(4 * error)
  })

  it('is a ball: centres, facets and frame keep to it', async () => {
    await open(3)
    expect((await solve('ball')).state).toBe('done')
    const [solid, again] = await reopened(() => window.ask('transport.solid', {}))
    expect(again).toEqual(solid)
    for (const points of [solid!.centres, solid!.corners, solid!.frame])
      expect(Math.max(...radii(points, 3))).toBeLessThan(0.5 + 1e-6)
    expect(solid!.frame.length).toBe(6 * 480)
  })

  it('is the hull of points: a tetrahedron has six edges', async () => {
    await open(3)
    const corners = [
      [0, 0, 0],
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ]
    expect((await solve({ points: [...corners, [0.1, 0.1, 0.1]] })).state).toBe('done')
    const solid = await window.ask('transport.solid', {})
    expect(solid!.frame.length).toBe(36)
    for (const place of solid!.centres) expect(place).toBeGreaterThan(0)
  })

  it('is refused where the codes have another dimension, and the map that stands is kept', async () => {
    await open(2)
    await solve('cube')
    const refused = await solve('ball')
    expect(refused).toMatchObject({ state: 'failed', error: { code: 'bad-argument' } })
    expect(refused.error?.message).toContain('codes of 3 coordinates')
    expect(window.summary!.stages.transport).toBe('done')
    expect(window.summary!.parameters.transport.source).toBe('cube')
    expect(await window.ask('transport.diagram', {})).not.toBeNull()
  })
})
