import { expect, type ElectronApplication, type Locator, type Page } from '@playwright/test'

export interface ScreenPoint {
  readonly x: number
  readonly y: number
}

/** The probe of `renderer/features/latent/test-hook.ts`, as the functions below find it in the page. */
interface Probe {
  counts(): {
    readonly points: number
    readonly facets: number
    readonly generated: number
    readonly draws: number
  }
  point(index: number): ScreenPoint | null
  handle(handle: number): ScreenPoint | null
  pin(id: string): ScreenPoint | null
  pins(): readonly string[]
  drawn(draw: number): ScreenPoint | null
  pick(x: number, y: number): number | null
  crossings(): number | null
  revision(): number
  pointerToPixels(): readonly number[]
}
interface ProbedWindow {
  readonly __brenierScene?: Probe
  requestAnimationFrame(callback: (time: number) => void): number
}

/** What dropping needs of the page; these tests know no DOM. */
interface PageElement {
  readonly files: Iterable<unknown>
  append(child: PageElement): void
  remove(): void
  dispatchEvent(event: unknown): void
}
interface DroppingWindow {
  readonly document: {
    readonly body: PageElement
    createElement(name: string): PageElement
    querySelector(selector: string): PageElement | null
  }
  readonly DataTransfer: new () => { readonly items: { add(file: unknown): void } }
  readonly DragEvent: new (type: string, how: object) => unknown
}

export type View = 'Data' | 'Train' | 'Transport' | 'Latent' | 'Modes' | 'Compare'

/** The window with a study in it, as a person finds things in it. */
export class StudyWindow {
  constructor(
    readonly page: Page,
    readonly app: ElectronApplication,
  ) {}

  get path(): Locator {
    return this.page.getByRole('toolbar', { name: 'Path' })
  }

  openSample(title: string): Promise<void> {
    return this.page.getByRole('button', { name: new RegExp(`^${title}`) }).click()
  }

  /** Opens the study that ships trained: its cloud stands, and what its path crosses is known. */
  async openFaces(): Promise<void> {
    await this.openSample('Faces')
    await expect.poll(() => this.probed()).toBe(true)
    await expect.poll(() => this.ask((probe) => probe.crossings())).not.toBeNull()
  }

  show(view: View): Promise<void> {
    return this.page.getByRole('navigation', { name: 'Views' }).getByText(view, { exact: true }).click()
  }

  chooseRule(rule: 'Straight' | 'Spherical' | 'Through noise' | 'Around the tear'): Promise<void> {
    return this.path.getByText(rule, { exact: true }).click()
  }

  /** As if the person's system had changed its theme. */
  async theme(theme: 'dark' | 'light'): Promise<void> {
    await this.app.evaluate(({ nativeTheme }, wanted) => {
      nativeTheme.themeSource = wanted
    }, theme)
    await expect(this.page.locator('html')).toHaveAttribute('data-theme', theme)
  }

  /** The next file the window saves goes there, without the dialog that a person would answer. */
  savesNextFileTo(place: string): Promise<void> {
    return this.app.evaluate(({ BrowserWindow }, wanted) => {
      const { session } = BrowserWindow.getAllWindows()[0]!.webContents
      session.once('will-download', (_event, item) => item.setSavePath(wanted))
    }, place)
  }

  /** The same, settled when the file is written. @returns "completed", or why it is not */
  nextFileWritten(place: string): Promise<string> {
    return this.app.evaluate(
      ({ BrowserWindow }, wanted) =>
        new Promise<string>((resolve) => {
          const { session } = BrowserWindow.getAllWindows()[0]!.webContents
          session.once('will-download', (_event, item) => {
            item.setSavePath(wanted)
            item.once('done', (_done, state) => {
              resolve(state)
            })
          })
        }),
      place,
    )
  }

  /** Drops files from the disk on the cloud, as from a file manager. */
  async drop(...files: readonly string[]): Promise<void> {
    await this.page.evaluate(() => {
      const { document } = globalThis as unknown as DroppingWindow
      const input = document.createElement('input')
      Object.assign(input, { type: 'file', multiple: true, id: 'dropped', hidden: true })
      document.body.append(input)
    })
    await this.page.locator('#dropped').setInputFiles([...files])
    await this.page.evaluate(() => {
      const { document, DataTransfer, DragEvent } = globalThis as unknown as DroppingWindow
      const input = document.querySelector('#dropped')!
      const dataTransfer = new DataTransfer()
      for (const file of input.files) dataTransfer.items.add(file)
      const target = document.querySelector('[role=application]') ?? document.body
      const how = { dataTransfer, bubbles: true, cancelable: true }
      for (const type of ['dragenter', 'dragover', 'drop']) target.dispatchEvent(new DragEvent(type, how))
      input.remove()
    })
  }

  /** No stage is running and none failed. */
  async settled(timeout: number): Promise<void> {
    await expect(this.page.getByText('No job running')).toBeVisible({ timeout })
  }

  ask<T>(question: (probe: Probe) => T): Promise<T> {
    return this.page.evaluate(`(${question.toString()})(window.__brenierScene)`) as Promise<T>
  }

  probed(): Promise<boolean> {
    return this.page.evaluate(() => Boolean((globalThis as unknown as ProbedWindow).__brenierScene))
  }

  /** A point of the cloud that a click would hit, out of `candidates`. */
  async visiblePoint(candidates: readonly number[]): Promise<{ index: number; at: ScreenPoint }> {
    const found = (await this.page.evaluate((indices) => {
      const probe = (globalThis as unknown as ProbedWindow).__brenierScene!
      for (const index of indices) {
        const at = probe.point(index)
        if (at && probe.pick(at.x, at.y) === index) return { index, at }
      }
      return null
    }, candidates)) as { index: number; at: ScreenPoint } | null
    if (!found) throw new Error('None of the candidate points is in sight.')
    return found
  }

  /** Where each point of the cloud is seen. */
  pointsOnPage(count: number): Promise<ScreenPoint[]> {
    return this.page.evaluate((points) => {
      const probe = (globalThis as unknown as ProbedWindow).__brenierScene!
      return Array.from({ length: points }, (_, index) => probe.point(index)!)
    }, count)
  }

  /** The decoded row of the strip as pixels, for "did the pictures change". */
  async stripPicture(): Promise<string> {
    return (await this.page.locator('.strip').screenshot()).toString('base64')
  }

  /** Drags with many small moves, as a hand does. */
  async drag(from: ScreenPoint, to: ScreenPoint, moves = 30): Promise<void> {
    const { mouse } = this.page
    await mouse.move(from.x, from.y)
    await mouse.down()
    for (let move = 1; move <= moves; move++) {
      const t = move / moves
      await mouse.move(from.x + t * (to.x - from.x), from.y + t * (to.y - from.y))
      // One move a frame: faster ones are merged by the browser and measure nothing.
      await this.page.evaluate(
        () => new Promise((done) => (globalThis as unknown as ProbedWindow).requestAnimationFrame(done)),
      )
    }
    await mouse.up()
  }
}
