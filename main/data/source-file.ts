/** Opening files that a person named: every failure of the disk becomes a sentence with a code. */
import { createReadStream } from 'node:fs'
import { open, stat, type FileHandle } from 'node:fs/promises'
import { createGunzip } from 'node:zlib'
import { BrenierError } from '../../shared/errors'

const gibibyte = 2 ** 30

/** Bounds on what is read. A set lives in memory as bytes, and other stages need memory beside it. */
export const bounds = {
  /** A file of arrays, or the pixels of a whole set. */
  setBytes: 2 * gibibyte,
  /** An archive of pictures: each is decoded and shrunk by itself, so the archive may be larger than the set. */
  archiveBytes: 16 * gibibyte,
  /** One picture file. */
  pictureBytes: 64 * 2 ** 20,
  /** Pictures in a folder or an archive. */
  pictures: 2_000_000,
} as const

/** Bytes in the unit a person would use. */
export function inWords(bytes: number): string {
  if (bytes >= gibibyte) return `${(bytes / gibibyte).toFixed(1)} GB`
  if (bytes >= 2 ** 20) return `${(bytes / 2 ** 20).toFixed(1)} MB`
  return `${bytes.toLocaleString('en')} bytes`
}

/** A failure of the file system as a BrenierError; anything else unchanged. */
export function diskError(thrown: unknown, path: string): unknown {
  if (thrown instanceof BrenierError || !(thrown instanceof Error) || !('code' in thrown)) return thrown
  const because = (code: 'file-not-found' | 'file-format', message: string) =>
    new BrenierError(code, message, { path }, { cause: thrown })
  switch (thrown.code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return because('file-not-found', `Expected a file at ${path}, but there is none. Check the path.`)
    case 'EACCES':
    case 'EPERM':
      return because(
        'file-not-found',
        `Expected to read ${path}, but its permissions do not allow it. Change them or copy the file.`,
      )
    case 'EISDIR':
      return because('file-format', `Expected a file at ${path}, got a folder. Name a file in it.`)
    default:
      return because('file-not-found', `Expected to read ${path}, but the disk answered: ${thrown.message}.`)
  }
}

/**
 * The size of a plain file in bytes.
 * @throws BrenierError `file-not-found`; `file-format` for a folder; `file-too-large` beyond `bound`, before any byte is read
 */
export async function fileSize(path: string, bound: number): Promise<number> {
  const found = await stat(path).catch((thrown: unknown) => {
    throw diskError(thrown, path)
  })
  if (found.isDirectory()) {
    throw new BrenierError('file-format', `Expected a file at ${path}, got a folder. Name a file in it.`, {
      path,
    })
  }
  if (found.size > bound) {
    throw new BrenierError(
      'file-too-large',
      `Expected at most ${inWords(bound)}, but ${path} has ${inWords(found.size)}. Take a part of it.`,
      { path, bytes: found.size, bound },
    )
  }
  return found.size
}

/** Whether something exists at a path. */
export function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}

async function opened<T>(path: string, use: (handle: FileHandle) => Promise<T>): Promise<T> {
  try {
    const handle = await open(path, 'r')
    try {
      return await use(handle)
    } finally {
      await handle.close()
    }
  } catch (thrown) {
    throw diskError(thrown, path)
  }
}

/** Up to `count` bytes from the start of a file; fewer where it is shorter. */
export function readStart(path: string, count: number): Promise<Uint8Array> {
  return opened(path, async (handle) => {
    const bytes = new Uint8Array(count)
    return bytes.subarray(0, await fill(handle, bytes, 0))
  })
}

/** Fills `target` from `position` of an open file. @returns how many bytes there were */
async function fill(handle: FileHandle, target: Uint8Array, position: number): Promise<number> {
  let done = 0
  while (done < target.length) {
    const length = Math.min(target.length - done, 2 ** 26)
    const { bytesRead } = await handle.read(target, done, length, position + done)
    if (bytesRead === 0) break
    done += bytesRead
  }
  return done
}

/** A whole file of at most `bound` bytes. @throws BrenierError as `fileSize` */
export async function readBounded(path: string, bound: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(await fileSize(path, bound))
  return bytes.subarray(0, await opened(path, (handle) => fill(handle, bytes, 0)))
}

/** Bytes of a file in turn, unpacked where it is gzipped. */
export interface ByteSource {
  readonly gzipped: boolean
  /** Size on disk. */
  readonly fileBytes: number
  /** Fills `target` with the next bytes. @returns how many there were; fewer than asked only at the end */
  fill(target: Uint8Array): Promise<number>
}

/**
 * Reads a file in turn, unpacking gzip on the way, so that only what is kept is held in memory.
 * @throws BrenierError as `fileSize`; `file-truncated` or `file-format` where the gzip stream is broken
 */
export async function withBytes<T>(path: string, use: (source: ByteSource) => Promise<T>): Promise<T> {
  const fileBytes = await fileSize(path, bounds.setBytes)
  const start = await readStart(path, 2)
  const gzipped = start[0] === 0x1f && start[1] === 0x8b
  const file = createReadStream(path, { highWaterMark: 2 ** 20 })
  const gunzip = gzipped ? createGunzip({ chunkSize: 2 ** 20 }) : null
  // `pipe` does not carry errors: without this a failing disk would leave the unpacker waiting.
  if (gunzip) file.on('error', (thrown) => gunzip.destroy(thrown)).pipe(gunzip)
  const stream = gunzip ?? file
  const chunks: AsyncIterator<Uint8Array> = stream[Symbol.asyncIterator]()
  let held = new Uint8Array(0)
  try {
    return await use({
      gzipped,
      fileBytes,
      async fill(target) {
        let done = 0
        while (done < target.length) {
          if (held.length === 0) {
            const next = await chunks.next()
            if (next.done) break
            held = next.value as Uint8Array<ArrayBuffer>
          }
          const taken = Math.min(held.length, target.length - done)
          target.set(held.subarray(0, taken), done)
          held = held.subarray(taken)
          done += taken
        }
        return done
      },
    })
  } catch (thrown) {
    throw gzipError(thrown, path)
  } finally {
    file.destroy()
    gunzip?.destroy()
  }
}

function gzipError(thrown: unknown, path: string): unknown {
  if (!(thrown instanceof Error) || !('code' in thrown) || typeof thrown.code !== 'string') return thrown
  if (thrown.code === 'Z_BUF_ERROR') {
    return new BrenierError(
      'file-truncated',
      `Expected a whole gzip file, but ${path} ends early. Download or copy it again.`,
      { path },
      { cause: thrown },
    )
  }
  if (thrown.code.startsWith('Z_')) {
    return new BrenierError(
      'file-format',
      `Expected a sound gzip file, but ${path} is damaged (${thrown.message}). Download or copy it again.`,
      { path },
      { cause: thrown },
    )
  }
  return diskError(thrown, path)
}
