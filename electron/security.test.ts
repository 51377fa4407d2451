import { readFileSync } from 'node:fs'
import type { App, Session, WebContents } from 'electron'
import { describe, expect, it } from 'vitest'
import {
  closeSession,
  confine,
  confineAll,
  contentSecurityPolicy,
  isOwnPage,
  mayRequest,
  windowPreferences,
} from './security'

const server = 'http://localhost:5173'

describe('the window', () => {
  it.each([
    ['sandbox', true],
    ['contextIsolation', true],
    ['nodeIntegration', false],
    ['nodeIntegrationInWorker', false],
    ['nodeIntegrationInSubFrames', false],
    ['webSecurity', true],
    ['allowRunningInsecureContent', false],
    ['experimentalFeatures', false],
    ['webviewTag', false],
    ['navigateOnDragDrop', false],
    ['spellcheck', false],
  ] as const)('has %s: %s', (setting, value) => {
    expect(windowPreferences('/preload.cjs', '1.0.0')[setting]).toBe(value)
  })
})

describe('the content security policy', () => {
  const directives = (policy: string) =>
    new Map(policy.split('; ').map((part) => [part.split(' ')[0]!, part.split(' ').slice(1)]))
  const built = directives(contentSecurityPolicy(null))

  it('denies whatever it does not name', () => {
    expect([...built.entries()][0]).toEqual(['default-src', ["'none'"]])
  })

  it('runs the bundle’s own scripts only: none inline, no eval, no data: or blob: scripts', () => {
    expect(built.get('script-src')).toEqual(["'self'"])
    expect(contentSecurityPolicy(null)).not.toMatch(/unsafe|wasm|http|\*/)
  })

  it('applies the bundle’s own style sheets and one inline style known by its hash', () => {
    expect(built.get('style-src')).toEqual(["'self'", expect.stringMatching(/^'sha256-.{44}'$/)])
  })

  it.each([
    ['img-src', ["'self'", 'blob:', 'data:']],
    ['font-src', ["'self'"]],
    ['connect-src', ["'self'"]],
    ['worker-src', ["'self'"]],
  ])('fetches from the bundle alone, and shows pictures made in the window: %s', (name, sources) => {
    expect(built.get(name)).toEqual(sources)
  })

  it.each(['object-src', 'frame-src', 'frame-ancestors', 'base-uri', 'form-action'])('closes %s', (name) => {
    expect(built.get(name)).toEqual(["'none'"])
  })

  it('lets the development server’s client through in development, still without eval', () => {
    const development = directives(contentSecurityPolicy(server))
    expect(development.get('connect-src')).toEqual(["'self'", 'ws://localhost:5173'])
    expect(development.get('script-src')).toEqual(["'self'"])
  })
})

describe('the product’s own pages', () => {
  it.each([
    ['app://brenier/index.html', null, true],
    ['app://brenier.evil/index.html', null, false],
    ['app://evil/index.html', null, false],
    ['https://brenier/index.html', null, false],
    ['file:///index.html', null, false],
    ['about:blank', null, false],
    ['', null, false],
    [`${server}/`, null, false],
    [`${server}/index.html`, server, true],
    ['http://localhost:51730/', server, false],
    ['http://localhost:5173.evil.example/', server, false],
  ])('%s in development %s: %s', (address, development, own) => {
    expect(isOwnPage(address, development)).toBe(own)
  })
})

describe('requests of the window', () => {
  it.each([
    ['app://brenier/assets/a.js', null, true],
    ['blob:app://brenier/1', null, true],
    ['data:image/png;base64,', null, true],
    ['https://example.com/', null, false],
    ['http://127.0.0.1/', null, false],
    ['ws://example.com/', null, false],
    ['file:///etc/passwd', null, false],
    ['app://other/', null, false],
    ['ws://localhost:5173/?token=1', server, true],
    ['https://example.com/', server, false],
    ['http://localhost:5173.evil.example/', server, false],
  ])('%s in development %s: %s', (address, development, allowed) => {
    expect(mayRequest(address, development)).toBe(allowed)
  })
})

type Listener = (event: { url: string; isMainFrame: boolean; preventDefault: () => void }) => void

/** A web contents that remembers its listeners. */
function contents() {
  const listeners = new Map<string, Listener>()
  let openHandler: (() => { action: string }) | null = null
  const fake = {
    on: (name: string, listener: Listener) => listeners.set(name, listener),
    setWindowOpenHandler: (handler: () => { action: string }) => (openHandler = handler),
  }
  const isDenied = (name: string, url: string, isMainFrame = true) => {
    let denied = false
    listeners.get(name)!({ url, isMainFrame, preventDefault: () => (denied = true) })
    return denied
  }
  return { fake: fake as unknown as WebContents, isDenied, opens: () => openHandler!().action }
}

describe('a confined page', () => {
  const { fake, isDenied, opens } = contents()
  confine(fake, null)

  it.each(['https://example.com/', 'file:///etc/passwd', 'app://brenier/other.html', 'javascript:alert(1)'])(
    'cannot navigate to %s',
    (url) => {
      expect(isDenied('will-navigate', url)).toBe(true)
      expect(isDenied('will-frame-navigate', url)).toBe(true)
    },
  )
  it('can be loaded again', () => {
    expect(isDenied('will-navigate', 'app://brenier/index.html#train')).toBe(false)
    expect(isDenied('will-navigate', 'app://brenier/')).toBe(false)
  })
  it('has no navigating frames, no redirects, no web views and no new windows', () => {
    expect(isDenied('will-frame-navigate', 'app://brenier/index.html', false)).toBe(true)
    expect(isDenied('will-redirect', 'app://brenier/index.html')).toBe(true)
    expect(isDenied('will-attach-webview', '')).toBe(true)
    expect(opens()).toBe('deny')
  })
})

describe('every page Electron makes', () => {
  it('is confined, whoever makes it', () => {
    let made: ((event: unknown, page: WebContents) => void) | null = null
    const app = {
      on: (name: string, listener: typeof made) => name === 'web-contents-created' && (made = listener),
    }
    confineAll(app as unknown as App, null)
    const { fake, isDenied, opens } = contents()
    made!({}, fake)
    expect([isDenied('will-navigate', 'https://example.com/'), opens()]).toEqual([true, 'deny'])
  })
})

describe('a release', () => {
  const fuses = /^electronFuses:\n((?: {2}.+\n)+)/m.exec(readFileSync('electron-builder.yml', 'utf8'))![1]!

  it.each([
    ['runAsNode', false],
    ['enableNodeOptionsEnvironmentVariable', false],
    ['enableNodeCliInspectArguments', false],
    ['enableEmbeddedAsarIntegrityValidation', true],
    ['onlyLoadAppFromAsar', true],
    ['grantFileProtocolExtraPrivileges', false],
  ])('has the fuse %s: %s', (fuse, value) => {
    expect(fuses).toContain(`  ${fuse}: ${value}\n`)
  })
})

describe('a closed session', () => {
  const handlers: Record<string, (...given: never[]) => unknown> = {}
  const keep =
    (name: string) =>
    (...given: unknown[]) => {
      handlers[name] = given.at(-1) as (...given: never[]) => unknown
    }
  closeSession(
    {
      setPermissionRequestHandler: keep('request'),
      setPermissionCheckHandler: keep('check'),
      setDevicePermissionHandler: keep('device'),
      on: keep('download'),
      webRequest: { onBeforeRequest: keep('network'), onHeadersReceived: keep('headers') },
    } as unknown as Session,
    null,
  )
  const call = (name: string, ...given: unknown[]) => handlers[name]!(...(given as never[]))

  it('grants no permission, asked for or looked up, and no device', () => {
    let granted: boolean | null = null
    call('request', null, 'media', (answer: boolean) => (granted = answer))
    expect([granted, call('check', null, 'clipboard-read'), call('device', {})]).toEqual([
      false,
      false,
      false,
    ])
  })
  it('downloads nothing but what a page made itself', () => {
    const stopped = (address: string) => {
      let isStopped = false
      call('download', { preventDefault: () => (isStopped = true) }, { getURL: () => address })
      return isStopped
    }
    expect(stopped('https://example.com/a.zip')).toBe(true)
    expect(stopped('app://brenier/index.html')).toBe(true)
    expect(stopped('blob:app://brenier/f486153d')).toBe(false)
  })
  it('cancels every request that leaves the machine', () => {
    const verdict = (url: string) => {
      let cancelled: boolean | undefined
      call('network', { url }, (answer: { cancel: boolean }) => (cancelled = answer.cancel))
      return cancelled
    }
    expect([verdict('https://example.com/'), verdict('app://brenier/')]).toEqual([true, false])
  })
  it('leaves headers alone in a build, where the handler sends the policy', () => {
    expect(handlers['headers']).toBeUndefined()
  })
})
