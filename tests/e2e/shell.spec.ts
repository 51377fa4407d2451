import type { ElectronApplication } from '@playwright/test'
import { spawn } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism, loadavg } from 'node:os'
import path from 'node:path'
import { electronExecutable, expect, launchArguments, launchEnvironment, test } from './launch'
import { ShellWindow } from './pages/shell-window'

/** The engine's process id as Electron's own metrics give it, or null while there is none. */
const enginePid = (app: ElectronApplication): Promise<number | null> =>
  app.evaluate(({ app }) => app.getAppMetrics().find(({ name }) => name === 'Brenier engine')?.pid ?? null)

test.describe('the window is confined', () => {
  test('its preferences are the safe ones', async ({ launch }) => {
    const { app } = await launch({ engine: 'stub' })
    const preferences = await app.evaluate(({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]!.webContents as Electron.WebContents & {
        getLastWebPreferences(): Electron.WebPreferences
      }
      return contents.getLastWebPreferences()
    })
    expect(preferences).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
    })
    // Electron leaves out what stands at its default.
    expect(preferences.nodeIntegrationInWorker ?? false).toBe(false)
    expect(preferences.navigateOnDragDrop ?? false).toBe(false)
  })

  test('it sees the named methods and nothing of Node or Electron', async ({ launch }) => {
    const { page } = await launch({ engine: 'stub' })
    const seen = await page.evaluate(() => {
      const globals = globalThis as unknown as Record<string, unknown>
      return {
        leaks: ['require', 'process', 'module', 'Buffer', 'ipcRenderer', 'electron'].filter(
          (name) => name in globals,
        ),
        methods: Object.keys(globals['workbench'] as object).sort(),
      }
    })
    expect(seen.leaks).toEqual([])
    expect(seen.methods).toEqual([
      'changeSettings',
      'chooseDataFile',
      'chooseFolderOfPictures',
      'chooseNet',
      'choosePicture',
      'chooseSavePlace',
      'chooseStudy',
      'connectEngine',
      'describeWindow',
      'forgetRecent',
      'grantDropped',
      'grantRecent',
      'onEngineStatus',
      'onMenuCommand',
      'onOpenStudy',
      'platform',
      'recentStudies',
      'revealStudy',
      'settings',
      'versions',
    ])
  })

  test('its pages come with the policy, which holds: no eval, no inline script, no network, no frame', async ({
    launch,
  }) => {
    const { page } = await launch({ engine: 'stub' })
    expect(page.url()).toMatch(/^app:\/\/brenier\//)
    const outcome = await page.evaluate(async () => {
      const { document } = globalThis as unknown as {
        document: {
          createElement(tag: string): Record<string, unknown>
          body: { append(node: unknown): void }
        }
      }
      const response = await fetch('app://brenier/index.html')
      const attempt = async (work: () => unknown) => {
        try {
          await work()
          return 'went through'
        } catch {
          return 'refused'
        }
      }
      const script = document.createElement('script')
      script['textContent'] = 'globalThis.inlineRan = true'
      document.body.append(script)
      return {
        policy: response.headers.get('content-security-policy'),
        eval: await attempt(() => new Function('return 1')()),
        inline: 'inlineRan' in globalThis,
        network: await attempt(() => fetch('https://example.com/')),
        local: await attempt(() => fetch('http://127.0.0.1:9/')),
        file: await attempt(() => fetch('file:///etc/hostname')),
      }
    })
    expect(outcome.policy).toMatch(/^default-src 'none'; script-src 'self';/)
    expect(outcome).toMatchObject({
      eval: 'refused',
      inline: false,
      network: 'refused',
      local: 'refused',
      file: 'refused',
    })
  })

  test('app:// serves nothing outside the bundle', async ({ launch }) => {
    const { page } = await launch({ engine: 'stub' })
    const statuses = await page.evaluate(() =>
      Promise.all(
        ['../../package.json', '..%2f..%2fpackage.json', '%2e%2e%2fmain/main.js', 'C:/x.js', '.stamp'].map(
          async (name) => (await fetch(`app://brenier/${name}`)).status,
        ),
      ),
    )
    expect(statuses).toEqual([404, 403, 403, 403, 403])
  })

  test('it cannot navigate away, by itself or by a link', async ({ launch }) => {
    const { app, page } = await launch({ engine: 'stub' })
    const before = page.url()
    const go = (address: string) =>
      page.evaluate((target) => {
        ;(globalThis as unknown as { location: { href: string } }).location.href = target
      }, address)
    // Chromium itself refuses this one, before Electron is asked; the next ones come after it.
    await go('file:///etc/hostname')
    for (const target of ['https://example.com/', 'app://brenier/other.html']) {
      // Listened to before the page moves: the way to the app takes longer than the page's own.
      const denied = await app.evaluateHandle(({ BrowserWindow }) => ({
        answer: new Promise<boolean>((settle) =>
          BrowserWindow.getAllWindows()[0]!.webContents.once('will-frame-navigate', (event) =>
            // The product's own listener was there first.
            settle(event.defaultPrevented),
          ),
        ),
      }))
      await go(target)
      expect(await denied.evaluate(({ answer }) => answer), target).toBe(true)
    }
    expect(page.url()).toBe(before)
  })

  test('it opens no second window', async ({ launch }) => {
    const { app, page } = await launch({ engine: 'stub' })
    const opened = await page.evaluate(() =>
      ['https://example.com/', 'about:blank', 'app://brenier/index.html'].map(
        (address) => (globalThis as unknown as { open(address: string): unknown }).open(address) !== null,
      ),
    )
    expect(opened).toEqual([false, false, false])
    expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1)
  })

  test('it gets no permission', async ({ launch }) => {
    const { page } = await launch({ engine: 'stub' })
    const outcome = await page.evaluate(async () => {
      const page = globalThis as unknown as {
        navigator: {
          permissions: { query(what: { name: string }): Promise<{ state: string }> }
          mediaDevices: { getUserMedia(what: object): Promise<unknown> }
        }
        Notification: { requestPermission(): Promise<string> }
      }
      const states = ['notifications', 'geolocation', 'camera', 'microphone', 'clipboard-read'].map(
        async (name) => (await page.navigator.permissions.query({ name })).state,
      )
      const media = page.navigator.mediaDevices.getUserMedia({ audio: true }).then(
        () => 'granted',
        () => 'denied',
      )
      return [...(await Promise.all(states)), await page.Notification.requestPermission(), await media]
    })
    expect(new Set(outcome)).toEqual(new Set(['denied']))
  })

  test('its questions are checked: a wrong shape is refused with a sentence', async ({ launch }) => {
    const { page } = await launch({ engine: 'stub' })
    const shell = new ShellWindow(page)
    expect(await shell.ask('changeSettings', { theme: 'pink' })).toMatch(
      /arguments of changeSettings: at 0\.theme/,
    )
    expect(await shell.ask('settings')).toMatchObject({ theme: 'system', outlineWidth: 224 })
  })

  test('its own page breaks no rule of the policy while it starts', async ({ launch }) => {
    const { page } = await launch({ engine: 'stub' })
    const refused: string[] = []
    page.on('console', (message) => {
      if (/Content Security Policy/.test(message.text())) refused.push(message.text())
    })
    await page.reload()
    await page.waitForLoadState('load')
    expect(refused).toEqual([])
  })
})

test.describe('the engine', () => {
  test('becomes ready, meets the window and knows its places and no secrets', async ({ launch }) => {
    const { page, userData } = await launch({
      engine: 'stub',
      environment: { BRENIER_TEST: '1', SOME_TOKEN: 'secret' },
    })
    const shell = new ShellWindow(page)
    await shell.attach()
    await expect.poll(() => shell.lastState()).toBe('ready')
    await expect.poll(() => shell.portCount()).toBeGreaterThan(0)
    const facts = await shell.facts()
    expect(facts.places.home).toBe(userData)
    expect(path.basename(facts.places.resources)).toBe('resources')
    expect(facts.environment).toContain('BRENIER_TEST')
    expect(facts.environment).not.toContain('SOME_TOKEN')
  })

  test('that is killed is started anew and meets the window again, which was told why', async ({
    launch,
  }) => {
    const { app, page } = await launch({ engine: 'stub' })
    const shell = new ShellWindow(page)
    await shell.attach()
    await expect.poll(() => shell.portCount()).toBeGreaterThan(0)
    const first = await shell.facts()
    const ports = await shell.portCount()
    process.kill((await enginePid(app))!, 'SIGKILL')
    await expect.poll(() => shell.portCount()).toBeGreaterThan(ports)
    const statuses = await shell.statuses()
    expect(statuses.map(({ state }) => state).slice(-2)).toEqual(['restarting', 'ready'])
    expect(statuses.at(-2)).toMatchObject({ reason: expect.stringMatching(/^The engine stopped/) as unknown })
    expect((await shell.facts()).pid).not.toBe(first.pid)
  })

  test('that hangs is killed after three seconds and started anew', async ({ launch }) => {
    const { app, page } = await launch({ engine: 'stub' })
    const shell = new ShellWindow(page)
    await shell.attach()
    await expect.poll(() => shell.portCount()).toBeGreaterThan(0)
    const pid = (await enginePid(app))!
    const ports = await shell.portCount()
    process.kill(pid, 'SIGSTOP')
    const hungAt = Date.now()
    await expect.poll(() => shell.portCount(), { intervals: [50] }).toBeGreaterThan(ports)
    const seconds = (Date.now() - hungAt) / 1000
    test.info().annotations.push({ type: 'hang to new engine', description: `${seconds.toFixed(1)} s` })
    // At least the patience less one interval; the upper bound allows a busy machine to start a process.
    expect(seconds).toBeGreaterThan(2.4)
    expect(seconds).toBeLessThan(8)
    expect((await shell.statuses()).at(-2)).toMatchObject({
      state: 'restarting',
      reason: 'The engine did not answer for 3 s. It is started anew.',
    })
    expect(() => process.kill(pid, 0)).toThrow('ESRCH')
  })

  test('that dies three times within a minute is given up, until the person asks again', async ({
    launch,
  }) => {
    const { app, page } = await launch({ engine: 'stub' })
    const shell = new ShellWindow(page)
    await shell.attach()
    for (let death = 0; death < 3; death++) {
      await expect.poll(() => shell.lastState()).toBe('ready')
      await expect.poll(() => enginePid(app)).not.toBeNull()
      const pid = (await enginePid(app))!
      process.kill(pid, 'SIGKILL')
      await expect.poll(() => enginePid(app)).not.toBe(pid)
    }
    await expect.poll(() => shell.lastState()).toBe('failed')
    expect((await shell.statuses()).at(-1)).toMatchObject({
      reason: expect.stringMatching(/3 times within a minute.*restart Brenier\.$/) as unknown,
    })
    await shell.ask('connectEngine')
    await expect.poll(() => shell.lastState()).toBe('ready')
  })

  test('knows what the person chose, by token, and still does after a restart', async ({
    launch,
    freshFolder,
  }) => {
    const { app, page } = await launch({ engine: 'stub' })
    const pictures = freshFolder('pictures')
    const shell = new ShellWindow(page)
    await shell.attach()
    await expect.poll(() => shell.portCount()).toBeGreaterThan(0)
    await app.evaluate(({ dialog }, chosen) => {
      dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [chosen] })
    }, pictures)
    const grant = await shell.ask('chooseFolderOfPictures')
    expect(grant).toMatchObject({ name: path.basename(pictures) })
    expect(JSON.stringify(grant)).not.toContain(path.dirname(pictures))
    expect((await shell.facts()).grants).toEqual([{ path: pictures, use: 'read' }])

    const ports = await shell.portCount()
    process.kill((await enginePid(app))!, 'SIGKILL')
    await expect.poll(() => shell.portCount()).toBeGreaterThan(ports)
    expect((await shell.facts()).grants).toEqual([{ path: pictures, use: 'read' }])
  })

  test('ends with the app', async ({ launch }) => {
    const { app, page } = await launch({ engine: 'stub' })
    const shell = new ShellWindow(page)
    await shell.attach()
    await expect.poll(() => shell.lastState()).toBe('ready')
    const pid = (await enginePid(app))!
    await app.close()
    await expect.poll(() => isRunning(pid)).toBe(false)
  })
})

test.describe('the window and the system', () => {
  test('a second start opens nothing of its own: it hands its study to the first', async ({
    launch,
    freshFolder,
  }) => {
    const { app, page, userData } = await launch({ engine: 'stub' })
    const shell = new ShellWindow(page)
    await shell.attach()
    const study = freshFolder('study')
    writeFileSync(path.join(study, 'study.json'), '{}')
    const second = spawn(electronExecutable(), launchArguments(userData, [study]), {
      env: launchEnvironment({ engine: 'stub' }),
      stdio: 'ignore',
    })
    const code = await new Promise((settle) => second.once('exit', settle))
    expect(code).toBe(0)
    await expect.poll(() => shell.studies()).toEqual([path.basename(study)])
    expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1)
    await expect.poll(() => shell.portCount()).toBeGreaterThan(0)
    expect((await shell.facts()).grants).toEqual([{ path: study, use: 'write' }])
  })

  test('a study named at the start waits for the page', async ({ launch, freshFolder }) => {
    const study = freshFolder('study')
    writeFileSync(path.join(study, 'study.json'), '{}')
    const { page } = await launch({ engine: 'stub', words: [study] })
    const shell = new ShellWindow(page)
    await shell.attach()
    await expect.poll(() => shell.portCount()).toBeGreaterThan(0)
    await expect.poll(async () => (await shell.facts()).grants).toEqual([{ path: study, use: 'write' }])
  })

  test('it opens where it was', async ({ launch }) => {
    const bounds = { x: 40, y: 30, width: 1000, height: 650 }
    const first = await launch({ engine: 'stub' })
    await first.app.evaluate(({ BrowserWindow }, wanted) => {
      BrowserWindow.getAllWindows()[0]!.setBounds(wanted)
    }, bounds)
    const present = (app: ElectronApplication) =>
      app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.getBounds())
    await expect.poll(() => present(first.app)).toEqual(bounds)
    await first.app.close()
    const second = await launch({ engine: 'stub', userData: first.userData })
    expect(await present(second.app)).toEqual(bounds)
  })

  test('settings last, and the theme reaches the page', async ({ launch }) => {
    const first = await launch({ engine: 'stub' })
    const isDark = (page: typeof first.page) =>
      page.evaluate(
        () =>
          (globalThis as unknown as { matchMedia(query: string): { matches: boolean } }).matchMedia(
            '(prefers-color-scheme: dark)',
          ).matches,
      )
    const shell = new ShellWindow(first.page)
    await shell.ask('changeSettings', { theme: 'dark' })
    await expect.poll(() => isDark(first.page)).toBe(true)
    await shell.ask('changeSettings', { theme: 'light', inspectorWidth: 400 })
    await expect.poll(() => isDark(first.page)).toBe(false)
    await first.app.close()
    const second = await launch({ engine: 'stub', userData: first.userData })
    expect(await new ShellWindow(second.page).ask('settings')).toMatchObject({
      theme: 'light',
      inspectorWidth: 400,
    })
    expect(await isDark(second.page)).toBe(false)
  })

  test('damaged settings do not stop the app and are kept aside', async ({ launch, freshFolder }) => {
    const userData = freshFolder('profile')
    mkdirSync(userData, { recursive: true })
    for (const file of ['settings.json', 'recents.json', 'window.json']) {
      writeFileSync(path.join(userData, file), '{"damaged')
    }
    const { page } = await launch({ engine: 'stub', userData })
    expect(await new ShellWindow(page).ask('settings')).toMatchObject({ theme: 'system' })
    expect(readFileSync(path.join(userData, 'settings.json.damaged'), 'utf8')).toBe('{"damaged')
  })

  test('menu commands reach the page', async ({ launch }) => {
    const { app, page } = await launch({ engine: 'stub' })
    const shell = new ShellWindow(page)
    await shell.attach()
    await app.evaluate(({ Menu }) => Menu.getApplicationMenu()!.getMenuItemById('view-train')!.click())
    await expect.poll(() => shell.commands()).toEqual(['view-train'])
  })

  test('unsaved changes hold the window until the person decides', async ({ launch }) => {
    const { app, page } = await launch({ engine: 'stub' })
    const shell = new ShellWindow(page)
    // The page describes itself once while it starts, before it has anything to show.
    await expect(page.getByRole('heading', { name: 'Open a study' })).toBeVisible()
    await shell.ask('describeWindow', { title: 'Faces', edited: true })
    expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.getTitle())).toBe(
      'Faces',
    )
    const asked = await app.evaluate(
      ({ dialog, BrowserWindow }) =>
        new Promise<string>((settle) => {
          dialog.showMessageBox = ((_window: unknown, options: Electron.MessageBoxOptions) => {
            settle(options.message)
            return Promise.resolve({ response: 2, checkboxChecked: false })
          }) as typeof dialog.showMessageBox
          BrowserWindow.getAllWindows()[0]!.close()
        }),
    )
    expect(asked).toBe('Save changes to the study?')
    expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1)
    await shell.ask('describeWindow', { title: 'Faces', edited: false })
  })

  test('it paints within three seconds of its start, before the engine is there', async ({ launch }) => {
    const { app, page, startedAt } = await launch({ engine: 'stub', environment: { BRENIER_STUB: 'silent' } })
    const firstPaint = await page.evaluate(
      () =>
        new Promise<number>((settle) => {
          const at = () => performance.getEntriesByName('first-paint')[0]
          const watch = () => {
            const paint = at()
            if (paint) settle(performance.timeOrigin + paint.startTime)
            else setTimeout(watch, 20)
          }
          watch()
        }),
    )
    const milliseconds = firstPaint - startedAt
    test
      .info()
      .annotations.push({ type: 'launch to first paint', description: `${milliseconds.toFixed(0)} ms` })
    console.log(`launch to first paint: ${milliseconds.toFixed(0)} ms`)
    // The figure is for a machine that does nothing else; one with other work gets its share more.
    const crowding = Math.max(1, loadavg()[0]! / availableParallelism())
    expect(milliseconds).toBeLessThan(3000 * crowding)
    expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.isVisible())).toBe(
      true,
    )
  })
})

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
