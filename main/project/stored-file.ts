import { createHash } from 'node:crypto'
import { stat } from 'node:fs/promises'
import * as v from 'valibot'
import { piecesOf, type FileContent } from '../data/replace-file'

/** A file of a study as its manifest names it. */
export const storedFile = v.strictObject({
  file: v.pipe(v.string(), v.regex(/^[a-z0-9-]+\.[a-z0-9]+$/)),
  bytes: v.pipe(v.number(), v.integer(), v.minValue(0)),
  sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
})
export type StoredFile = v.InferOutput<typeof storedFile>

export const sizeOf = (content: FileContent): number =>
  piecesOf(content).reduce((sum, { byteLength }) => sum + byteLength, 0)

/** Bytes hashed at a time, some 10 ms: a model of a hundred megabytes must not be felt. */
const hashedAtOnce = 4 * 1024 * 1024
const toEventLoop = () => new Promise<void>((resolve) => setImmediate(resolve))

/** SHA-256 in hexadecimal; returns to the event loop in between. */
export async function sha256(content: FileContent): Promise<string> {
  const hash = createHash('sha256')
  let hashed = 0
  for (const piece of piecesOf(content)) {
    for (let start = 0; start < piece.byteLength; start += hashedAtOnce) {
      const part = piece.subarray(start, start + hashedAtOnce)
      hash.update(part)
      hashed += part.byteLength
      if (hashed < hashedAtOnce) continue
      hashed = 0
      await toEventLoop()
    }
  }
  return hash.digest('hex')
}

export const exists = (file: string): Promise<boolean> =>
  stat(file).then(
    () => true,
    () => false,
  )
