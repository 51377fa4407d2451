import { _electron, test as base, type ElectronApplication, type Page } from '@playwright/test'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

const root = path.resolve(import.meta.dirname, '../..')

/** The app under test: this checkout, or another folder with a build in it. */
export const appFolder = path.resolve(process.env['BRENIER_E2E_APP'] ?? root)
export const stubEngine = path.join(root, 'tests/engine/fixtures/stub-engine.mjs')

/** The Electron that set-up found, or the one named by `BRENIER_E2E_ELECTRON`. */
export const electronExecutable = (): string =>
  process.env['BRENIER_E2E_ELECTRON'] ??
  (JSON.parse(readFileSync(path.join(root, '.runtime/electron.json'), 'utf8')) as { executable: string })
    .executable

export interface LaunchOptions {
  /** The person's data folder; a fresh one without. */
  readonly userData?: string
  /** `stub`: the shell alone, without TensorFlow. */
  readonly engine?: 'built' | 'stub'
  /** Words after the app's folder, such as a study to open. */
  readonly words?: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
}

export interface Launched {
  readonly app: ElectronApplication
  readonly page: Page
  readonly userData: string
  /** Milliseconds since 1970 at which the process was started. */
  readonly startedAt: number
}

export function launchArguments(userData: string, words: readonly string[] = []): string[] {
  return [
    // The sandbox of Chromium itself cannot run as root, as containers do; the window's settings stay as they are.
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    '--enable-unsafe-swiftshader',
    `--user-data-dir=${userData}`,
    appFolder,
    ...words,
  ]
}

export function launchEnvironment(options: LaunchOptions = {}): Record<string, string> {
  const surroundings = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && entry[0] !== 'NODE_OPTIONS',
  )
  return {
    ...Object.fromEntries(surroundings),
    ...(options.engine === 'stub' ? { BRENIER_ENGINE_ENTRY: stubEngine } : {}),
    ...options.environment,
  }
}

interface Fixtures {
  /** A data folder that is removed after the test. */
  freshFolder: (name: string) => string
  /** Starts the app; every app started is closed after the test. */
  launch: (options?: LaunchOptions) => Promise<Launched>
}

export const test = base.extend<Fixtures>({
  freshFolder: async ({}, use) => {
    const folders: string[] = []
    await use((name) => {
      const folder = mkdtempSync(path.join(tmpdir(), `brenier-${name}-`))
      folders.push(folder)
      return folder
    })
    for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  },

  launch: async ({ freshFolder }, use) => {
    const running: ElectronApplication[] = []
    await use(async (options = {}) => {
      const userData = options.userData ?? freshFolder('profile')
      const startedAt = Date.now()
      const app = await _electron.launch({
        executablePath: electronExecutable(),
        args: launchArguments(userData, options.words),
        env: launchEnvironment(options),
        // The theme is the app's to decide; Playwright would hold every page to light.
        colorScheme: null,
      })
      running.push(app)
      const page = await app.firstWindow()
      return { app, page, userData, startedAt }
    })
    for (const app of running) await closed(app)
  },
})

/** Closes an app; one that asks whether to save, as after a test that failed, is ended. */
async function closed(app: ElectronApplication): Promise<void> {
  const patience = setTimeout(() => app.process().kill('SIGKILL'), 15_000)
  await app.close().catch(() => undefined)
  clearTimeout(patience)
}

export { expect } from '@playwright/test'
