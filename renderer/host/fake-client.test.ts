import { describe, expect, it } from 'vitest'
import { events, methods } from '../../shared/contracts/methods'
import { validate } from '../../shared/contracts/protocol'
import { FakeClient } from './fake-client'

const engine = (): FakeClient => new FakeClient({ tickMilliseconds: 0, delayMilliseconds: 0 })

describe('fake engine', () => {
  it('answers within the contract for pictures', async () => {
    const client = engine()
    client.openFinished('digits')
    validate(methods['study.summary'].answer, await client.request('study.summary', {}), 'summary')
    validate(methods['facets.get'].answer, await client.request('facets.get', {}), 'facets')
    validate(methods['cloud.get'].answer, await client.request('cloud.get', {}), 'cloud')
    const order = await client.request('cloud.values', { of: 'order', from: 3 })
    validate(methods['cloud.values'].answer, order, 'order')
    expect(order.values?.[3]).toBe(0)
    validate(methods['data.labels'].answer, await client.request('data.labels', {}), 'labels')
    const history = await client.request('training.history', { run: null })
    validate(methods['training.history'].answer, history, 'history')
    const epoch = await client.request('training.epoch', { run: history!.run, epoch: history!.kept[0]! })
    validate(methods['training.epoch'].answer, epoch, 'epoch')
    const atlas = await client.request('data.atlas', { indices: [0, 1, 2], cell: 28 })
    validate(methods['data.atlas'].answer, atlas, 'atlas')
    const report = await client.request('point.inspect', { index: 3 })
    validate(methods['point.inspect'].answer, report, 'report')
    const traced = await client.request('path.trace', {
      path: {
        id: 'p',
        name: 'Path 1',
        rule: 'noise',
        steps: 16,
        waypoints: [
          { kind: 'picture', index: 0 },
          { kind: 'place', position: [0, 0, 0] },
          { kind: 'picture', index: 5 },
        ],
      },
      revision: 4,
      threshold: { test: 'angle', value: 0.6 },
    })
    validate(methods['path.trace'].answer, traced, 'trace')
    expect(traced.revision).toBe(4)
    expect(traced.handles.map(({ waypoint }) => waypoint.kind)).toEqual(['picture', 'mean', 'picture'])
  })

  it('gives every cell of a plane map the same mass and tiles the domain', async () => {
    const client = engine()
    client.openFinished('gaussians-8')
    const diagram = await client.request('transport.diagram', {})
    validate(methods['transport.diagram'].answer, diagram, 'diagram')
    const state = await client.request('transport.state', {})
    // Newton stops at a relative error of 1e-13; single precision keeps six digits of it.
    for (const mass of state!.cellMass) expect(mass).toBeCloseTo(1, 5)
    const facets = await client.request('facets.get', {})
    expect(diagram!.segments.length).toBe(4 * facets!.count)
  })

  it('runs a job to its end, marking stages and sending frames', async () => {
    const client = engine()
    await client.request('study.create', { recipe: 'gaussians-8', source: null, name: null })
    const stages: string[] = []
    let frames = 0
    client.on('study', (summary) => stages.push(summary.stages.cloud))
    client.on('cloud', (frame) => {
      validate(events.cloud, frame, 'frame')
      frames += 1
    })
    const job = await client.request('job.start', { kind: 'run' })
    await expect(client.request('job.start', { kind: 'run' })).rejects.toMatchObject({ code: 'job-busy' })
    for (let n = 0; n < job.total; n++) client.tick()
    expect(stages.at(-1)).toBe('done')
    expect(frames).toBe(50)
  })
})
