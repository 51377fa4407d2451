import { readFile, realpath, stat } from 'node:fs/promises'
import path from 'node:path'
import type { CustomScheme, Protocol } from 'electron'

/** The window's own scheme: a standard, secure origin, so that neither `file:` nor a local server is needed. */
export const appScheme = 'app'
export const appHost = 'brenier'
export const appOrigin = `${appScheme}://${appHost}`
export const appEntry = `${appOrigin}/index.html`

/** Must be registered before Electron is ready. */
export const appSchemePrivileges: CustomScheme = {
  scheme: appScheme,
  privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
}

/** What the handler answers to a request it will not serve. */
export interface Refusal {
  readonly status: 400 | 403 | 404 | 405
  readonly reason: string
}

/**
 * The file below `root` that an `app://` address names, by its letters alone.
 * Refuses other hosts, bad escapes, NUL, and anything that could climb out: `..` in any spelling, encoded
 * separators, backslashes and drive letters. (The URL parser resolves `..` itself, `%2e%2e` included, and ends at the
 * root; it leaves an encoded separator alone.)
 */
export function locate(root: string, address: string): string | Refusal {
  let url: URL
  try {
    url = new URL(address)
  } catch {
    return { status: 400, reason: 'The address is not a URL.' }
  }
  if (url.protocol !== `${appScheme}:` || url.host !== appHost) {
    return { status: 403, reason: `Only ${appOrigin} is served.` }
  }
  // Escapes are judged before they are undone: an encoded separator or dot has no place in a bundle's names.
  if (/%(2e|2f|5c|00)/i.test(url.pathname))
    return { status: 403, reason: 'Encoded dots and separators are refused.' }
  let name: string
  try {
    name = decodeURIComponent(url.pathname)
  } catch {
    return { status: 400, reason: 'The address holds a broken escape.' }
  }
  if (/[\\:\0%]/.test(name))
    return { status: 403, reason: 'The address holds a character no bundle file has.' }
  const segments = name.split('/').filter((segment) => segment !== '')
  if (segments.some((segment) => segment.startsWith('.'))) {
    return { status: 403, reason: 'Hidden and parent names are refused.' }
  }
  return path.join(root, ...(segments.length ? segments : ['index.html']))
}

/**
 * The same, with the links of the disk followed: a link inside the bundle must not lead out of it.
 * @returns the real path of a plain file below the real `root`, or why not
 */
export async function resolveInside(root: string, address: string): Promise<string | Refusal> {
  const named = locate(root, address)
  if (typeof named !== 'string') return named
  try {
    const [realRoot, real] = await Promise.all([realpath(root), realpath(named)])
    if (!real.startsWith(realRoot + path.sep))
      return { status: 403, reason: 'The file lies outside the bundle.' }
    if (!(await stat(real)).isFile()) return { status: 404, reason: 'No such file in the bundle.' }
    return real
  } catch {
    return { status: 404, reason: 'No such file in the bundle.' }
  }
}

/** Answers one request of the window from the bundle in `root`, with the policy as a response header. */
export async function serve(root: string, request: Request, policy: string): Promise<Response> {
  const headers = { 'Content-Security-Policy': policy, 'X-Content-Type-Options': 'nosniff' }
  const refuse = ({ status, reason }: Refusal) =>
    new Response(reason, { status, headers: { ...headers, 'Content-Type': 'text/plain; charset=utf-8' } })
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return refuse({ status: 405, reason: 'The bundle can only be read.' })
  }
  const file = await resolveInside(root, request.url)
  if (typeof file !== 'string') return refuse(file)
  const type = types[path.extname(file).toLowerCase()]
  if (!type) return refuse({ status: 403, reason: 'Files of this kind are not served.' })
  const body = request.method === 'HEAD' ? null : await readFile(file)
  return new Response(body, { status: 200, headers: { ...headers, 'Content-Type': type } })
}

/** Serves the bundle in `root` to the window. */
export function handleAppScheme(protocol: Pick<Protocol, 'handle'>, root: string, policy: string): void {
  protocol.handle(appScheme, (request) => serve(root, request, policy))
}
