/**
 * A study on disk: a folder with `study.json` (the manifest) and `parts/`, one file a computed thing.
 *
 * Parts are named by their content, so a save writes only what changed and never touches a file that the
 * manifest on disk still names. Renaming the new manifest over the old one is the moment the save happens:
 * before it the old study is whole, after it the new one is. Files no manifest names are removed last.
 */
import { mkdir, readFile, readdir, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import * as v from 'valibot'
import { BrenierError, asBrenierError } from '../../shared/errors'
import { replaceFile, type FileContent } from '../data/replace-file'
import { writingReason } from '../data/writing-reason'
import { exists, sha256, sizeOf, storedFile, type StoredFile } from './stored-file'

/** Raised when the manifest or a part changes shape in a way older versions cannot read. */
export const studyFormat = 3
const manifestName = 'study.json'
const partsFolder = 'parts'
const manifestBound = 32 * 1024 * 1024

const manifestSchema = v.strictObject({
  format: v.literal('brenier-study'),
  version: v.pipe(v.number(), v.integer()),
  product: v.string(),
  parts: v.record(v.string(), storedFile),
  /** What the study is, beside its arrays; its own schema belongs to the caller. */
  content: v.unknown(),
})

export interface StudyFiles {
  readonly product: string
  readonly content: unknown
  /** Part name (such as `codes.npy`) → its bytes. */
  readonly parts: ReadonlyMap<string, FileContent>
}

export interface OpenedStudy extends StudyFiles {
  readonly parts: ReadonlyMap<string, Uint8Array>
  /** One sentence for each part that is missing or does not match its checksum; it is absent from `parts`. */
  readonly damaged: readonly string[]
}

/** FileContent that was hashed once keeps its hash: an autosave hashes only what is new. */
const knownHashes = new WeakMap<FileContent, string>()

/** Part files this process wrote, or read and found whole. Any other file of the right name may be damaged. */
const knownWhole = new Set<string>()

async function hashOf(content: FileContent): Promise<string> {
  const hash = knownHashes.get(content) ?? (await sha256(content))
  knownHashes.set(content, hash)
  return hash
}

/**
 * Saves a study into a folder, made where it is missing.
 * @throws BrenierError `disk-full` where something could not be written; the study on disk is then as before
 */
export async function writeStudy(folder: string, study: StudyFiles): Promise<void> {
  const partsPath = path.join(folder, partsFolder)
  try {
    await mkdir(partsPath, { recursive: true })
    const entries: Record<string, StoredFile> = {}
    for (const [name, content] of study.parts) {
      const hash = await hashOf(content)
      const extension = path.extname(name)
      const file = `${path.basename(name, extension)}-${hash.slice(0, 16)}${extension}`
      entries[name] = { file, bytes: sizeOf(content), sha256: hash }
      const target = path.join(partsPath, file)
      if (knownWhole.has(target) && (await exists(target))) continue
      await replaceFile(target, content)
      knownWhole.add(target)
    }
    const manifest = {
      format: 'brenier-study',
      version: studyFormat,
      product: study.product,
      parts: entries,
      content: study.content,
    }
    const manifestPath = path.join(folder, manifestName)
    await replaceFile(manifestPath, `${JSON.stringify(manifest, null, 1)}\n`)

    const named = new Set(Object.values(entries).map((entry) => entry.file))
    for (const file of await readdir(partsPath)) {
      if (named.has(file)) continue
      knownWhole.delete(path.join(partsPath, file))
      await rm(path.join(partsPath, file), { force: true })
    }
  } catch (error) {
    const reason = writingReason(error) ?? asBrenierError(error).message
    throw new BrenierError(
      'disk-full',
      `The study could not be saved to ${folder}: ${reason}. What was saved there before is unchanged; mend that or choose another folder.`,
      { folder },
      { cause: error },
    )
  }
}

/** Whether a folder looks like a saved study. */
export const isStudyFolder = (folder: string): Promise<boolean> => exists(path.join(folder, manifestName))

/**
 * Reads a study. A damaged part is named and left out; the rest opens.
 * @throws BrenierError `file-not-found`, `study-damaged` (the manifest itself) or `study-version`
 */
export async function readStudy(folder: string): Promise<OpenedStudy> {
  const manifest = await readManifest(folder)
  const parts = new Map<string, Uint8Array>()
  const damaged: string[] = []
  for (const [name, entry] of Object.entries(manifest.parts)) {
    const file = path.join(folder, partsFolder, entry.file)
    knownWhole.delete(file)
    const bytes = await readFile(file).catch(() => null)
    if (!bytes) {
      damaged.push(`${name} is missing from the study's folder.`)
    } else if (bytes.byteLength !== entry.bytes) {
      damaged.push(`${name} is damaged: expected ${entry.bytes} bytes, found ${bytes.byteLength}.`)
    } else if ((await hashOf(bytes)) !== entry.sha256) {
      damaged.push(`${name} is damaged: its checksum does not match the one saved with it.`)
    } else {
      knownWhole.add(file)
      parts.set(name, bytes)
    }
  }
  return { product: manifest.product, content: manifest.content, parts, damaged }
}

async function readManifest(folder: string): Promise<v.InferOutput<typeof manifestSchema>> {
  const file = path.join(folder, manifestName)
  const size = await stat(file).then(
    (found) => found.size,
    () => null,
  )
  if (size === null) {
    throw new BrenierError(
      'file-not-found',
      `Expected a saved study, found no ${manifestName} in ${folder}. Choose the folder that was saved as a study.`,
      { folder },
    )
  }
  const damaged = (reason: string, cause?: unknown) =>
    new BrenierError(
      'study-damaged',
      `${manifestName} in ${folder} cannot be read: ${reason}. Restore it from a copy; the files in ${partsFolder} are untouched.`,
      { folder },
      { cause },
    )
  if (size > manifestBound) throw damaged(`it holds ${size} bytes, more than the bound of ${manifestBound}`)
  let parsed: unknown
  try {
    parsed = JSON.parse(await readFile(file, 'utf8'))
  } catch (error) {
    throw damaged(asBrenierError(error).message, error)
  }
  const outcome = v.safeParse(manifestSchema, parsed)
  if (!outcome.success) {
    throw damaged(`at ${v.getDotPath(outcome.issues[0]) ?? 'its top'}: ${outcome.issues[0].message}`)
  }
  if (outcome.output.version > studyFormat) {
    throw new BrenierError(
      'study-version',
      `This study was saved by a newer version (format ${outcome.output.version}, this one reads up to ${studyFormat}). Open it with that version or a later one.`,
      { version: outcome.output.version },
    )
  }
  return outcome.output
}
