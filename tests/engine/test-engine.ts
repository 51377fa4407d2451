/**
 * The engine as the window knows it, for tests: the contract over a real message channel, with TensorFlow and the
 * kernels, without Electron. Stages run in this thread; the worker thread is the end-to-end run's part.
 */
import path from 'node:path'
import { MessageChannel, type MessagePort } from 'node:worker_threads'
import type { JobRequest, JobStatus } from '../../shared/contracts/jobs'
import { events, methods, type AnswerOf, type Method, type RequestOf } from '../../shared/contracts/methods'
import { toWindow, validate, type ToWindow } from '../../shared/contracts/protocol'
import type { StudySummary } from '../../shared/contracts/study'
import type { TrainingHistory } from '../../shared/contracts/training'
import { inThreadCompute } from '../../main/jobs/compute'
import { computeTasks } from '../../main/jobs/tasks'
import { tensorsHere } from '../../main/nn/tensors'
import { engineInfo } from '../../main/service/engine-info'
import { handlers } from '../../main/service/handlers'
import { EngineServer, type Handlers } from '../../main/service/server'
import { Session } from '../../main/service/session'

/** A window's end of the channel: asks, checks every message against its schema, acknowledges frames. */
export class TestWindow {
  readonly jobs: JobStatus[] = []
  readonly frames: string[] = []
  summary: StudySummary | null = null
  training: TrainingHistory | null = null
  ready: number | null = null
  readonly #open = new Map<number, { resolve: (value: unknown) => void; reject: (error: unknown) => void }>()
  #waiting: (() => void)[] = []
  #id = 0

  constructor(readonly port: MessagePort) {
    port.on('message', (raw) => this.#receive(validate(toWindow, raw, 'Message to the window')))
  }

  ask<M extends Method>(method: M, params: RequestOf<M>): Promise<AnswerOf<M>> {
    const id = ++this.#id
    this.port.postMessage({ type: 'request', id, method, params })
    return new Promise((resolve, reject) => {
      this.#open.set(id, {
        resolve: (value) => resolve(validate(methods[method].answer, value, method) as AnswerOf<M>),
        reject,
      })
    })
  }

  async until<T>(condition: () => T | undefined | false | null): Promise<T> {
    for (;;) {
      const value = condition()
      if (value) return value
      await new Promise<void>((resolve) => this.#waiting.push(resolve))
    }
  }

  /** Starts a job and waits for its end. */
  async run(request: JobRequest): Promise<JobStatus> {
    const { id } = await this.ask('job.start', request)
    return this.until(() =>
      this.jobs.find((status) => status.id === id && !['running', 'paused'].includes(status.state)),
    )
  }

  #receive(message: ToWindow): void {
    if (message.type === 'ready') this.ready = message.contract
    if (message.type === 'answer') {
      const asked = this.#open.get(message.id)
      this.#open.delete(message.id)
      if (message.ok) asked?.resolve(message.value)
      else asked?.reject(message.error)
    }
    if (message.type === 'event' && message.name === 'job')
      this.jobs.push(validate(events.job, message.value, 'job'))
    if (message.type === 'event' && message.name === 'study') {
      this.summary = validate(events.study, message.value, 'study')
    }
    if (message.type === 'frame') {
      if (message.channel === 'cloud') validate(events.cloud, message.value, 'cloud')
      if (message.channel === 'training') this.training = validate(events.training, message.value, 'training')
      this.frames.push(message.channel)
      this.port.postMessage({ type: 'acknowledge', channel: message.channel, revision: message.revision })
    }
    const waiting = this.#waiting
    this.#waiting = []
    for (const wake of waiting) wake()
  }
}

export interface TestEngine {
  readonly session: Session
  readonly window: TestWindow
  close(): Promise<void>
}

/**
 * An engine whose own folder is `folder`, and a window on it.
 * @param onAutosaveFailed for tests in which one is meant to fail
 */
export function startEngine(
  folder: string,
  onAutosaveFailed: (error: Error) => void = (error) => {
    throw error
  },
): TestEngine {
  const table = {} as { -readonly [M in keyof Handlers]: Handlers[M] }
  const server = new EngineServer(table, (error) => {
    throw error
  })
  const session = new Session({
    tools: {
      tensors: tensorsHere(),
      compute: inThreadCompute(computeTasks(null), () => performance.now()),
      clock: () => performance.now(),
      resources: 'resources',
    },
    publisher: server,
    studiesFolder: path.join(folder, 'studies'),
    reproductionsFolder: path.join(folder, 'reproductions'),
    wallClock: () => 1_800_000_000_000,
    onRecent: () => undefined,
    onAutosaveFailed,
  })
  Object.assign(
    table,
    handlers(session, () => engineInfo(session.tools.tensors, 'test', folder)),
  )
  const { port1, port2 } = new MessageChannel()
  server.connect({
    post: (message) => port1.postMessage(message),
    onMessage: (listener) => port1.on('message', listener),
  })
  const window = new TestWindow(port2)
  const close = async () => {
    await session.close()
    port1.close()
  }
  return { session, window, close }
}

/** Parameters with which every stage takes moments. */
export const quick = {
  model: {
    objective: { kind: 'ae' },
    kind: 'ae-dense',
    latent: 4,
    width: 64,
    learningRate: 0.003,
    beta1: 0.9,
    beta2: 0.999,
    batch: 128,
    epochs: 3,
    refineEpochs: 0,
    heldOut: 0.1,
    seed: 5,
  },
  transport: { method: 'auto', source: 'cube', tolerance: 0.2, seconds: 1, targets: 300, seed: 5 },
  cloud: { method: 'tsne', dimensions: 3, perplexity: 20, iterations: 40, degreesOfFreedom: 2, seed: 5 },
  facets: { samples: 20_000, seed: 5 },
} as const

export async function openDigits(window: TestWindow): Promise<void> {
  await window.ask('study.create', { recipe: 'digits', source: null, name: null })
}
