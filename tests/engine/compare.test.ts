/** Runs of a study side by side: measured from their kept epochs, with clouds and paths that stand together. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ComparedDraws, DrawMeasures, DrawnCloud } from '../../shared/contracts/compare'
import type { LatentPath } from '../../shared/contracts/study'
import { mapperSettings } from '../../shared/mapper-settings'
import { comparedTable } from '../../main/jobs/compare/compared-table'
import { runClouds } from '../../main/jobs/compare/comparison'
import { openStudyFolder } from '../../main/jobs/study/open-study'
import { openDigits, quick, startEngine, type TestEngine, type TestWindow } from './test-engine'

let folder = ''
let engine: TestEngine
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'brenier-compare-'))
  engine = startEngine(folder)
})
afterEach(async () => {
  await engine.close()
  await rm(folder, { recursive: true, force: true })
})

const train = async (window: TestWindow, latent: number, epochs: number): Promise<string> => {
  const parameters = { ...quick.model, latent, epochs }
  expect((await window.run({ kind: 'train', parameters, rest: false })).state).toBe('done')
  return (await window.ask('study.summary', {}))!.model!.run
}
const threshold = { test: 'angle', value: 0.5 } as const
const picturesPath: LatentPath = {
  id: 'path-1',
  name: 'Path 1',
  rule: 'straight',
  steps: 10,
  waypoints: [
    { kind: 'picture', index: 3 },
    { kind: 'picture', index: 40 },
  ],
}

describe('runs side by side', () => {
  it('are measured from their kept epochs, whatever the size of their codes, and leave the study’s model alone', async () => {
    const { window, session } = engine
    await openDigits(window)
    const narrow = await train(window, 2, 2)
    const wide = await train(window, 8, 20)
    const own = session.study!.model!.network
    expect((await window.run({ kind: 'compare', runs: [narrow, wide] })).state).toBe('done')
    expect(session.study!.model!.network).toBe(own)
    await own.encode(session.study!.pictures().pixels.slice(0, 64))

    const table = await window.ask('compare.table', {})
    expect(table.map(({ run, epoch }) => [run, epoch])).toEqual([
      [narrow, 2],
      [wide, 20],
    ])
    const [first, second] = table.map(({ measures }) => measures) as [
      (typeof table)[0]['measures'],
      (typeof table)[0]['measures'],
    ]
    // Eight dimensions trained ten times as long keep more of a digit than two.
    expect(second.perValue.value).toBeLessThan(first.perValue.value / 2)
    expect(second.perPicture.value).toBeCloseTo(64 * second.perValue.value, 6)
    expect(second.neighbours!.share.value).toBeGreaterThan(first.neighbours!.share.value)
    expect(second.neighbours).toMatchObject({ label: 'class', tested: 180, count: 5 })
    const [poor, good] = table.map(({ draws }) => draws[0]!.measures) as [DrawMeasures, DrawMeasures]
    expect(good.frechet).toMatchObject({ pictures: 1000 })
    // To the classifier that ships for these pictures, draws of the better model look more like the set's.
    expect(good.frechet.space).toContain('digits classifier')
    expect(good.frechet.value).toBeLessThan(poor.frechet.value)
    expect(good.score!.value).toBeGreaterThan(poor.score!.value)
    expect(good.score!.real).toBeGreaterThan(good.score!.value)
    // The run's own held-out loss was measured by the trainer on the same pictures, before rounding to 256 levels.
    const { runs } = (await window.ask('study.summary', {}))!
    for (const { run, measures } of table) {
      const { heldOutLoss } = runs.find(({ id }) => id === run)!
      expect(Math.abs(measures.perValue.value - heldOutLoss!)).toBeLessThan(1e-4)
    }
  })

  it('have clouds of the same pictures, turned onto one another', async () => {
    const { window } = engine
    await openDigits(window)
    const first = await train(window, 3, 6)
    const second = await train(window, 3, 6)
    const flat = await train(window, 2, 6)
    await window.run({ kind: 'compare', runs: [first, second, flat] })
    const clouds = await window.ask('compare.clouds', { runs: [first, second, flat] })
    for (const { positions } of clouds) expect(positions).toHaveLength(3 * 1797)
    // The same seed makes the same model twice: their clouds lie on each other, axis by axis.
    const [a, b] = clouds as [(typeof clouds)[0], (typeof clouds)[0]]
    const scale = Math.max(...a.positions.map(Math.abs))
    a.positions.forEach((x, at) => expect(Math.abs(x - b.positions[at]!)).toBeLessThan(1e-3 * scale))
    await expect(window.ask('compare.clouds', { runs: ['run-9'] })).rejects.toMatchObject({
      code: 'bad-argument',
    })
  })

  it('have the same path decoded by each model, its ends the reconstructions of its pictures', async () => {
    const { window, session } = engine
    await openDigits(window)
    const first = await train(window, 2, 4)
    const second = await train(window, 6, 4)
    await window.run({ kind: 'compare', runs: [first, second] })
    const traces = await window.ask('compare.path', {
      columns: [
        { run: second, generator: 'gaussian' },
        { run: first, generator: 'gaussian' },
      ],
      path: picturesPath,
      revision: 7,
      threshold,
    })
    expect(traces.map(({ steps, revision }) => [steps, revision])).toEqual([
      [10, 7],
      [10, 7],
    ])
    const [own, other] = traces as [(typeof traces)[0], (typeof traces)[0]]
    expect(own.decoded).not.toEqual(other.decoded)
    expect([own.nearest[0], own.nearest[9]]).toEqual([3, 40])
    expect([other.nearest[0], other.nearest[9]]).toEqual([3, 40])
    // Each path is drawn in its run's own cloud: it begins and ends at its pictures.
    const clouds = await window.ask('compare.clouds', { runs: [second, first] })
    for (const [at, { positions }] of clouds.entries()) {
      const scale = Math.max(...positions.map(Math.abs))
      for (const [step, item] of [
        [0, 3],
        [9, 40],
      ] as const) {
        for (let k = 0; k < 3; k++) {
          const apart = Math.abs(traces[at]!.positions[3 * step + k]! - positions[3 * item + k]!)
          // A code that is a picture's own is placed on it up to the weight of its neighbours.
          expect(apart).toBeLessThan(0.05 * scale)
        }
      }
    }
    const set = session.study!.pictures()
    const made = await session.study!.model!.network.reconstruct(set.pixels.slice(3 * 64, 4 * 64))
    made.forEach((value, i) => expect(Math.abs(value * 255 - own.decoded[i]!)).toBeLessThan(1.5))

    const through = await window.ask('compare.picture', { runs: [second, first], index: 3 })
    expect(through.picture).toEqual(set.pixels.slice(3 * 64, 4 * 64))
    expect(through.made.map(({ run }) => run)).toEqual([second, first])
    expect(through.made[0]!.pixels).toEqual(own.decoded.slice(0, 64))

    const place = { kind: 'place' as const, position: [0, 0, 0] as [number, number, number] }
    const placed = { ...picturesPath, waypoints: [picturesPath.waypoints[0]!, place] }
    await expect(
      window.ask('compare.path', {
        columns: [{ run: first, generator: 'gaussian' }],
        path: placed,
        revision: 8,
        threshold,
      }),
    ).rejects.toMatchObject({ code: 'bad-argument' })
  })

  it('draw by the map, the prior and the learned map where they have them, side by side, and keep it all', async () => {
    const { window, session } = engine
    await openDigits(window)
    const plain = await train(window, 3, 4)
    const objective = { kind: 'wae-mmd', lambda: 10, deviation: 1 } as const
    const parameters = { ...quick.model, latent: 4, epochs: 4, objective }
    await window.run({ kind: 'train', parameters, rest: false })
    const run = (await window.ask('study.summary', {}))!.model!.run
    await window.run({ kind: 'transport', parameters: quick.transport, rest: false })
    for (const method of ['ottrans', 'otgen'] as const) {
      const { spec, training } = mapperSettings(method, 4, 'code')
      const learned = { spec: { ...spec, hidden: [32] }, training: { ...training, steps: 80, batchSize: 64 } }
      await window.run({ kind: 'mapper', parameters: learned })
    }
    await window.run({ kind: 'compare', runs: [plain, run] })
    const table = await window.ask('compare.table', {})
    const [other, own] = table as [(typeof table)[0], (typeof table)[0]]
    expect(other.draws.map(({ generator }) => generator)).toEqual(['gaussian'])
    expect(own.draws.map(({ generator }) => generator)).toEqual(['map', 'prior', 'otgen', 'ottrans'])
    const [byMap, byPrior, byMapper] = own.draws as [ComparedDraws, ComparedDraws, ComparedDraws]
    expect(byMap.map!.relativeRms).toBeGreaterThan(0)
    expect(byPrior.map).toBeNull()
    expect(byMapper.pixels).toHaveLength(64 * 64)
    expect(byMapper.pixels).not.toEqual(byMap.pixels)

    const columns = (['map', 'otgen', 'ottrans'] as const).map((generator) => ({ run, generator }))
    const drawn = await window.ask('compare.drawn', { columns })
    for (const { nearest, positions } of drawn) expect(positions).toHaveLength(3 * nearest.length)
    // Codes of the map lie between two neighbouring codes; a net of 80 steps is farther off the data.
    const middle = ({ offData }: DrawnCloud) => offData.slice().sort()[offData.length >> 1]!
    expect(middle(drawn[0]!)).toBeLessThan(middle(drawn[1]!))

    // Through noise, T jumps from code to code, and the learned map glides.
    const path = { ...picturesPath, rule: 'noise' as const }
    const traces = await window.ask('compare.path', { columns, path, revision: 1, threshold })
    expect(traces[0]!.offData.every((value) => value === 0)).toBe(true)
    expect(traces[1]!.jumps.every((jump) => jump > 0)).toBe(true)
    expect(traces[1]!.note).toContain('no inverse')
    expect(traces[2]!.decoded).not.toEqual(traces[1]!.decoded)

    await window.ask('study.save', { token: null, view: session.study!.view })
    const reopened = await openStudyFolder(session.study!.location!, session.tools)
    expect(reopened.damaged).toEqual([])
    expect(comparedTable(reopened)).toEqual(table)
    expect(await runClouds(reopened, [plain, run], session.tools)).toEqual(
      await window.ask('compare.clouds', { runs: [plain, run] }),
    )
    reopened.dispose()

    // Another training takes map and mapper away: what was drawn by them stays, and says so.
    await train(window, 2, 1)
    const later = (await window.ask('compare.table', {}))[1]!
    expect(later.changed).toBe(false)
    expect(later.draws.map(({ changed }) => changed)).toEqual(['map', null, 'mapper', 'mapper'])
    await window.run({ kind: 'compare', runs: [run] })
    expect((await window.ask('compare.table', {}))[1]!.draws).toEqual(later.draws)
  })

  it('are asked for only once they were measured', async () => {
    const { window } = engine
    await openDigits(window)
    const run = await train(window, 2, 1)
    await expect(window.ask('compare.clouds', { runs: [run] })).rejects.toMatchObject({
      code: 'missing-stage',
    })
  })
})
