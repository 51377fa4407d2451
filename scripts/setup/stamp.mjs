/** Stamps: a step writes down the hash of what it was made from, and is skipped while that hash stands. */
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { runtime } from './paths.mjs'

const stampFile = (/** @type {string} */ name) => path.join(runtime, 'stamps', name)

/**
 * @param {string} name
 * @param {string} hash
 */
export function isStamped(name, hash, folder = '') {
  try {
    return fs.readFileSync(folder ? path.join(folder, name) : stampFile(name), 'utf8') === hash
  } catch {
    return false
  }
}

/**
 * @param {string} name
 * @param {string} hash
 */
export function writeStamp(name, hash, folder = '') {
  const file = folder ? path.join(folder, name) : stampFile(name)
  fs.mkdirSync(path.dirname(file), { recursive: true })
  fs.writeFileSync(file, hash)
}

/** Every file below `folder`, absolute, in a stable order; nothing where the folder is missing. */
export function filesBelow(/** @type {string} */ folder) {
  /** @type {string[]} */
  const found = []
  const visit = (/** @type {string} */ at) => {
    let entries
    try {
      entries = fs.readdirSync(at, { withFileTypes: true })
    } catch {
      return
    }
    for (const entry of entries) {
      const full = path.join(at, entry.name)
      if (entry.isDirectory()) visit(full)
      else if (entry.isFile()) found.push(full)
    }
  }
  visit(folder)
  return found.sort()
}

/**
 * Hash of names and contents: a renamed file changes it as much as an edited one.
 * @param {string[]} files absolute paths; a missing file counts as such
 * @param {string} base names are taken relative to it
 * @param {string} [extra] anything else that the result depends on
 */
export function hashFiles(files, base, extra = '') {
  const hash = createHash('sha256').update(extra)
  for (const file of files) {
    hash.update(`\0${path.relative(base, file)}\0`)
    try {
      hash.update(fs.readFileSync(file))
    } catch {
      hash.update('missing')
    }
  }
  return hash.digest('hex')
}
