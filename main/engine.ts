/**
 * Entry of the engine process: an Electron utility process that serves the contract to the window and answers
 * the host's heartbeat. It imports nothing of Electron; the parent port is taken from the process.
 */
import path from 'node:path'
import { toEngineFromHost, validate, type ToHostFromEngine } from '../shared/contracts/protocol'
import type { StudySummary } from '../shared/contracts/study'
import { BrenierError, asBrenierError } from '../shared/errors'
import { threadTensors } from './nn/tensor-thread'
import { workerThread } from './service/worker-thread'
import { engineInfo } from './service/engine-info'
import { handlers } from './service/handlers'
import { EngineServer, type Handlers, type Port } from './service/server'
import { Session } from './service/session'
import { studyFacts } from './service/study-facts'
import { threadCompute } from './jobs/compute'
import { productVersion } from '../shared/product'

/** Electron's MessagePortMain, as far as it is used here. */
interface HostPort {
  postMessage(message: unknown): void
  on(event: 'message', listener: (event: { data: unknown; ports: HostPort[] }) => void): void
  on(event: 'close', listener: () => void): void
  start(): void
}

function required(name: string): string {
  const value = process.env[name]
  if (value) return value
  throw new BrenierError('engine-unavailable', `Expected the variable ${name} from the host, got none.`)
}

const parent = (process as unknown as { parentPort?: HostPort }).parentPort
if (!parent)
  throw new BrenierError(
    'engine-unavailable',
    'The engine runs as a utility process only. Use the command line instead.',
  )

const tell = (message: ToHostFromEngine) => parent.postMessage(message)
const log = (error: BrenierError) =>
  process.stderr.write(`engine: ${error.code}: ${error.stack ?? error.message}\n`)
const resources = required('BRENIER_RESOURCES')
const home = required('BRENIER_HOME')

// The server needs the handlers and the session publishes through the server: the table is filled below.
const table = {} as { -readonly [M in keyof Handlers]: Handlers[M] }
const server = new EngineServer(table, log)
const session = new Session({
  tools: {
    tensors: threadTensors(workerThread('./tensor-worker.js', import.meta.url)),
    compute: threadCompute(workerThread('./compute-worker.js', import.meta.url)),
    clock: () => performance.now(),
    resources,
  },
  publisher: server,
  studiesFolder: path.join(home, 'studies'),
  reproductionsFolder: path.join(home, 'reproductions'),
  wallClock: () => performance.timeOrigin + performance.now(),
  onRecent: (place: string, summary: StudySummary, pictures: readonly string[]) =>
    tell({
      type: 'recent',
      path: place,
      name: summary.name,
      facts: studyFacts(summary),
      pictures: [...pictures],
    }),
  onAutosaveFailed: log,
})
Object.assign(
  table,
  handlers(session, () => engineInfo(session.tools.tensors, productVersion, home)),
)

function connect(port: HostPort): void {
  const wire: Port = {
    post: (message) => port.postMessage(message),
    onMessage: (listener) => port.on('message', (event) => listener(event.data)),
  }
  server.connect(wire)
  port.on('close', () => server.disconnect(wire))
  port.start()
}

async function close(): Promise<void> {
  await session.close().catch((error: unknown) => log(asBrenierError(error)))
  tell({ type: 'closed' })
}

parent.on('message', ({ data, ports }) => {
  try {
    const message = validate(toEngineFromHost, data, 'Message of the host')
    if (message.type === 'ping') tell({ type: 'pong', id: message.id })
    if (message.type === 'grant') session.grant(message.token, message.path, message.use)
    if (message.type === 'connect' && ports[0]) connect(ports[0])
    if (message.type === 'shutdown') void close()
  } catch (error) {
    log(asBrenierError(error))
  }
})

// Loaded before anybody asks, since it takes seconds. Where no backend loads, the engine serves all that needs none.
session.tools.tensors.facts().catch((error: unknown) => log(asBrenierError(error)))
tell({ type: 'ready' })
