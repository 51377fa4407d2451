import { describe, expect, it } from 'vitest'
import { contractVersion } from '../../shared/contracts/methods'
import { BrenierError } from '../../shared/errors'
import { PortClient, type EnginePort } from './port-client'

class StubPort implements EnginePort {
  readonly sent: Record<string, unknown>[] = []
  closed = false
  #message: ((event: { data: unknown }) => void)[] = []
  #close: (() => void)[] = []
  postMessage(message: unknown): void {
    this.sent.push(structuredClone(message) as Record<string, unknown>)
  }
  addEventListener(type: 'message' | 'close', listener: unknown): void {
    if (type === 'message') this.#message.push(listener as (event: { data: unknown }) => void)
    else this.#close.push(listener as () => void)
  }
  start(): void {
    // Messages are handed over by `say`.
  }
  close(): void {
    this.closed = true
  }
  say(data: unknown): void {
    for (const listener of this.#message) listener({ data })
  }
  end(): void {
    for (const listener of this.#close) listener()
  }
  requests(): Record<string, unknown>[] {
    return this.sent.filter(({ type }) => type === 'request')
  }
}

const ready = { type: 'ready', contract: contractVersion }
const frame = (revision: number, x = 0) => ({
  type: 'frame',
  channel: 'cloud',
  revision,
  value: {
    revision,
    method: 'pca',
    dimensions: 3,
    count: 1,
    iteration: revision,
    iterations: 10,
    kl: null,
    positions: new Float32Array([x, 0, 0]),
  },
})

const refusalOf = (promise: Promise<unknown>): Promise<BrenierError> =>
  promise.then(
    () => {
      throw new Error('Expected a rejection.')
    },
    (error: unknown) => error as BrenierError,
  )

describe('port client', () => {
  it('greets, holds requests until the engine is ready, and hands over the validated answer', async () => {
    const client = new PortClient()
    const port = new StubPort()
    const answer = client.request('transport.map', { point: [0, 1] })
    client.attach(port)
    expect(port.sent).toEqual([{ type: 'hello', contract: contractVersion }])
    port.say(ready)
    expect(port.requests()).toEqual([
      { type: 'request', id: 1, method: 'transport.map', params: { point: [0, 1] } },
    ])
    port.say({ type: 'answer', id: 1, ok: true, value: { item: 3, mass: 0.5 } })
    await expect(answer).resolves.toEqual({ item: 3, mass: 0.5 })
  })

  it('refuses an engine of another version, now and later', async () => {
    const client = new PortClient()
    const port = new StubPort()
    const early = refusalOf(client.request('study.recipes', {}))
    client.attach(port)
    port.say({ type: 'ready', contract: contractVersion + 1 })
    expect((await early).code).toBe('version-mismatch')
    expect((await refusalOf(client.request('study.recipes', {}))).code).toBe('version-mismatch')
    expect(port.closed).toBe(true)
  })

  it('rejects what was open when a new port replaces the old, and serves requests on the new one', async () => {
    const client = new PortClient()
    const [old, renewed] = [new StubPort(), new StubPort()]
    client.attach(old)
    old.say(ready)
    const lost = refusalOf(client.request('study.recipes', {}))
    client.attach(renewed)
    expect((await lost).code).toBe('engine-restarted')
    renewed.say(ready)
    const again = client.request('study.recipes', {})
    old.say({ type: 'answer', id: 2, ok: true, value: 'from the dead engine' })
    renewed.say({ type: 'answer', id: 2, ok: true, value: [] })
    await expect(again).resolves.toEqual([])
  })

  it('rejects open requests when the port closes by itself', async () => {
    const client = new PortClient()
    const port = new StubPort()
    client.attach(port)
    port.say(ready)
    const lost = refusalOf(client.request('study.recipes', {}))
    port.end()
    expect((await lost).code).toBe('engine-restarted')
    expect(client.state).toBe('waiting')
  })

  it('turns a failure from the engine into its error, and an answer out of shape into bad-message', async () => {
    const client = new PortClient()
    const port = new StubPort()
    client.attach(port)
    port.say(ready)
    const failed = refusalOf(client.request('job.start', { kind: 'run' }))
    const bent = refusalOf(client.request('transport.map', { point: [0] }))
    const failure = { code: 'job-busy', message: 'A job is running.', details: { id: 'a' } }
    port.say({ type: 'answer', id: 1, ok: false, error: failure })
    port.say({ type: 'answer', id: 2, ok: true, value: { item: -1, mass: 0 } })
    expect(await failed).toMatchObject(failure)
    expect((await bent).code).toBe('bad-message')
  })

  it('refuses parameters out of shape before they are sent', async () => {
    const client = new PortClient()
    const port = new StubPort()
    client.attach(port)
    port.say(ready)
    const error = await refusalOf(client.request('transport.map', { point: [Number.NaN] }))
    expect(error.code).toBe('bad-message')
    expect(port.requests()).toEqual([])
  })

  it('delivers only the newest of the frames that wait and acknowledges it', () => {
    const tasks: (() => void)[] = []
    const client = new PortClient((work) => tasks.push(work))
    const port = new StubPort()
    client.attach(port)
    port.say(ready)
    const seen: number[] = []
    client.on('cloud', ({ iteration }) => seen.push(iteration))
    port.say(frame(1))
    port.say(frame(3))
    port.say(frame(2))
    expect(seen).toEqual([])
    tasks.splice(0).forEach((task) => {
      task()
    })
    expect(seen).toEqual([3])
    expect(port.sent.at(-1)).toEqual({ type: 'acknowledge', channel: 'cloud', revision: 3 })
    port.say(frame(2))
    tasks.splice(0).forEach((task) => {
      task()
    })
    expect(seen).toEqual([3])
  })

  it('acknowledges a frame it cannot use and reports why', () => {
    const client = new PortClient((work) => {
      work()
    })
    const port = new StubPort()
    client.attach(port)
    port.say(ready)
    const problems: BrenierError[] = []
    client.onProblem((error) => problems.push(error))
    port.say(frame(1, Number.NaN))
    expect(problems.map(({ code }) => code)).toEqual(['bad-message'])
    expect(port.sent.at(-1)).toEqual({ type: 'acknowledge', channel: 'cloud', revision: 1 })
  })

  it('starts frame revisions anew after a restart', () => {
    const client = new PortClient((work) => {
      work()
    })
    const seen: number[] = []
    client.on('cloud', ({ iteration }) => seen.push(iteration))
    for (const revisions of [[7], [1]]) {
      const port = new StubPort()
      client.attach(port)
      port.say(ready)
      for (const revision of revisions) port.say(frame(revision))
    }
    expect(seen).toEqual([7, 1])
  })
})
