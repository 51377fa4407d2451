/** A sample drawn from a study's generator and measured, over the contract: of points through an exact map, of pictures. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ModesParameters, ModesReport } from '../../shared/contracts/modes'
import { openDigits, quick, startEngine, type TestWindow } from './test-engine'

let folder = ''
let close = async (): Promise<void> => undefined
let window: TestWindow
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'brenier-modes-'))
  ;({ close, window } = startEngine(folder))
})
afterEach(async () => {
  await close()
  await rm(folder, { recursive: true, force: true })
})

const byClass = { source: 'map', draws: 2000, by: { kind: 'class' }, seed: 3 } as const

async function draw(parameters: ModesParameters): Promise<ModesReport> {
  expect((await window.run({ kind: 'modes', parameters })).state).toBe('done')
  return (await window.ask('modes.get', {}))!
}

describe('a sample of points', () => {
  it('makes the map first, reaches all 25 modes within their known spread, and hits cells as an exact map does', async () => {
    await window.ask('study.create', { recipe: 'gaussians-25', source: null, name: null })
    const report = await draw(byClass)
    expect(window.summary?.stages.facets).toBe('done')
    expect(window.summary?.modes).toEqual({ revision: 1, changed: null })
    expect(report.reached).toBe(25)
    expect(report.modes.every(({ standing }) => standing === 'covered')).toBe(true)
    // Seven modes' widths lie between two modes: neighbours tell every point's mode rightly.
    expect(report.voteAccuracy?.share).toBe(1)
    const { mixture, cells } = report
    expect(mixture).toMatchObject({ found: 25, modes: 25 })
    // A mean of two points of a mode is nearer to its centre than they are: good ones are no fewer than 98.9 %.
    expect(mixture!.highQuality.share).toBeGreaterThan(0.98)
    expect(mixture!.reverseKl).toBeLessThan(6 * mixture!.reverseKlFloor)
    // The map is exact: only chance keeps cells unhit, four deviations of it at most.
    expect(Math.abs(cells!.hit - cells!.idealHit)).toBeLessThan(4 * cells!.idealDeviation)
    expect(report.points).toHaveLength(2 * report.drawn)
  })

  it('is marked stale when the map is solved anew, and drawn again from the new one', async () => {
    await window.ask('study.create', { recipe: 'two-clusters', source: null, name: null })
    await draw(byClass)
    const parameters = { ...quick.transport, targets: 0, seed: 9 }
    await window.run({ kind: 'transport', parameters, rest: false })
    // An exact map does not depend on the seed: it is the same one.
    expect(window.summary?.modes).toEqual({ revision: 1, changed: null })
    await window.run({ kind: 'transport', parameters: { ...parameters, targets: 100 }, rest: false })
    expect(window.summary?.modes).toEqual({ revision: 1, changed: 'map' })
    await draw(byClass)
    expect(window.summary?.modes).toEqual({ revision: 2, changed: null })
  })

  it('keeps the sample when only the modes change, and tells clusters by their classes', async () => {
    await window.ask('study.create', { recipe: 'two-clusters', source: null, name: null })
    const classes = await draw(byClass)
    const clusters = await draw({ ...byClass, by: { kind: 'clusters', count: 4 } })
    expect(clusters.points).toEqual(classes.points)
    const names = window.summary!.data!.classes.map(({ name }) => name)
    for (const { name } of clusters.modes) expect(names).toContain(name.replace(/ \d$/, ''))
    expect(clusters.modes).toHaveLength(4)
  })
})

describe('a sample of pictures', () => {
  it('shows what it drew, what lies nearest, and what it makes in place of a mode', async () => {
    await openDigits(window)
    await window.run({ kind: 'train', parameters: quick.model, rest: false })
    await window.run({ kind: 'embed', parameters: quick.cloud })
    await window.run({ kind: 'transport', parameters: quick.transport, rest: false })
    await window.run({ kind: 'facets', parameters: quick.facets })
    const report = await draw(byClass)
    expect(report.modes).toHaveLength(10)
    const shares = report.modes.reduce((sum, { generated }) => sum + generated.count, 0)
    expect(shares + report.unassigned.generated).toBe(2000)
    // The map has 300 targets among 1,797 pictures: its cells are named by their pictures.
    expect(report.cells).toMatchObject({ cells: 300, draws: 1500 })
    expect(Math.max(...report.cells!.items)).toBeGreaterThan(1000)
    expect(report.first.every((item) => report.cells!.items.includes(item))).toBe(true)

    const near = await window.ask('modes.near', { mode: 4, count: 12 })
    expect(near.draws).toHaveLength(12)
    const fours = [...near.draws].filter((one) => report.drawnModes[one] === 4)
    expect(fours.length).toBeGreaterThan(6)
    const pictures = await window.ask('modes.pictures', { draws: [...near.draws] })
    expect(pictures.pixels).toHaveLength(12 * 64)
    expect(new Set(pictures.pixels).size).toBeGreaterThan(10)
  })

  it('is drawn from the model’s own distribution without a map, and says so where there is none', async () => {
    await openDigits(window)
    const vae = { ...quick.model, objective: { kind: 'vae', beta: 1, likelihood: 'bernoulli' } } as const
    await window.run({ kind: 'train', parameters: vae, rest: false })
    const report = await draw({ ...byClass, source: 'prior', draws: 500 })
    expect(window.summary?.stages.transport).toBe('none')
    expect(report).toMatchObject({ drawn: 500, pairs: null, cells: null })
    expect(report.first).toHaveLength(0)
    expect(report.modes.filter(({ generated }) => generated.count > 0).length).toBeGreaterThan(3)

    await window.run({ kind: 'train', parameters: quick.model, rest: false })
    const refused = await window.run({ kind: 'modes', parameters: { ...byClass, source: 'prior' } })
    expect(refused.error?.message).toContain('plain autoencoder')
    const untrained = await window.run({ kind: 'modes', parameters: { ...byClass, source: 'mapper' } })
    expect(untrained.error?.message).toContain('mapper')
  })

  it('is left as it was by a cancel, and refuses modes that the data do not have', async () => {
    await openDigits(window)
    const parameters = { ...byClass, by: { kind: 'attribute', name: 'Beard' } } as const
    const refused = await window.run({ kind: 'modes', parameters })
    expect(refused.error?.message).toContain('got "Beard"')
    const { id } = await window.ask('job.start', { kind: 'modes', parameters: byClass })
    await window.ask('job.cancel', { id })
    await window.until(() => window.jobs.find((status) => status.id === id && status.state === 'cancelled'))
    expect(window.summary?.modes ?? null).toBeNull()
  })
})
