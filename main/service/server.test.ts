import { describe, expect, it } from 'vitest'
import type { ToWindow } from '../../shared/contracts/protocol'
import { contractVersion } from '../../shared/contracts/methods'
import { BrenierError } from '../../shared/errors'
import { EngineServer, type Handlers, type Port } from './server'

function fakePort() {
  const sent: ToWindow[] = []
  let listener: (message: unknown) => void = () => undefined
  const port: Port = { post: (message) => sent.push(message), onMessage: (held) => (listener = held) }
  return { port, sent, receive: (message: unknown) => listener(message) }
}

const settle = () => new Promise<void>((resolve) => setTimeout(resolve, 0))

function serve(overrides: Partial<Handlers>) {
  const defects: BrenierError[] = []
  const server = new EngineServer(overrides as Handlers, (error) => defects.push(error))
  const wire = fakePort()
  server.connect(wire.port)
  return { server, defects, ...wire }
}

const layout = (revision: number) => ({
  revision,
  method: 'pca' as const,
  dimensions: 3,
  count: 1,
  iteration: revision,
  iterations: 10,
  kl: null,
  positions: new Float32Array(3),
})

describe('EngineServer', () => {
  it('greets with its contract version', async () => {
    const { receive, sent } = serve({})
    receive({ type: 'hello', contract: 0 })
    await settle()
    expect(sent).toEqual([{ type: 'ready', contract: contractVersion }])
  })

  it('answers a question, and a thrown error with its code and sentence', async () => {
    const { receive, sent } = serve({
      'study.close': () => ({ done: true }),
      'study.summary': () => {
        throw new BrenierError('missing-stage', 'Open a study first.', { stage: 'data' })
      },
    })
    receive({ type: 'request', id: 1, method: 'study.close', params: {} })
    receive({ type: 'request', id: 2, method: 'study.summary', params: {} })
    await settle()
    expect(sent).toContainEqual({ type: 'answer', id: 1, ok: true, value: { done: true } })
    expect(sent).toContainEqual({
      type: 'answer',
      id: 2,
      ok: false,
      error: { code: 'missing-stage', message: 'Open a study first.', details: { stage: 'data' } },
    })
  })

  it('refuses unknown methods and parameters that do not fit, and goes on serving', async () => {
    const { receive, sent, defects } = serve({ 'study.close': () => ({ done: true }) })
    receive({ type: 'request', id: 1, method: 'constructor', params: {} })
    receive({ type: 'request', id: 2, method: 'point.inspect', params: { index: -1 } })
    receive('not even an object')
    receive({ type: 'request', id: 3, method: 'study.close', params: {} })
    await settle()
    const codes = sent.map((message) =>
      message.type === 'answer' && !message.ok ? message.error.code : 'ok',
    )
    expect(codes).toEqual(['bad-message', 'bad-message', 'ok'])
    expect(defects).toHaveLength(1)
  })

  it('keeps only the newest frame until the last one is acknowledged', () => {
    const { server, sent, receive } = serve({})
    for (let revision = 1; revision <= 5; revision++) server.frame('cloud', layout(revision))
    const frames = () => sent.flatMap((message) => (message.type === 'frame' ? [message] : []))
    expect(frames().map((frame) => (frame.value as { revision: number }).revision)).toEqual([1])
    receive({ type: 'acknowledge', channel: 'cloud', revision: frames()[0]!.revision })
    expect(frames().map((frame) => (frame.value as { revision: number }).revision)).toEqual([1, 5])
    receive({ type: 'acknowledge', channel: 'cloud', revision: frames()[1]!.revision })
    expect(frames()).toHaveLength(2)
  })

  it('reports a defect of the product beside the answer', async () => {
    const { receive, sent, defects } = serve({
      'study.close': () => {
        throw new TypeError('x is undefined')
      },
    })
    receive({ type: 'request', id: 1, method: 'study.close', params: {} })
    await settle()
    expect(defects[0]?.code).toBe('internal')
    expect(sent[0]).toMatchObject({ ok: false, error: { code: 'internal' } })
  })
})
