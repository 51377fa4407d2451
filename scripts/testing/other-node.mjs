/** A second version of Node to run the engine under, from the npm registry: the product promises more than the one at hand. */
import fs from 'node:fs'
import path from 'node:path'
import { lastLine, runChild } from '../setup/child.mjs'
import { cache } from '../setup/paths.mjs'
import { say } from '../setup/report.mjs'

/** The newest of the promised versions, unless that is the one at hand: then the oldest. */
export const otherVersion = (/** @type {string} */ own) => (own.startsWith('24.') ? '20.20.2' : '24.9.0')

/**
 * @returns {Promise<string | null>} the executable, or null where there is none for this system; a sentence says why
 */
export async function prepareOtherNode() {
  const version = otherVersion(process.versions.node)
  const folder = path.join(cache, `node-${version}`)
  const name = `node-${process.platform}-${process.arch}`
  const executable = path.join(folder, 'node_modules', name, 'bin/node')
  if (fs.existsSync(executable)) return executable
  if (process.platform !== 'linux') {
    say(`Node ${version}: the tests under it run on Linux only.`)
    return null
  }
  say(`Node ${version}: fetching it for the tests under another version …`)
  const parameters = ['install', '--prefix', folder, '--no-audit', '--no-fund', '--ignore-scripts']
  const { code, output } = await runChild('npm', [...parameters, '--no-save', `${name}@${version}`])
  if (code === 0 && fs.existsSync(executable)) return executable
  say(`Node ${version} could not be fetched, so the tests under it are skipped: ${lastLine(output)}`)
  return null
}
