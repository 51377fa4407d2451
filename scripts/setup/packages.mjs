/** The npm packages: `npm ci` when what is installed is not what the lock file names. */
import fs from 'node:fs'
import path from 'node:path'
import { lastLine, runChild } from './child.mjs'
import { root } from './paths.mjs'
import { SetupError, say } from './report.mjs'
import { hashFiles, isStamped, writeStamp } from './stamp.mjs'

const lockFile = path.join(root, 'package-lock.json')
const modules = path.join(root, 'node_modules')

/** npm's own note of what it installed: the same shape as the lock file, without what other systems need. */
const installedFile = path.join(modules, '.package-lock.json')
const STAMP = '.brenier-stamp'

/**
 * @typedef {{ version?: string, optional?: boolean, devOptional?: boolean, link?: boolean }} LockEntry
 * @typedef {{ packages: Record<string, LockEntry> }} Lock
 */

/**
 * Whether the installed packages are the locked ones, so that a plain `npm install` is as good as ours.
 * @param {Lock} locked
 * @param {Lock} installed
 */
export function isInstalled(locked, installed) {
  const here = installed.packages
  return Object.entries(locked.packages).every(([name, entry]) => {
    if (name === '') return true
    const found = here[name]
    // npm leaves out optional packages of other systems.
    return found ? found.version === entry.version : Boolean(entry.optional)
  })
}

function areInstalled() {
  try {
    return isInstalled(
      JSON.parse(fs.readFileSync(lockFile, 'utf8')),
      JSON.parse(fs.readFileSync(installedFile, 'utf8')),
    )
  } catch {
    return false
  }
}

export async function preparePackages() {
  const hash = hashFiles([lockFile], root)
  if (isStamped(STAMP, hash, modules)) return
  if (!areInstalled()) {
    say('npm packages: installing …')
    const started = performance.now()
    // Errors only: some packages name a newer Node than they need, which npm repeats for each.
    const parameters = [
      'ci',
      '--prefer-offline',
      '--loglevel=error',
      '--no-audit',
      '--no-fund',
      '--ignore-scripts',
    ]
    const { code, output } = await runChild('npm', parameters, { cwd: root, show: process.stderr.isTTY })
    if (code !== 0) {
      throw new SetupError(
        `The npm packages could not be installed: ${lastLine(output)}. To see all that npm says:`,
        'npm ci --ignore-scripts',
      )
    }
    say(`npm packages: installed in ${((performance.now() - started) / 1000).toFixed(1)} s`)
  }
  writeStamp(STAMP, hash, modules)
}
