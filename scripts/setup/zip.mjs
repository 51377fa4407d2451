/**
 * Reads chosen entries out of a zip file of any size without loading it: the central directory first,
 * then each wanted entry as a stream. A Python wheel is such a file. Source: PKWARE APPNOTE 6.3, 4.3 and 4.5.3 (zip64).
 */
import fs from 'node:fs'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { PassThrough } from 'node:stream'
import zlib from 'node:zlib'

const END_OF_DIRECTORY = 0x06054b50
const END_OF_DIRECTORY_64 = 0x06064b50
const LOCATOR_64 = 0x07064b50
const DIRECTORY_ENTRY = 0x02014b50
const LOCAL_ENTRY = 0x04034b50
const LONGEST_COMMENT = 65_535
const UNSET = 0xffffffff

/**
 * @typedef {object} ZipEntry
 * @property {string} name with forward slashes; folders end in one
 * @property {number} method 0 stored, 8 deflated
 * @property {number} packed bytes in the file
 * @property {number} size bytes unpacked
 * @property {number} offset of its local header
 * @property {number} mode POSIX permissions and file type, 0 where the archive has none
 */

/**
 * @param {number} descriptor
 * @param {number} position
 * @param {number} length
 */
function readAt(descriptor, position, length) {
  const bytes = Buffer.alloc(length)
  const got = fs.readSync(descriptor, bytes, 0, length, position)
  if (got < length) throw new Error('The zip file ends too early: it is truncated.')
  return bytes
}

/** @returns {{ count: number, length: number, offset: number }} */
function findDirectory(/** @type {number} */ descriptor) {
  const { size } = fs.fstatSync(descriptor)
  const tail = readAt(
    descriptor,
    Math.max(0, size - LONGEST_COMMENT - 22),
    Math.min(size, LONGEST_COMMENT + 22),
  )
  for (let at = tail.length - 22; at >= 0; at--) {
    if (tail.readUInt32LE(at) !== END_OF_DIRECTORY) continue
    const found = {
      count: tail.readUInt16LE(at + 10),
      length: tail.readUInt32LE(at + 12),
      offset: tail.readUInt32LE(at + 16),
    }
    const locator = at - 20
    if (locator < 0 || tail.readUInt32LE(locator) !== LOCATOR_64) return found
    const record = readAt(descriptor, Number(tail.readBigUInt64LE(locator + 8)), 56)
    if (record.readUInt32LE(0) !== END_OF_DIRECTORY_64) return found
    return {
      count: Number(record.readBigUInt64LE(32)),
      length: Number(record.readBigUInt64LE(40)),
      offset: Number(record.readBigUInt64LE(48)),
    }
  }
  throw new Error('This is not a zip file, or it is truncated: it has no central directory.')
}

/** Replaces the fields that a zip64 extra block carries. */
function widen(/** @type {ZipEntry} */ entry, /** @type {Buffer} */ extra) {
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) !== 1) continue
    let field = at + 4
    const next = () => {
      field += 8
      return Number(extra.readBigUInt64LE(field - 8))
    }
    if (entry.size === UNSET) entry.size = next()
    if (entry.packed === UNSET) entry.packed = next()
    if (entry.offset === UNSET) entry.offset = next()
    return
  }
}

/**
 * @param {string} file
 * @returns {ZipEntry[]} in the order of the archive's directory
 * @throws {Error} where the file is no zip or is truncated
 */
export function listZip(file) {
  const descriptor = fs.openSync(file, 'r')
  try {
    const directory = findDirectory(descriptor)
    const bytes = readAt(descriptor, directory.offset, directory.length)
    /** @type {ZipEntry[]} */
    const entries = []
    let at = 0
    for (let i = 0; i < directory.count; i++) {
      if (bytes.readUInt32LE(at) !== DIRECTORY_ENTRY) throw new Error('The zip file has a damaged directory.')
      const nameLength = bytes.readUInt16LE(at + 28)
      const extraLength = bytes.readUInt16LE(at + 30)
      const commentLength = bytes.readUInt16LE(at + 32)
      const nameEnd = at + 46 + nameLength
      const entry = {
        name: bytes.toString('utf8', at + 46, nameEnd),
        method: bytes.readUInt16LE(at + 10),
        packed: bytes.readUInt32LE(at + 20),
        size: bytes.readUInt32LE(at + 24),
        offset: bytes.readUInt32LE(at + 42),
        mode: bytes.readUInt32LE(at + 38) >>> 16,
      }
      widen(entry, bytes.subarray(nameEnd, nameEnd + extraLength))
      entries.push(entry)
      at = nameEnd + extraLength + commentLength
    }
    return entries
  } finally {
    fs.closeSync(descriptor)
  }
}

/** @returns {number} where the entry's data begin */
function dataOffset(/** @type {string} */ file, /** @type {ZipEntry} */ entry) {
  const descriptor = fs.openSync(file, 'r')
  try {
    const header = readAt(descriptor, entry.offset, 30)
    if (header.readUInt32LE(0) !== LOCAL_ENTRY) throw new Error(`The zip file is damaged at ${entry.name}.`)
    return entry.offset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28)
  } finally {
    fs.closeSync(descriptor)
  }
}

/** A name in an archive must not lead outside the folder that it is unpacked into. */
function safeTarget(/** @type {string} */ folder, /** @type {string} */ name) {
  const target = path.resolve(folder, name)
  if (target !== folder && !target.startsWith(folder + path.sep)) {
    throw new Error(`The archive names a file outside its own folder: ${name}.`)
  }
  return target
}

/**
 * Unpacks entries below a folder; an entry appears under its name only when it is whole.
 * @param {string} file
 * @param {ZipEntry[]} entries
 * @param {string} folder
 * @param {{ rename?: (name: string) => string, advance?: (bytes: number) => void }} [options]
 *   `advance` is told the packed bytes as they are read
 */
export async function extractZip(file, entries, folder, options = {}) {
  const { rename = (name) => name, advance } = options
  for (const entry of entries) {
    const target = safeTarget(path.resolve(folder), rename(entry.name))
    if (entry.name.endsWith('/')) {
      fs.mkdirSync(target, { recursive: true })
      continue
    }
    if (entry.method !== 0 && entry.method !== 8) {
      throw new Error(`${entry.name} is packed by method ${entry.method}; only stored and deflated are read.`)
    }
    fs.mkdirSync(path.dirname(target), { recursive: true })
    const permissions = entry.mode & 0o777
    const partial = `${target}.partial`
    if (entry.packed === 0) {
      fs.writeFileSync(partial, '')
    } else {
      const start = dataOffset(file, entry)
      const source = fs.createReadStream(file, {
        start,
        end: start + entry.packed - 1,
        highWaterMark: 1 << 20,
      })
      if (advance) source.on('data', (chunk) => advance(chunk.length))
      const unpack = entry.method === 8 ? zlib.createInflateRaw({ chunkSize: 1 << 20 }) : new PassThrough()
      await pipeline(source, unpack, fs.createWriteStream(partial))
    }
    const { size } = fs.statSync(partial)
    if (size !== entry.size) throw new Error(`${entry.name} should have ${entry.size} bytes and has ${size}.`)
    if (permissions) fs.chmodSync(partial, permissions)
    fs.renameSync(partial, target)
  }
}
