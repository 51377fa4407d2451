/** The Node versions that the workbench is built and tested with. */
import { SetupError } from './report.mjs'

/** 20 from 20.19 (the first that requires ES modules), 22 from 22.12 for the same reason, and 24 onwards. */
export function supportsNode(/** @type {string} */ version) {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number)
  if (major === 20) return minor >= 19
  if (major === 22) return minor >= 12
  return major >= 24
}

export function checkNode(version = process.versions.node) {
  if (supportsNode(version)) return
  throw new SetupError(
    `Brenier needs Node 20.19 or later, 22.12 or later, or 24; this is Node ${version}. With nvm, for instance:`,
    'nvm install 22 && nvm use 22',
  )
}
