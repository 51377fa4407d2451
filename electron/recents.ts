import { createHash } from 'node:crypto'
import path from 'node:path'
import * as v from 'valibot'
import type { RecentStudy } from '../shared/contracts/window'
import { jsonFile } from './json-file'

const kept = 20

const entry = v.object({
  path: v.pipe(v.string(), v.minLength(1), v.maxLength(10_000)),
  name: v.pipe(v.string(), v.maxLength(10_000)),
  facts: v.pipe(v.array(v.pipe(v.string(), v.maxLength(10_000))), v.maxLength(8)),
  pictures: v.optional(v.pipe(v.array(v.pipe(v.string(), v.maxLength(10_000))), v.maxLength(3)), []),
  opened: v.pipe(v.number(), v.finite()),
})
type Entry = v.InferOutput<typeof entry>

const stored = v.object({ studies: v.array(entry) })

/** A study's id in the list: stable, and no path that the window could take apart. */
const idOf = (studyPath: string) => createHash('sha256').update(studyPath).digest('hex').slice(0, 16)

/** The studies opened or saved last, newest first. */
export class Recents {
  readonly #file
  readonly #home: string
  #entries: readonly Entry[]

  /** @param home the person's home folder, shown as `~` */
  constructor(file: string, home: string) {
    this.#file = jsonFile(file, stored, { studies: [] })
    this.#home = home
    this.#entries = this.#file.read().studies
  }

  list(): readonly RecentStudy[] {
    return this.#entries.map(({ path: studyPath, ...study }) => ({
      ...study,
      id: idOf(studyPath),
      location: this.#shown(studyPath),
    }))
  }

  /** @param opened milliseconds since 1970 */
  add(
    studyPath: string,
    { name, facts, pictures }: Pick<RecentStudy, 'name' | 'facts' | 'pictures'>,
    opened: number,
  ): void {
    const others = this.#entries.filter((known) => known.path !== studyPath)
    const added = { path: studyPath, name, facts: [...facts], pictures: [...pictures], opened }
    this.#keep([added, ...others].slice(0, kept))
  }

  forget(id: string): void {
    this.#keep(this.#entries.filter((known) => idOf(known.path) !== id))
  }

  pathOf(id: string): string | null {
    return this.#entries.find((known) => idOf(known.path) === id)?.path ?? null
  }

  #keep(entries: readonly Entry[]): void {
    this.#entries = entries
    this.#file.write({ studies: [...entries] })
  }

  #shown(studyPath: string): string {
    const inHome = this.#home !== '' && studyPath.startsWith(this.#home + path.sep)
    return inHome ? `~${studyPath.slice(this.#home.length)}` : studyPath
  }
}
