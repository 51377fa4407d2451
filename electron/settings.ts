import * as v from 'valibot'
import type { Settings } from '../shared/contracts/window'
import { jsonFile } from './json-file'

const pixels = (least: number, most: number) =>
  v.pipe(v.number(), v.finite(), v.minValue(least), v.maxValue(most))

const entries = {
  theme: v.picklist(['system', 'dark', 'light']),
  outlineWidth: pixels(0, 800),
  inspectorWidth: pixels(0, 1200),
  stripHeight: pixels(0, 1200),
}

/** On disk: unknown keys of a newer version are left out rather than taken for damage. */
const stored = v.object(entries)
/** From the window: any of the settings, nothing else. */
export const settingsChange = v.partial(v.strictObject(entries))
export type SettingsChange = v.InferOutput<typeof settingsChange>

export const defaultSettings: Settings = {
  theme: 'system',
  outlineWidth: 224,
  inspectorWidth: 312,
  stripHeight: 288,
}

/** What the person has set, kept in one file of the user's data folder. */
export class SettingsStore {
  readonly #file
  #current: Settings

  constructor(file: string) {
    this.#file = jsonFile(file, stored, defaultSettings)
    this.#current = this.#file.read()
  }

  get current(): Settings {
    return this.#current
  }

  /** @returns all settings after the change; they are on disk by then */
  change(change: SettingsChange): Settings {
    const given = Object.entries(change).filter(([, value]) => value !== undefined)
    this.#current = { ...this.#current, ...Object.fromEntries(given) }
    this.#file.write(this.#current)
    return this.#current
  }
}
