import { beforeEach, describe, expect, it } from 'vitest'
import type { ToEngineFromHost } from '../shared/contracts/protocol'
import type { EngineStatus } from '../shared/contracts/window'
import { EngineHost, engineTiming, type EngineChild, type RecentReport } from './engine-host'
import type { HeldGrant } from './grants'
import { heartbeatTiming, type Clock } from './heartbeat'

/** Time that passes when a test says so. `oversleep` passes time in which nothing ran, as a sleeping computer does. */
class FakeClock implements Clock {
  #now = 0
  #waits: { at: number; act: () => void }[] = []
  now = () => this.#now
  after = (milliseconds: number, act: () => void) => {
    const wait = { at: this.#now + milliseconds, act }
    this.#waits.push(wait)
    return () => {
      this.#waits = this.#waits.filter((other) => other !== wait)
    }
  }
  pass(milliseconds: number): void {
    const end = this.#now + milliseconds
    for (;;) {
      const next = this.#waits.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0]
      if (!next) break
      this.#now = Math.max(this.#now, next.at)
      this.#waits = this.#waits.filter((other) => other !== next)
      next.act()
    }
    this.#now = end
  }
  oversleep(milliseconds: number): void {
    this.#now += milliseconds
  }
}

class FakeChild implements EngineChild<string> {
  readonly posted: ToEngineFromHost[] = []
  readonly ports: string[] = []
  killed = false
  /** Answers pings until told otherwise. */
  alive = true
  /** A process that survives even a kill, for a while. */
  reapable = true
  readonly #receivers: ((message: unknown) => void)[] = []
  readonly #exits: ((code: number) => void)[] = []
  post(message: ToEngineFromHost, port?: string): void {
    this.posted.push(message)
    if (port !== undefined) this.ports.push(port)
    if (message.type === 'ping' && this.alive) this.say({ type: 'pong', id: message.id })
  }
  /** Share of the processor it gets; null where the system does not say. */
  share: number | null = 1
  #used = 0
  #measured = clock.now()
  processorTime(): number | null {
    this.#used += (clock.now() - this.#measured) * (this.share ?? 0)
    this.#measured = clock.now()
    return this.share === null ? null : this.#used
  }
  kill(): void {
    this.killed = true
    if (this.reapable) this.exit(9)
  }
  onMessage = (listener: (message: unknown) => void) => void this.#receivers.push(listener)
  onExit = (listener: (code: number) => void) => void this.#exits.push(listener)
  say(message: unknown): void {
    for (const receive of this.#receivers) receive(message)
  }
  exit(code: number): void {
    for (const exited of this.#exits) exited(code)
  }
  types = () => this.posted.map(({ type }) => type)
}

let clock: FakeClock
let children: FakeChild[]
let statuses: EngineStatus[]
let recents: RecentReport[]
let defects: unknown[]
let held: HeldGrant[]
let delivered: string[]
let host: EngineHost<string>
let pairs: number

beforeEach(() => {
  clock = new FakeClock()
  children = []
  statuses = []
  recents = []
  defects = []
  held = []
  delivered = []
  pairs = 0
  host = new EngineHost<string>({
    fork: () => {
      const child = new FakeChild()
      children.push(child)
      return child
    },
    channel: () => ({ engine: `engine port ${++pairs}`, window: `window port ${pairs}` }),
    clock,
    grants: () => held,
    onStatus: (status) => statuses.push(status),
    onRecent: (recent) => recents.push(recent),
    onDefect: (error) => defects.push(error),
  })
})

const newest = () => children.at(-1)!
const ready = () => newest().say({ type: 'ready' })
const states = () => statuses.map(({ state }) => state)
const lastReason = () => {
  const last = statuses.at(-1)
  return last && 'reason' in last ? last.reason : ''
}

describe('a starting engine', () => {
  it('is ready when it says so, and meets the window that asked before', () => {
    host.connect((port) => delivered.push(port))
    host.start()
    expect(host.status).toEqual({ state: 'starting' })
    expect(newest().posted).toEqual([])
    ready()
    expect(host.status).toEqual({ state: 'ready' })
    expect(newest().ports).toEqual(['engine port 1'])
    expect(delivered).toEqual(['window port 1'])
  })

  it('meets a window that asks later, and again after that window loads anew', () => {
    host.start()
    ready()
    host.connect((port) => delivered.push(port))
    host.connect((port) => delivered.push(port))
    expect(delivered).toEqual(['window port 1', 'window port 2'])
    expect(newest().ports).toEqual(['engine port 1', 'engine port 2'])
  })

  it('may be silent while TensorFlow loads: the heartbeat counts from ready on', () => {
    host.start()
    newest().alive = false
    clock.pass(engineTiming.start - 1)
    expect(newest().killed).toBe(false)
    expect(newest().types()).not.toContain('ping')
  })

  it('that never becomes ready is killed in the end and started anew', () => {
    host.start()
    clock.pass(engineTiming.start)
    expect(children[0]!.killed).toBe(true)
    expect(lastReason()).toBe('The engine was not ready after 90 s. It is started anew.')
    expect(children).toHaveLength(2)
  })

  it('is started once, however often it is asked to', () => {
    host.start()
    host.start()
    expect(children).toHaveLength(1)
  })

  it('is told every grant before it meets the window', () => {
    held.push({ token: 't', path: '/data', use: 'read' })
    host.connect((port) => delivered.push(port))
    host.start()
    ready()
    const types = newest().types()
    expect(types.indexOf('grant')).toBeLessThan(types.indexOf('connect'))
    expect(newest().posted).toContainEqual({ type: 'grant', token: 't', path: '/data', use: 'read' })
  })

  it('is told a grant once, whether it is given before or after ready', () => {
    host.start()
    const early: HeldGrant = { token: 'early', path: '/a', use: 'read' }
    held.push(early)
    host.grant(early)
    ready()
    host.grant({ token: 'late', path: '/b', use: 'write' })
    const tokens = newest().posted.flatMap((message) => (message.type === 'grant' ? [message.token] : []))
    expect(tokens).toEqual(['early', 'late'])
  })
})

describe('a hung engine', () => {
  beforeEach(() => {
    host.connect((port) => delivered.push(port))
    host.start()
    ready()
  })

  it('is not one that answers', () => {
    clock.pass(600_000)
    expect(children).toHaveLength(1)
    expect(host.status.state).toBe('ready')
  })

  it('is killed after three seconds of silence, not before, and started anew', () => {
    newest().alive = false
    clock.pass(heartbeatTiming.patience - heartbeatTiming.interval)
    expect(children[0]!.killed).toBe(false)
    clock.pass(2 * heartbeatTiming.interval)
    expect(children[0]!.killed).toBe(true)
    expect(children).toHaveLength(2)
    expect(lastReason()).toBe('The engine did not answer for 3 s. It is started anew.')
    expect(states()).toEqual(['ready', 'restarting'])
  })

  it('is replaced by one that meets the window through a new port', () => {
    newest().alive = false
    clock.pass(5000)
    ready()
    expect(states()).toEqual(['ready', 'restarting', 'ready'])
    expect(delivered).toEqual(['window port 1', 'window port 2'])
  })

  it('is not one that slept with the computer', () => {
    newest().alive = false
    clock.pass(400)
    clock.oversleep(8 * 3600_000)
    clock.pass(0)
    newest().alive = true
    clock.pass(10_000)
    expect(children).toHaveLength(1)
  })

  it('is found as soon where the system does not say what it uses of the processor', () => {
    newest().share = null
    newest().alive = false
    clock.pass(4000)
    expect(children[0]!.killed).toBe(true)
  })

  it('is found as soon where it uses nothing: it is stopped or locked', () => {
    newest().alive = false
    newest().share = 0
    clock.pass(4000)
    expect(children[0]!.killed).toBe(true)
  })

  it('gets more time on a crowded machine, in which it had a quarter of a processor', () => {
    newest().alive = false
    newest().share = 0.25
    clock.pass(11_000)
    expect(children[0]!.killed).toBe(false)
    clock.pass(2000)
    expect(children[0]!.killed).toBe(true)
  })

  it('does not wait longer than half a minute for however little it is given', () => {
    newest().alive = false
    newest().share = 0.03
    clock.pass(29_000)
    expect(children[0]!.killed).toBe(false)
    clock.pass(2000)
    expect(children[0]!.killed).toBe(true)
  })

  it('is not one with two threads at work: they count once', () => {
    newest().alive = false
    newest().share = 2
    clock.pass(2500)
    expect(children[0]!.killed).toBe(false)
  })

  it('that cannot even be reaped is left behind after two seconds', () => {
    newest().alive = false
    newest().reapable = false
    clock.pass(3500)
    expect(children).toHaveLength(1)
    clock.pass(engineTiming.reap)
    expect(children).toHaveLength(2)
    // Its late exit is nobody's crash any more.
    ready()
    children[0]!.exit(9)
    expect(host.status.state).toBe('ready')
    expect(children).toHaveLength(2)
  })

  it('is no longer listened to', () => {
    newest().alive = false
    newest().reapable = false
    clock.pass(3500)
    children[0]!.say({ type: 'ready' })
    expect(host.status.state).toBe('restarting')
  })
})

describe('a crashed engine', () => {
  beforeEach(() => host.start())

  it('is started anew, and the window is told why', () => {
    ready()
    newest().exit(139)
    expect(statuses.at(-1)).toEqual({
      state: 'restarting',
      reason: 'The engine stopped with exit code 139. It is started anew.',
    })
    ready()
    expect(host.status.state).toBe('ready')
  })

  it('that crashes three times within a minute is given up, with a sentence', () => {
    for (let i = 0; i < 3; i++) {
      ready()
      clock.pass(19_000)
      newest().exit(1)
    }
    expect(host.status.state).toBe('failed')
    expect(lastReason()).toMatch(/3 times within a minute; the last time it stopped with exit code 1/)
    expect(children).toHaveLength(3)
    clock.pass(600_000)
    expect(children).toHaveLength(3)
  })

  it('that crashes now and then goes on being started', () => {
    for (let i = 0; i < 10; i++) {
      ready()
      clock.pass(31_000)
      newest().exit(1)
    }
    expect(host.status.state).toBe('restarting')
    expect(children).toHaveLength(11)
  })

  it('that was given up starts again when the window asks, with a clean record', () => {
    for (let i = 0; i < 3; i++) newest().exit(1)
    host.connect((port) => delivered.push(port))
    expect(host.status.state).toBe('starting')
    ready()
    expect(delivered).toEqual(['window port 1'])
    newest().exit(1)
    expect(host.status.state).toBe('restarting')
  })

  it('does not send a port to a window that has closed', () => {
    host.connect((port) => delivered.push(port))
    host.disconnect()
    ready()
    expect([delivered, newest().ports]).toEqual([[], []])
  })
})

describe('what the engine says', () => {
  beforeEach(() => {
    host.start()
    ready()
  })

  it('of recent studies is passed on', () => {
    const recent = { path: '/faces', name: 'Faces', facts: ['ae 16-d'], pictures: [] }
    newest().say({ type: 'recent', ...recent })
    expect(recents).toMatchObject([recent])
  })

  it.each([[null], ['pong'], [{ type: 'exec' }], [{ type: 'recent', path: 7, name: '', facts: [] }]])(
    'and does not fit the contract (%j) is reported and does nothing',
    (message) => {
      newest().say(message)
      expect(defects).toHaveLength(1)
      expect(recents).toEqual([])
      expect(host.status.state).toBe('ready')
    },
  )
})

describe('at the end', () => {
  it('the engine is asked, given time to close, and then ended', async () => {
    host.start()
    ready()
    const over = host.shutdown()
    expect(newest().posted.at(-1)).toEqual({ type: 'shutdown' })
    expect(newest().killed).toBe(false)
    newest().say({ type: 'closed' })
    await over
    expect(newest().killed).toBe(true)
    expect(children).toHaveLength(1)
  })

  it('an engine that does not close is ended after five seconds', async () => {
    host.start()
    ready()
    const over = host.shutdown()
    clock.pass(engineTiming.farewell)
    await over
    expect(newest().killed).toBe(true)
  })

  it('an engine that exits by itself is no crash', async () => {
    host.start()
    ready()
    const over = host.shutdown()
    newest().exit(0)
    await over
    expect(states()).toEqual(['ready'])
    expect(children).toHaveLength(1)
  })

  it('an engine that is still loading is ended at once', async () => {
    host.start()
    await host.shutdown()
    expect(newest().killed).toBe(true)
    expect(newest().posted).toEqual([])
  })

  it('there may be no engine at all, and none is started afterwards', async () => {
    await host.shutdown()
    host.start()
    expect(children).toEqual([])
  })
})
