import { BrowserWindow, nativeTheme, screen } from 'electron'
import { windowPreferences } from './security'
import { openingBounds, smallest, type WindowState } from './window-bounds'

export interface WindowParts {
  readonly preload: string
  readonly version: string
  /** The page to load: the bundle's entry or the development server. */
  readonly address: string
  readonly state: WindowState
  readonly keepState: (state: WindowState) => void
  /** Told once, when the first picture is on screen, or when the page cannot be loaded. */
  readonly onShown: () => void
}

/** The app's ground in both themes, so that the window does not flash before its first paint. */
const ground = () => (nativeTheme.shouldUseDarkColors ? '#13181F' : '#F7F8FA')

/** Moving and sizing come in bursts: the place is written once they pause. */
const settle = 400

/** Opens the window where it was and remembers where it goes. */
export function openWindow(parts: WindowParts): BrowserWindow {
  const primary = screen.getPrimaryDisplay()
  const others = screen.getAllDisplays().filter(({ id }) => id !== primary.id)
  const bounds = openingBounds(
    parts.state.bounds,
    [primary, ...others].map(({ workArea }) => workArea),
  )
  const window = new BrowserWindow({
    ...bounds,
    minWidth: Math.min(smallest.width, bounds.width),
    minHeight: Math.min(smallest.height, bounds.height),
    show: false,
    title: 'Brenier',
    backgroundColor: ground(),
    webPreferences: windowPreferences(parts.preload, parts.version),
  })
  // Maximised before it is shown, it would be shown at once.
  let shown = false
  const show = () => {
    if (shown || window.isDestroyed()) return
    shown = true
    if (parts.state.maximised) window.maximize()
    window.show()
    parts.onShown()
  }
  window.once('ready-to-show', show)
  // A page that fails to load still gets its window: an invisible app cannot be understood.
  window.webContents.once('did-fail-load', show)
  window.webContents.once('did-finish-load', show)
  // The page sets the title through describeWindow.
  window.on('page-title-updated', (event) => event.preventDefault())
  rememberPlace(window, parts.keepState)
  const repaint = () => window.setBackgroundColor(ground())
  nativeTheme.on('updated', repaint)
  window.once('closed', () => nativeTheme.off('updated', repaint))
  void window.loadURL(parts.address).catch(show)
  return window
}

function rememberPlace(window: BrowserWindow, keep: (state: WindowState) => void): void {
  const note = () => {
    if (window.isFullScreen() || window.isMinimized()) return
    keep({ bounds: window.getNormalBounds(), maximised: window.isMaximized() })
  }
  let timer: NodeJS.Timeout | undefined
  const later = () => {
    clearTimeout(timer)
    timer = setTimeout(note, settle)
  }
  window.on('resize', later)
  window.on('move', later)
  window.on('maximize', later)
  window.on('unmaximize', later)
  window.on('close', () => {
    clearTimeout(timer)
    note()
  })
  window.on('closed', () => clearTimeout(timer))
}
