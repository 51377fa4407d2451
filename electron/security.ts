import type { App, Session, WebContents, WebPreferences } from 'electron'
import { appEntry, appHost, appOrigin, appScheme } from './app-protocol'
import { productVersionSwitch } from './product-version'

/** What the window may do: nothing but draw and talk through the preload's named methods. */
export function windowPreferences(preload: string, version: string): WebPreferences {
  return {
    preload,
    additionalArguments: [productVersionSwitch + version],
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    webviewTag: false,
    navigateOnDragDrop: false,
    // The spelling checker would fetch dictionaries from the network.
    spellcheck: false,
  }
}

/** The one inline style of a library: reka-ui's Select hides its scroll bar by it. Allowed by its text, not as a kind. */
const selectStyle = "'sha256-60LHlRjW/B3CtzIoE/Lf1/NEDvko9efWMFaGVhHu/cs='"

/**
 * The Content-Security-Policy header.
 * @param development origin of the development server, whose client needs inline styles and a socket; null in a build
 */
export function contentSecurityPolicy(development: string | null): string {
  const socket = development?.replace(/^http/, 'ws')
  const directives: readonly (readonly string[])[] = [
    ['default-src', "'none'"],
    ['script-src', "'self'"],
    ['style-src', "'self'", development ? "'unsafe-inline'" : selectStyle],
    ['img-src', "'self'", 'blob:', 'data:'],
    ['font-src', "'self'"],
    ['connect-src', "'self'", ...(socket ? [socket] : [])],
    ['worker-src', "'self'"],
    ['object-src', "'none'"],
    ['frame-src', "'none'"],
    ['frame-ancestors', "'none'"],
    ['base-uri', "'none'"],
    ['form-action', "'none'"],
  ]
  return directives.map((directive) => directive.join(' ')).join('; ')
}

/** Whether an address is a page of the product itself: the bundle, or the development server. */
export function isOwnPage(address: string, development: string | null): boolean {
  let url: URL
  try {
    url = new URL(address)
  } catch {
    return false
  }
  if (development) return url.origin === new URL(development).origin
  // Node gives custom schemes the origin "null", so scheme and host are compared.
  return url.protocol === `${appScheme}:` && url.host === appHost
}

/** Whether the window may fetch an address at all. The product speaks to no network. */
export function mayRequest(address: string, development: string | null): boolean {
  if (/^(data|blob|devtools):/.test(address)) return true
  if (isOwnPage(address, null)) return true
  if (!development) return false
  const socket = development.replace(/^http/, 'ws')
  return (
    address.startsWith(`${development}/`) ||
    address.startsWith(`${socket}/`) ||
    isOwnPage(address, development)
  )
}

const entryAddress = (development: string | null) => (development ? `${development}/` : appEntry)
const withoutFragment = (address: string) => address.split('#', 1)[0]!

/** Denies a web page every way out: other pages, new windows, web views. A reload of the entry page is allowed. */
export function confine(contents: WebContents, development: string | null): void {
  const entry = entryAddress(development)
  const isReload = (address: string) => {
    const target = withoutFragment(address)
    return target === entry || (!development && target === `${appOrigin}/`)
  }
  contents.on('will-navigate', (event) => {
    if (!isReload(event.url)) event.preventDefault()
  })
  contents.on('will-frame-navigate', (event) => {
    if (!event.isMainFrame || !isReload(event.url)) event.preventDefault()
  })
  contents.on('will-redirect', (event) => event.preventDefault())
  contents.on('will-attach-webview', (event) => event.preventDefault())
  contents.setWindowOpenHandler(() => ({ action: 'deny' }))
}

/** Confines every page Electron makes, whoever makes it. */
export function confineAll(app: Pick<App, 'on'>, development: string | null): void {
  app.on('web-contents-created', (_event, contents) => confine(contents, development))
}

/**
 * Denies permissions, devices, downloads and the network to a session. What a page made itself (a strip, a table) may be
 * saved: where is asked of the person.
 */
export function closeSession(session: Session, development: string | null): void {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false))
  session.setPermissionCheckHandler(() => false)
  session.setDevicePermissionHandler(() => false)
  session.on('will-download', (event, item) => {
    if (!item.getURL().startsWith('blob:')) event.preventDefault()
  })
  session.webRequest.onBeforeRequest((details, answer) =>
    answer({ cancel: !mayRequest(details.url, development) }),
  )
  if (development) {
    // A build sends the policy with each file it serves; the development server knows nothing of it.
    session.webRequest.onHeadersReceived((details, answer) =>
      answer({
        responseHeaders: {
          ...details.responseHeaders,
          'Content-Security-Policy': [contentSecurityPolicy(development)],
        },
      }),
    )
  }
}
