/**
 * The engine as the window knows it: the contract over a real message channel, with TensorFlow and the kernels, without
 * Electron. Stages run in this thread; the worker thread is the end-to-end run's part.
 */
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { contractVersion } from '../../shared/contracts/methods'
import { mapperSettings } from '../../shared/mapper-settings'
import { openDigits, quick, startEngine, type TestEngine, type TestWindow } from './test-engine'

async function makeAll(window: TestWindow): Promise<void> {
  expect((await window.run({ kind: 'train', parameters: quick.model, rest: false })).state).toBe('done')
  expect((await window.run({ kind: 'embed', parameters: quick.cloud })).state).toBe('done')
  expect((await window.run({ kind: 'transport', parameters: quick.transport, rest: false })).state).toBe(
    'done',
  )
  expect((await window.run({ kind: 'facets', parameters: quick.facets })).state).toBe('done')
}

let folder = ''
let closing: (() => Promise<void>)[] = []
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'brenier-session-'))
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

const path1 = (rule: 'straight' | 'spherical' | 'noise' | 'around') => ({
  id: 'p',
  name: 'P',
  rule,
  steps: 12,
  waypoints: [
    { kind: 'picture' as const, index: 0 },
    { kind: 'picture' as const, index: 1 },
  ],
})
const angle = (value: number) => ({ test: 'angle' as const, value })

describe('the engine over a channel', () => {
  it('greets with the contract it speaks and tells of its backend', async () => {
    const { window } = engine()
    window.port.postMessage({ type: 'hello', contract: contractVersion })
    await window.until(() => window.ready)
    expect(window.ready).toBe(contractVersion)
    const info = await window.ask('engine.info', {})
    expect(info.backend).toMatch(/TensorFlow|tfjs/)
  })

  it('makes every stage of a study, shows it as it comes, and traces paths by all four rules', async () => {
    const { window } = engine()
    await openDigits(window)
    await makeAll(window)
    expect(window.summary?.stages).toEqual({
      data: 'done',
      model: 'done',
      codes: 'done',
      transport: 'done',
      facets: 'done',
      cloud: 'done',
    })
    expect(new Set(window.frames)).toEqual(new Set(['training', 'cloud', 'transport']))
    expect(window.summary?.model?.heldOutLoss).toBeLessThan(0.08)

    const facets = (await window.ask('facets.get', {}))!
    expect(facets.count).toBeGreaterThan(300)

    for (const rule of ['straight', 'spherical', 'noise', 'around'] as const) {
      const trace = await window.ask('path.trace', { path: path1(rule), revision: 7, threshold: angle(3) })
      expect(trace.revision).toBe(7)
      expect(trace.decoded).toHaveLength(12 * 64)
      // Every rule but the noise one starts and ends on the pictures themselves.
      if (rule !== 'noise') {
        expect(trace.nearest[0]).toBe(0)
        expect(trace.nearest[11]).toBe(1)
        expect(trace.offData[0]).toBeLessThan(1e-3)
      }
      for (const { at } of trace.crossings) {
        expect(at).toBeGreaterThanOrEqual(0)
        expect(at).toBeLessThanOrEqual(11)
      }
    }
  })

  it('keeps the noise path constant between crossings, each of which jumps by what it says', async () => {
    const { window } = engine()
    await openDigits(window)
    await makeAll(window)
    const trace = await window.ask('path.trace', {
      path: { ...path1('noise'), steps: 64 },
      revision: 1,
      threshold: angle(0.5),
    })
    expect(trace.note).toBeNull()
    expect(trace.crossings.length).toBeGreaterThan(0)
    for (let step = 0; step + 1 < 64; step++) {
      const crossed = trace.crossings.filter(({ at }) => at > step && at <= step + 1)
      if (crossed.length === 0) expect(trace.jumps[step]).toBe(0)
      if (crossed.length === 1) expect(trace.jumps[step]).toBeCloseTo(crossed[0]!.jump, 1)
    }
  })

  it('resolves a place in the cloud to a mixture and keeps its code when the cloud moves', async () => {
    const { window } = engine()
    await openDigits(window)
    await makeAll(window)
    const cloud = (await window.ask('cloud.get', {}))!
    const at = (index: number) =>
      [...cloud.positions.subarray(3 * index, 3 * index + 3)] as [number, number, number]
    const place = { kind: 'place' as const, position: at(40) }
    const drawn = { ...path1('straight'), waypoints: [path1('straight').waypoints[0]!, place] }
    const first = await window.ask('path.trace', { path: drawn, revision: 1, threshold: angle(3) })
    const kept = first.handles[1]!.waypoint
    expect(kept.kind).toBe('mean')
    if (kept.kind !== 'mean') return
    // On a point the mixture is that point's alone.
    expect(kept.indices[0]).toBe(40)
    expect(kept.weights[0]).toBeGreaterThan(0.99)
    await window.run({ kind: 'embed', parameters: { ...quick.cloud, seed: 99 } })
    const again = { ...drawn, waypoints: [drawn.waypoints[0]!, kept] }
    const second = await window.ask('path.trace', { path: again, revision: 2, threshold: angle(3) })
    expect(second.decoded).toEqual(first.decoded)
  })

  it('says what is missing before there is a study, a model, a map', async () => {
    const { window } = engine()
    await expect(window.ask('cloud.get', {})).rejects.toMatchObject({ code: 'missing-stage' })
    await openDigits(window)
    await expect(
      window.ask('path.trace', { path: path1('straight'), revision: 1, threshold: angle(1) }),
    ).rejects.toMatchObject({ code: 'missing-stage' })
    await expect(window.ask('point.inspect', { index: 999_999 })).rejects.toMatchObject({
      code: 'bad-argument',
    })
    await expect(window.ask('study.open', { token: 'made up' })).rejects.toMatchObject({
      code: 'file-not-granted',
    })
  })

  it('counts as saved where the view of a save comes once more while it is written', async () => {
    const { session, window } = engine()
    await openDigits(window)
    const view = { ...window.summary!.view, page: 'train' as const }
    session.grant('mine', path.join(folder, 'mine'), 'write')
    const saving = window.ask('study.save', { token: 'mine', view })
    await window.ask('study.keepView', view)
    expect((await saving).saved).toBe(true)
    await window.ask('study.keepView', { ...view, page: 'data' })
    expect((await window.ask('study.summary', {}))!.saved).toBe(false)
  })

  it('goes on where the study cannot be kept by itself, says why, and keeps it once it can', async () => {
    const failures: string[] = []
    const made = startEngine(folder, ({ message }) => failures.push(message))
    closing.push(made.close)
    const { window } = made
    // No folder can be made within a file.
    await writeFile(path.join(folder, 'studies'), '')
    await openDigits(window)
    const training = { kind: 'train', parameters: { ...quick.model, epochs: 1 }, rest: false } as const
    expect((await window.run(training)).state).toBe('done')
    const { saved, saveProblem } = (await window.ask('study.summary', {}))!
    expect(saved).toBe(false)
    expect(saveProblem).toContain('studies')
    expect(failures).toContain(saveProblem)
    await rm(path.join(folder, 'studies'))
    expect((await window.run(training)).state).toBe('done')
    expect(await window.ask('study.summary', {})).toMatchObject({ saved: true, saveProblem: null })
  })

  it('saves only where the person granted writing', async () => {
    const { session, window } = engine()
    await openDigits(window)
    const { view } = window.summary!
    session.grant('read-only', path.join(folder, 'pictures'), 'read')
    await expect(window.ask('study.save', { token: 'read-only', view })).rejects.toMatchObject({
      code: 'file-not-granted',
    })
  })

  it('pauses, steps once, resumes, and on cancel keeps the model as far as it came', async () => {
    const { window } = engine()
    await openDigits(window)
    const { id } = await window.ask('job.start', {
      kind: 'train',
      parameters: { ...quick.model, epochs: 500 },
      rest: false,
    })
    await window.until(() => window.jobs.some(({ stage, done }) => stage === 'Train' && done > 20))
    await window.ask('job.pause', { id })
    const paused = (await window.ask('training.history', { run: null }))!
    await window.ask('job.step', { id })
    await window.ask('job.resume', { id })
    await window.until(() => (window.jobs.at(-1)?.done ?? 0) > 60)
    const asked = performance.now()
    await window.ask('job.cancel', { id })
    await window.until(() => window.jobs.some((status) => status.id === id && status.state === 'cancelled'))
    // The bound is 200 ms on a quiet machine; a busy one gets five times as much.
    expect(performance.now() - asked).toBeLessThan(1000)
    expect(paused.epochs).toBe(500)
    const model = (await window.ask('study.summary', {}))!.model!
    expect(model.epoch).toBeGreaterThan(0)
    expect(model.epoch).toBeLessThan(500)
  })

  it('reopens a saved study exactly, paths and view included', async () => {
    const first = engine()
    await openDigits(first.window)
    await makeAll(first.window)
    const view = {
      ...first.window.summary!.view,
      camera: {
        position: [1, 2, 3] as [number, number, number],
        target: [0, 0, 0.5] as [number, number, number],
      },
      threshold: angle(0.66),
      paths: [path1('noise')],
      activePath: 'p',
    }
    const place = path.join(folder, 'mine')
    first.session.grant('t', place, 'write')
    await first.window.ask('study.save', { token: 't', view })
    const wanted = { path: path1('noise'), revision: 3, threshold: angle(0.66) }
    const before = await first.window.ask('path.trace', wanted)
    const cloud = await first.window.ask('cloud.get', {})

    const second = engine()
    // As the shell grants a recent study: to be opened and saved again in its place.
    second.session.grant('u', place, 'write')
    const summary = await second.window.ask('study.open', { token: 'u' })
    expect(summary.damaged).toEqual([])
    expect(summary.view).toEqual(view)
    expect(summary.stages.facets).toBe('done')
    expect((await second.window.ask('cloud.get', {}))!.positions).toEqual(cloud!.positions)
    const after = await second.window.ask('path.trace', wanted)
    expect({ ...after, milliseconds: 0 }).toEqual({ ...before, milliseconds: 0 })
    expect(await second.window.ask('facets.get', {})).toEqual(await first.window.ask('facets.get', {}))
  })

  it('opens what is left of a damaged study and names the part', async () => {
    const first = engine()
    await openDigits(first.window)
    await makeAll(first.window)
    const place = path.join(folder, 'hurt')
    first.session.grant('t', place, 'write')
    await first.window.ask('study.save', { token: 't', view: first.window.summary!.view })
    const heights = (await readdir(path.join(place, 'parts'))).find((file) => file.startsWith('heights'))!
    await writeFile(path.join(place, 'parts', heights), 'not an array')

    const second = engine()
    second.session.grant('u', place, 'read')
    const summary = await second.window.ask('study.open', { token: 'u' })
    expect(summary.damaged.join(' ')).toContain('heights.npy')
    expect(summary.stages).toMatchObject({
      model: 'done',
      codes: 'done',
      cloud: 'done',
      transport: 'none',
      facets: 'none',
    })
    const trace = await second.window.ask('path.trace', {
      path: path1('straight'),
      revision: 1,
      threshold: angle(1),
    })
    expect(trace.decoded.length).toBeGreaterThan(0)
  })

  it('goes on with an unfinished training where it stopped', async () => {
    const first = engine()
    await openDigits(first.window)
    const parameters = { ...quick.model, epochs: 40 }
    const { id } = await first.window.ask('job.start', { kind: 'train', parameters, rest: false })
    await first.window.until(() =>
      first.window.jobs.some(({ stage, done }) => stage === 'Train' && done > 100),
    )
    await first.window.ask('job.cancel', { id })
    await first.session.jobs.idle
    const stopped = (await first.window.ask('study.summary', {}))!.model!.epoch
    expect(stopped).toBeLessThan(40)
    expect((await first.window.run({ kind: 'train', parameters, rest: false })).state).toBe('done')
    const history = (await first.window.ask('training.history', { run: null }))!
    expect(history.epoch).toBe(40)

    const straight = engine()
    await openDigits(straight.window)
    await straight.window.run({ kind: 'train', parameters, rest: false })
    const whole = (await straight.window.ask('training.history', { run: null }))!
    // The same weights to the last bit would need a single thread; the curve is the same to rounding.
    expect(history.heldOut.at(-1)).toBeCloseTo(whole.heldOut.at(-1)!, 3)
  })
})

describe('a study of points in the plane', () => {
  it('gets the exact map, its diagram and its tears at once', async () => {
    const { window } = engine()
    await window.ask('study.create', { recipe: 'gaussians-25', source: null, name: null })
    expect((await window.run({ kind: 'run' })).state).toBe('done')
    const { transport } = window.summary!
    expect(transport).toMatchObject({ method: 'newton2d', exact: true, converged: true, emptyCells: 0 })
    expect(transport!.worstCell).toBeLessThan(1e-6)
    expect(transport!.gap!).toBeLessThan(1e-9)

    const diagram = (await window.ask('transport.diagram', {}))!
    const facets = (await window.ask('facets.get', {}))!
    expect(facets.exact).toBe(true)
    // A planar graph: fewer than 3N edges, at least a spanning tree.
    expect(facets.count).toBeGreaterThan(diagram.cells - 2)
    expect(facets.count).toBeLessThan(3 * diagram.cells)
    let area = 0
    for (let cell = 0; cell < diagram.cells; cell++) {
      const start = diagram.offsets[cell]!
      const end = diagram.offsets[cell + 1]!
      for (let k = start; k < end; k++) {
        const next = k + 1 === end ? start : k + 1
        const [ax, ay] = [diagram.vertices[2 * k]!, diagram.vertices[2 * k + 1]!]
        const [bx, by] = [diagram.vertices[2 * next]!, diagram.vertices[2 * next + 1]!]
        area += (ax * by - ay * bx) / 2
      }
    }
    // Vertices cross as 32-bit floats.
    expect(area).toBeCloseTo(1, 5)

    // Between modes the map tears, within them it does not: angles of the two kinds do not overlap.
    const { classes } = await window.ask('data.labels', {})
    const within: number[] = []
    const between: number[] = []
    for (let f = 0; f < facets.count; f++) {
      const kind = classes![facets.first[f]!] === classes![facets.second[f]!] ? within : between
      kind.push(facets.angle[f]!)
    }
    expect(Math.min(...between)).toBeGreaterThan(Math.max(...within))
    expect(facets.suggested.value).toBeGreaterThan(Math.max(...within))
    expect(facets.suggested.value).toBeLessThan(Math.min(...between))
  })

  it('learns a map from noise to the points as a job, and tells of it in the summary', async () => {
    const { window } = engine()
    await window.ask('study.create', { recipe: 'moons', source: null, name: null })
    const { spec, training } = mapperSettings('ottrans', 2, 'code')
    const parameters = {
      spec: { ...spec, hidden: [16] },
      training: { ...training, steps: 30, batchSize: 32, reportEvery: 10 },
    }
    expect((await window.run({ kind: 'mapper', parameters })).state).toBe('done')
    const { mapper } = await window.until(() => window.summary?.mapper && window.summary)
    expect(mapper).toMatchObject({ parameters, fits: true, step: 30 })
    expect(Object.keys(mapper!.figures)).toEqual(['regression', 'gradient norm'])
    const refused = { spec: { ...parameters.spec, noiseDimension: 3 }, training: parameters.training }
    await expect(window.run({ kind: 'mapper', parameters: refused })).rejects.toMatchObject({
      code: 'bad-message',
    })
  })

  it('draws a straight path as a straight line: the cloud is the codes themselves', async () => {
    const { window } = engine()
    await window.ask('study.create', { recipe: 'gaussians-25', source: null, name: null })
    await window.run({ kind: 'run' })
    const { positions } = (await window.ask('cloud.get', {}))!
    const wanted = { path: path1('straight'), revision: 1, threshold: angle(1) }
    const trace = await window.ask('path.trace', wanted)
    for (let step = 0; step < trace.steps; step++) {
      const t = step / (trace.steps - 1)
      for (let k = 0; k < 3; k++) {
        const expected = (1 - t) * positions[k]! + t * positions[3 + k]!
        // Codes are 32-bit floats of size 1.
        expect(trace.positions[3 * step + k]!).toBeCloseTo(expected, 5)
      }
    }
  })
})
