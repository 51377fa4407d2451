import type { EngineStatus, WorkbenchApi } from '../../../shared/contracts/window'

/** What a page object needs of whatever drives the window; Playwright's Page is one. */
export interface WindowDriver {
  evaluate<T, A>(work: (given: A) => T | Promise<T>, given: A): Promise<T>
}

/** The window's globals as the functions below see them when they run in the page. */
interface PageGlobals {
  readonly workbench: WorkbenchApi
  readonly location: { href: string }
  readonly document: { readonly body: object }
  shellTest?: {
    readonly statuses: EngineStatus[]
    readonly studies: string[]
    readonly commands: string[]
    ports: PagePort[]
  }
  addEventListener(type: 'message', listener: (event: PageMessage) => void): void
  open(address: string): unknown
}
interface PagePort {
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void
  start(): void
  postMessage(message: unknown): void
}
interface PageMessage {
  readonly data: { readonly type?: string }
  readonly ports: readonly PagePort[]
}

/** What the stand-in engine tells of itself. */
export interface StubFacts {
  readonly pid: number
  readonly environment: readonly string[]
  readonly grants: readonly { readonly path: string; readonly use: string }[]
  readonly places: { readonly resources: string; readonly home: string }
}

/** The window as the shell sees it: the preload's methods, whatever the page shows. */
export class ShellWindow {
  readonly #driver: WindowDriver
  constructor(driver: WindowDriver) {
    this.#driver = driver
  }

  /** Listens from now on and asks for the engine, as the page itself does. */
  async attach(): Promise<void> {
    await this.#driver.evaluate(async () => {
      const page = globalThis as unknown as PageGlobals
      const heard: NonNullable<PageGlobals['shellTest']> = {
        statuses: [],
        studies: [],
        commands: [],
        ports: [],
      }
      page.shellTest = heard
      page.addEventListener('message', ({ data, ports }) => {
        if (data.type === 'brenier-engine-port') heard.ports.push(...ports)
      })
      page.workbench.onEngineStatus((status) => heard.statuses.push(status))
      page.workbench.onOpenStudy((study) => heard.studies.push(study.name))
      page.workbench.onMenuCommand((command) => heard.commands.push(command))
      await page.workbench.connectEngine()
    }, null)
  }

  statuses(): Promise<readonly EngineStatus[]> {
    return this.#driver.evaluate(() => (globalThis as unknown as PageGlobals).shellTest?.statuses ?? [], null)
  }
  async lastState(): Promise<EngineStatus['state'] | undefined> {
    return (await this.statuses()).at(-1)?.state
  }
  studies(): Promise<readonly string[]> {
    return this.#driver.evaluate(() => (globalThis as unknown as PageGlobals).shellTest?.studies ?? [], null)
  }
  commands(): Promise<readonly string[]> {
    return this.#driver.evaluate(() => (globalThis as unknown as PageGlobals).shellTest?.commands ?? [], null)
  }
  portCount(): Promise<number> {
    return this.#driver.evaluate(
      () => (globalThis as unknown as PageGlobals).shellTest?.ports.length ?? 0,
      null,
    )
  }

  /** Asks the stand-in engine about itself over the newest port. */
  facts(): Promise<StubFacts> {
    return this.#driver.evaluate(
      () =>
        new Promise<StubFacts>((settle, fail) => {
          const port = (globalThis as unknown as PageGlobals).shellTest?.ports.at(-1)
          if (!port) return fail(new Error('The window has no port to the engine.'))
          // The page's own client listens to the same port and counts its questions from the small numbers.
          const id = 1_000_000 + Math.floor(performance.now())
          port.addEventListener('message', ({ data }) => {
            const answer = data as { type: string; id?: number; value?: StubFacts }
            if (answer.type === 'answer' && answer.id === id && answer.value) settle(answer.value)
          })
          port.start()
          port.postMessage({ type: 'request', id, method: 'stub.facts', params: {} })
        }),
      null,
    )
  }

  /** Calls a method of `window.workbench`; a refusal comes back as its message. */
  ask<M extends keyof WorkbenchApi>(method: M, ...given: unknown[]): Promise<unknown> {
    return this.#driver.evaluate(
      async ({ method, given }) => {
        const { workbench } = globalThis as unknown as PageGlobals
        const call = workbench[method as keyof WorkbenchApi] as (...given: unknown[]) => Promise<unknown>
        return call(...given).catch((error: Error) => error.message)
      },
      { method: method as string, given },
    )
  }
}
