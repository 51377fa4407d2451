import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import * as v from 'valibot'

/** A small JSON file of the product's own, read and written whole. */
export interface JsonFile<T> {
  read(): T
  write(value: T): void
}

/**
 * A JSON file with a schema. A missing file reads as `initial`; so does one that does not parse or does not fit,
 * which is kept beside as `….damaged` for whoever wants to look. Writing is atomic: whole new file, then rename.
 * The files hold a few hundred bytes, so both directions are synchronous and the window opens with its values.
 */
export function jsonFile<S extends v.GenericSchema>(
  file: string,
  schema: S,
  initial: v.InferOutput<S>,
): JsonFile<v.InferOutput<S>> {
  return {
    read() {
      let text: string
      try {
        text = readFileSync(file, 'utf8')
      } catch {
        return initial
      }
      const outcome = v.safeParse(schema, parsed(text))
      if (outcome.success) return outcome.output
      keepAside(file)
      return initial
    },
    write(value) {
      mkdirSync(path.dirname(file), { recursive: true })
      const fresh = `${file}.new`
      const handle = openSync(fresh, 'w')
      try {
        writeFileSync(handle, `${JSON.stringify(value, null, 1)}\n`)
        // Without it a power cut may leave the new name on an empty file.
        fsyncSync(handle)
      } finally {
        closeSync(handle)
      }
      renameSync(fresh, file)
    },
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function keepAside(file: string): void {
  try {
    renameSync(file, `${file}.damaged`)
  } catch {
    // A folder that cannot be written keeps its damaged file where it is; the defaults hold all the same.
  }
}
