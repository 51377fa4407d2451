import { app, ipcMain, Menu, nativeTheme, protocol, session, type BrowserWindow } from 'electron'
import { randomUUID } from 'node:crypto'
import path from 'node:path'
import type { Grant } from '../shared/contracts/window'
import { appEntry, appSchemePrivileges, handleAppScheme } from './app-protocol'
import { Closing } from './closing'
import { askAfterPageLoss, askBeforeClosing } from './dialogs'
import { engineEnvironment } from './engine-environment'
import { EngineHost } from './engine-host'
import { engineChannel, forkEngine, systemClock } from './engine-process'
import { Grants } from './grants'
import { serveQuestions } from './ipc'
import { jsonFile } from './json-file'
import { menuTemplate } from './menu'
import { findPlaces } from './places'
import { Recents } from './recents'
import { closeSession, confineAll, contentSecurityPolicy } from './security'
import { SettingsStore } from './settings'
import { namedStudy } from './start-arguments'
import { openWindow } from './window'
import { firstState, windowStateSchema } from './window-bounds'
import { grantPlace, grantRecent, workbenchAnswers } from './workbench'

const places = findPlaces({
  mainFolder: import.meta.dirname,
  appFolder: app.getAppPath(),
  electronResources: process.resourcesPath,
  packaged: app.isPackaged,
  environment: process.env,
})
const study = namedStudy(process.argv.slice(1), process.cwd(), app.getAppPath())

// Chromium cannot sandbox its processes as root, as in containers; who starts it so says `--no-sandbox`.
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox()
protocol.registerSchemesAsPrivileged([appSchemePrivileges])
// A data folder of one's own, as tests and second profiles want it, also has a single instance of its own.
const ownData = app.commandLine.getSwitchValue('user-data-dir')
if (ownData) app.setPath('userData', path.resolve(ownData))

if (app.requestSingleInstanceLock({ study })) {
  confineAll(app, places.development)
  void app.whenReady().then(run)
} else {
  app.quit()
}

/** Joins the parts once Electron is ready. */
function run(): void {
  const home = app.getPath('userData')
  const settings = new SettingsStore(path.join(home, 'settings.json'))
  const recents = new Recents(path.join(home, 'recents.json'), app.getPath('home'))
  const windowFile = jsonFile(path.join(home, 'window.json'), windowStateSchema, firstState)
  let window: BrowserWindow | null = null
  let studyPath: string | null = null

  nativeTheme.themeSource = settings.current.theme
  closeSession(session.defaultSession, places.development)
  handleAppScheme(protocol, places.rendererRoot, contentSecurityPolicy(null))

  const tell = (channel: 'engine-status' | 'menu-command' | 'open-study', value: unknown) =>
    window?.webContents.send(channel, value)

  const grants = new Grants(randomUUID, (grant) => engine.grant(grant))
  const engine = new EngineHost({
    fork: () =>
      forkEngine(
        places.engineEntry,
        engineEnvironment(process.env, {
          resources: places.resources,
          home,
          backendFile: places.backendFile,
        }),
      ),
    channel: engineChannel,
    clock: systemClock,
    grants: () => grants.all(),
    onStatus: (status) => tell('engine-status', status),
    onRecent({ path: place, ...study }) {
      studyPath = place
      recents.add(place, study, Date.now())
      app.addRecentDocument(place)
      drawMenu()
    },
    onDefect: (error) => console.error(error),
  })

  const closing = new Closing({
    ask: () => (window ? askBeforeClosing(window) : Promise.resolve('discard')),
    save: () => tell('menu-command', 'save'),
    close: () => window?.close(),
  })

  // A study named before the page listens waits for it: the page connects to the engine when it does.
  let connected = false
  let waiting: Grant | null = null
  const openStudy = (grant: Grant | null) => {
    if (!grant) return
    if (connected) tell('open-study', grant)
    else waiting = grant
  }
  const drawMenu = () =>
    Menu.setApplicationMenu(
      Menu.buildFromTemplate(
        menuTemplate({
          platform: process.platform,
          recents: recents.list(),
          developer: !app.isPackaged,
          command: (command) => tell('menu-command', command),
          openRecent: (id) => void grantRecent(recents, grants, id).then(openStudy),
        }),
      ),
    )
  const answers = workbenchAnswers({
    window: () => window,
    grants,
    recents,
    settings,
    closing,
    connectEngine() {
      connected = true
      tell('engine-status', engine.status)
      openStudy(waiting)
      waiting = null
      engine.connect((port) => window?.webContents.postMessage('engine-port', null, [port]))
    },
    recentsChanged: drawMenu,
    studyPath: () => studyPath,
  })

  serveQuestions(ipcMain, answers, () => window?.webContents ?? null, places.development)
  drawMenu()
  app.on('second-instance', (_event, _words, _directory, data) => {
    showWindow()
    const named = studyOf(data)
    if (named !== null) void grantPlace(grants, named).then(openStudy)
  })
  app.on('open-file', (event, place) => {
    event.preventDefault()
    showWindow()
    void grantPlace(grants, place).then(openStudy)
  })
  app.on('activate', showWindow)
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit()
  })
  quitAfter(() => engine.shutdown())

  showWindow()
  if (study !== null) void grantPlace(grants, study).then(openStudy)

  function showWindow(): void {
    if (window) {
      if (window.isMinimized()) window.restore()
      window.show()
      return window.focus()
    }
    const opened = openWindow({
      preload: places.preload,
      version: app.getVersion(),
      address: places.development ?? appEntry,
      state: windowFile.read(),
      keepState: (state) => windowFile.write(state),
      // TensorFlow takes seconds of a processor to load: the first picture goes first.
      onShown: () => engine.start(),
    })
    window = opened
    closing.windowOpened()
    opened.on('close', (event) => {
      if (!closing.request()) event.preventDefault()
    })
    opened.on('closed', () => {
      window = null
      connected = false
      engine.disconnect()
    })
    opened.webContents.on('render-process-gone', (_event, { reason }) => {
      if (reason === 'clean-exit') return
      engine.disconnect()
      void askAfterPageLoss(opened, reason).then((again) => {
        if (again) return opened.webContents.reload()
        closing.pageGone()
        app.quit()
      })
    })
  }
}

/** Lets the engine finish before the app ends. */
function quitAfter(farewell: () => Promise<void>): void {
  let said = false
  app.on('will-quit', (event) => {
    if (said) return
    event.preventDefault()
    void farewell().finally(() => {
      said = true
      // Electron ignores a quit asked for while it still handles this one.
      setImmediate(() => app.quit())
    })
  })
}

/** What a second start hands over: data of another process, so its shape is checked. */
function studyOf(handed: unknown): string | null {
  const named = handed !== null && typeof handed === 'object' && 'study' in handed ? handed.study : null
  return typeof named === 'string' && named.length < 32_768 ? named : null
}
