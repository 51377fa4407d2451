import { open, rename, stat } from 'node:fs/promises'
import * as v from 'valibot'

/** A file of a study as its manifest names it. */
export const storedFile = v.strictObject({
  file: v.pipe(v.string(), v.regex(/^[a-z0-9-]+\.[a-z0-9]+$/)),
  bytes: v.pipe(v.number(), v.integer(), v.minValue(0)),
  sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
})
export type StoredFile = v.InferOutput<typeof storedFile>

/** Puts a file in place whole: it is on the disk before it takes its name. */
export async function replaceFile(file: string, bytes: Uint8Array | string): Promise<void> {
  const handle = await open(`${file}.new`, 'w')
  try {
    await handle.writeFile(bytes)
    await handle.sync()
  } finally {
    await handle.close()
  }
  await rename(`${file}.new`, file)
}

export const exists = (file: string): Promise<boolean> =>
  stat(file).then(
    () => true,
    () => false,
  )
