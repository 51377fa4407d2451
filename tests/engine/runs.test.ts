/** Trainings that are kept: epochs to look back at, runs to return to, on disk and across a crash. */
import { cp, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ModelParameters } from '../../shared/contracts/study'
import type { Matrix } from '../../shared/matrix'
import { defaultObjective } from '../../shared/objectives'
import { openDigits, quick, startEngine, type TestEngine, type TestWindow } from './test-engine'

let folder = ''
let closing: (() => Promise<void>)[] = []
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'brenier-runs-'))
})
afterEach(async () => {
  for (const close of closing) await close()
  closing = []
  await rm(folder, { recursive: true, force: true })
})

function engine(): TestEngine {
  const made = startEngine(folder)
  closing.push(made.close)
  return made
}

const train = async (window: TestWindow, change: Partial<ModelParameters> = {}): Promise<void> => {
  const parameters = { ...quick.model, ...change }
  expect((await window.run({ kind: 'train', parameters, rest: false })).state).toBe('done')
}

/** Starts a training that is not waited for. @returns its job */
const begin = async (window: TestWindow, epochs: number): Promise<string> => {
  const parameters = { ...quick.model, epochs }
  return (await window.ask('job.start', { kind: 'train', parameters, rest: false })).id
}

const kept = (window: TestWindow): number[] => [...(window.training?.kept ?? [])]

describe('kept epochs', () => {
  it('can be looked at, each with its own pictures and codes, while the training goes on', async () => {
    const { window, session } = engine()
    await openDigits(window)
    const id = await begin(window, 2000)
    await window.until(() => kept(window).length >= 3)
    const [first, second, third] = kept(window) as [number, number, number]
    const run = window.training!.run
    const early = await window.ask('training.epoch', { run, epoch: first })
    const late = await window.ask('training.epoch', { run, epoch: third })
    const seen = window.training!.epoch
    await window.until(() => window.training!.epoch > seen)

    expect(early.same.items).toEqual(late.same.items)
    expect(early.same.items).toHaveLength(14)
    expect(early.same.made).not.toEqual(late.same.made)
    expect(late.same.loss).toBeLessThan(early.same.loss)
    expect(early.random.items).not.toEqual(late.random.items)
    // The worst are worse than pictures taken without regard to their error.
    expect(late.worst.loss).toBeGreaterThan(late.same.loss)
    expect(late.worst.loss).toBeGreaterThan(late.random.loss)
    expect(late.codes.items).toEqual(early.codes.items)
    // Each cloud is turned onto the one before it: no axis is mirrored.
    const between = await window.ask('training.epoch', { run, epoch: second })
    for (const [before, after] of [
      [early, between],
      [between, late],
    ] as const) {
      const along = [0, 0, 0]
      before.codes.positions.forEach((x, i) => (along[i % 3]! += x * after.codes.positions[i]!))
      for (const product of along) expect(product).toBeGreaterThan(0)
    }

    await window.ask('job.cancel', { id })
    await session.jobs.idle
    await expect(window.ask('training.epoch', { run, epoch: 99_999 })).rejects.toMatchObject({
      code: 'bad-argument',
    })
  })

  it('stay few, and the state the training stopped at is one of them', async () => {
    const { window, session } = engine()
    await openDigits(window)
    const id = await begin(window, 5000)
    await window.until(() => (window.training?.epoch ?? 0) > 60)
    await window.ask('job.cancel', { id })
    await session.jobs.idle
    const { model, runs } = (await window.ask('study.summary', {}))!
    const history = (await window.ask('training.history', { run: null }))!
    expect(history.kept.length).toBeLessThanOrEqual(24)
    expect(history.kept.at(-1)).toBe(model!.epoch)
    expect(runs[0]).toMatchObject({ id: model!.run, kept: history.kept.length, epoch: model!.epoch })
    // The folder holds two files for each, and none of those that were thinned out.
    const files = await readdir(path.join(session.study!.location!, 'epochs'))
    expect(files).toHaveLength(2 * history.kept.length)
    expect(runs[0]!.bytes).toBeGreaterThan(0)
  })

  it('become the study’s model as they were, and what rests on the model is out of date', async () => {
    const { window, session } = engine()
    await openDigits(window)
    await train(window, { epochs: 8 })
    await window.run({ kind: 'embed', parameters: { ...quick.cloud, method: 'pca' } })
    const { run, kept: epochs } = (await window.ask('training.history', { run: null }))!
    const epoch = epochs[0]!
    const view = await window.ask('training.epoch', { run, epoch })
    const summary = await window.ask('run.use', { run, epoch })
    expect(summary.model).toMatchObject({ run, epoch, epochs: epoch })
    expect(summary.stages).toMatchObject({ model: 'done', codes: 'stale', cloud: 'stale' })
    const made = await session.study!.model!.network.reconstruct(view.same.pictures)
    // The pictures were kept as bytes: half a level of rounding, and one where two runs of the net round apart.
    made.forEach((value, i) => expect(Math.abs(value * 255 - view.same.made[i]!)).toBeLessThan(1.5))
    // The run is still there, and so is its end.
    const back = await window.ask('run.use', { run, epoch: null })
    expect(back.model).toMatchObject({ epoch: 8, epochs: 8 })
  })
})

describe('runs', () => {
  it('go on behind the same encoder, so that codes and map stay as they are', async () => {
    const { window, session } = engine()
    await openDigits(window)
    await train(window, { epochs: 4 })
    const objective = { ...defaultObjective('ae-ot-gan'), pool: 200 } as ModelParameters['objective']
    const parameters = { ...quick.model, objective, learningRate: 1e-4, epochs: 2, latent: 7 }
    const early = await window.run({ kind: 'train', parameters, rest: false })
    expect(early).toMatchObject({ state: 'failed', error: { code: 'missing-stage' } })
    await window.run({ kind: 'transport', parameters: quick.transport, rest: false })
    const { raw } = session.study!.codes!
    const job = await window.run({ kind: 'train', parameters, rest: false })
    expect(job.state).toBe('done')
    const summary = (await window.ask('study.summary', {}))!
    expect(summary.stages).toMatchObject({ model: 'done', codes: 'done', transport: 'done' })
    // The nets are the model's, whatever was asked for.
    expect(summary.model).toMatchObject({ name: 'ae-ot-gan 4-d', latent: 4, epochs: 2 })
    expect(summary.runs.map(({ name }) => name)).toContain('ae 4-d')
    const encoded = await session.study!.model!.network.encode(session.study!.pictures().pixels)
    expect(encoded).toEqual(raw.data)
    // What theorem 1 says of the pool: no code of it is farther from the nearest real one than it was moved from its own.
    const history = (await window.ask('training.history', { run: null }))!
    const { draws, epsilon, bound } = history.extension!
    const pool = session.study!.model!.checkpoint.weights['generator/codes']!.data
    expect(draws).toBe(200)
    expect(bound).toBeGreaterThan(0)
    expect(bound).toBeLessThanOrEqual(epsilon)
    expect(rootMeanSquareToNearest(pool, raw)).toBeLessThanOrEqual(bound * (1 + 1e-6))
    expect((await window.ask('training.history', { run: 'run-1' }))!.extension).toBeNull()
  })

  it('keep a former training, to which the study returns', async () => {
    const { window, session } = engine()
    await openDigits(window)
    await train(window, { epochs: 4 })
    const first = (await window.ask('study.summary', {}))!.model!
    const weights = session.study!.model!.checkpoint.weights
    await train(window, { epochs: 3, latent: 6 })
    const between = (await window.ask('study.summary', {}))!
    expect(between.runs.map(({ name }) => name)).toEqual(['ae 6-d', 'ae 4-d'])
    expect(between.model).toMatchObject({ latent: 6 })

    const summary = await window.ask('run.use', { run: first.run, epoch: null })
    expect(summary.model).toEqual(first)
    expect(summary.parameters.model).toMatchObject({ latent: 4, epochs: 4 })
    expect(summary.runs[0]!.id).toBe(first.run)
    expect(session.study!.model!.checkpoint.weights).toEqual(weights)
  })

  it('are named apart, renamed and removed, but not from under the model', async () => {
    const { window, session } = engine()
    await openDigits(window)
    await train(window)
    await train(window, { seed: 6 })
    const { runs } = (await window.ask('study.summary', {}))!
    const [current, former] = [runs[0]!, runs[1]!]
    expect(current.name).toBe('ae 4-d, 2')
    const renamed = await window.ask('run.rename', { run: current.id, name: 'Seed 6' })
    expect(renamed.runs[0]!.name).toBe('Seed 6')
    await expect(window.ask('run.remove', { run: current.id })).rejects.toMatchObject({
      code: 'bad-argument',
    })
    const removed = await window.ask('run.remove', { run: former.id })
    expect(removed.runs.map(({ id }) => id)).toEqual([current.id])
    await window.ask('study.save', { token: null, view: removed.view })
    const files = await readdir(path.join(session.study!.location!, 'epochs'))
    expect(files.every((file) => file.startsWith(`${current.id}-`))).toBe(true)
  })

  it('go along to another place, and open again with their epochs', async () => {
    const first = engine()
    await openDigits(first.window)
    await train(first.window, { epochs: 4 })
    await train(first.window, { epochs: 3, latent: 6 })
    const place = path.join(folder, 'mine')
    first.session.grant('t', place, 'write')
    const saved = await first.window.ask('study.save', { token: 't', view: first.window.summary!.view })
    const former = saved.runs[1]!
    const { kept: epochs } = (await first.window.ask('training.history', { run: former.id }))!
    const wanted = { run: former.id, epoch: epochs[0]! }
    const before = await first.window.ask('training.epoch', wanted)
    await rm(path.join(folder, 'studies'), { recursive: true })

    const second = engine()
    second.session.grant('u', place, 'write')
    const opened = await second.window.ask('study.open', { token: 'u' })
    expect(opened.runs).toEqual(saved.runs)
    expect(await second.window.ask('training.epoch', wanted)).toEqual(before)
    const returned = await second.window.ask('run.use', { run: former.id, epoch: null })
    expect(returned.model).toMatchObject({ run: former.id, latent: 4, epoch: 4 })
  })

  it('open without the epochs that were lost, which are named, and refuse one that was changed', async () => {
    const first = engine()
    await openDigits(first.window)
    await train(first.window, { epochs: 4 })
    const place = path.join(folder, 'hurt')
    first.session.grant('t', place, 'write')
    await first.window.ask('study.save', { token: 't', view: first.window.summary!.view })
    const { run, kept: epochs } = (await first.window.ask('training.history', { run: null }))!
    const [lost, changed] = [epochs[0]!, epochs.at(-1)!]
    for (const file of await readdir(path.join(place, 'epochs'))) {
      const at = path.join(place, 'epochs', file)
      if (file.startsWith(`${run}-epoch-${lost}-`) && file.endsWith('.npz')) await rm(at)
      if (file.startsWith(`${run}-epoch-${changed}-`) && file.endsWith('.safetensors')) {
        await writeFile(at, new Uint8Array(first.session.study!.runs[0]!.kept.at(-1)!.model.bytes))
      }
    }
    const second = engine()
    second.session.grant('u', place, 'write')
    const { damaged, stages } = await second.window.ask('study.open', { token: 'u' })
    expect(damaged.join(' ')).toContain(`Epoch ${lost} of ae 4-d`)
    expect(stages.model).toBe('done')
    expect([...(await second.window.ask('training.history', { run }))!.kept]).not.toContain(lost)
    await expect(second.window.ask('run.use', { run, epoch: changed })).rejects.toMatchObject({
      code: 'study-damaged',
    })
  })

  it('go on after a crash from the last autosave, as the same run', async () => {
    const first = engine()
    await openDigits(first.window)
    const id = await begin(first.window, 5000)
    await first.window.until(() => kept(first.window).length >= 2)
    await first.window.ask('job.pause', { id })
    // What an autosave would have written, taken away before the engine can say anything more.
    const study = first.session.study!
    await first.session.tools.autosave(study)
    const place = path.join(folder, 'crashed')
    await cp(study.location!, place, { recursive: true })
    await first.window.ask('job.cancel', { id })

    const second = engine()
    second.session.grant('u', place, 'write')
    const opened = await second.window.ask('study.open', { token: 'u' })
    expect(opened.damaged).toEqual([])
    expect(opened.runs).toHaveLength(1)
    const keptBefore = opened.runs[0]!.kept
    expect(keptBefore).toBeGreaterThanOrEqual(2)
    const epochBefore = opened.model!.epoch
    const resumed = await begin(second.window, 5000)
    await second.window.until(() => kept(second.window).some((epoch) => epoch > epochBefore))
    await second.window.ask('job.cancel', { id: resumed })
    await second.session.jobs.idle
    const after = (await second.window.ask('study.summary', {}))!
    expect(after.runs).toHaveLength(1)
    expect(after.model!.run).toBe(opened.runs[0]!.id)
    expect(after.model!.epoch).toBeGreaterThan(epochBefore)
    expect(after.runs[0]!.kept).toBeGreaterThan(keptBefore)
  })
})

/** Of codes [m, d], the distances to the nearest of others [n, d]. */
function rootMeanSquareToNearest(codes: Float32Array, { rows, columns, data }: Matrix): number {
  let sum = 0
  for (let i = 0; i < codes.length; i += columns) {
    let nearest = Infinity
    for (let j = 0; j < rows; j++) {
      let squares = 0
      for (let k = 0; k < columns; k++) squares += (codes[i + k]! - data[j * columns + k]!) ** 2
      nearest = Math.min(nearest, squares)
    }
    sum += nearest
  }
  return Math.sqrt((sum * columns) / codes.length)
}
