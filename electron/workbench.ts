import { app, nativeTheme, shell, type BrowserWindow } from 'electron'
import { access, stat } from 'node:fs/promises'
import path from 'node:path'
import type { Grant } from '../shared/contracts/window'
import { BrenierError } from '../shared/errors'
import type { Closing } from './closing'
import {
  chooseDataFile,
  chooseFolderOfPictures,
  chooseNet,
  choosePicture,
  chooseSavePlace,
  chooseStudy,
} from './dialogs'
import type { Grants, GrantUse } from './grants'
import type { Answers } from './ipc'
import type { Recents } from './recents'
import type { SettingsStore } from './settings'

export interface WorkbenchParts {
  readonly window: () => BrowserWindow | null
  readonly grants: Grants
  readonly recents: Recents
  readonly settings: SettingsStore
  readonly closing: Closing
  readonly connectEngine: () => void
  readonly recentsChanged: () => void
  /** Where the open study lies; null before its first save. */
  readonly studyPath: () => string | null
}

/** Every study folder has this file; the engine reads it, the shell only looks whether it is there. */
const studyManifest = 'study.json'

const exists = (place: string) =>
  access(place).then(
    () => true,
    () => false,
  )

/** A dropped or named place: a study may be saved in place, anything else is only read. */
export async function grantPlace(grants: Grants, place: string): Promise<Grant | null> {
  if (!path.isAbsolute(place)) return null
  const facts = await stat(place).catch(() => null)
  if (!facts || !(facts.isFile() || facts.isDirectory())) return null
  const isStudy = facts.isDirectory() && (await exists(path.join(place, studyManifest)))
  return grants.issue(place, isStudy ? 'write' : 'read')
}

/** A study of the recent list, or null where it is no longer there. */
export async function grantRecent(recents: Recents, grants: Grants, id: string): Promise<Grant | null> {
  const place = recents.pathOf(id)
  return place !== null && (await exists(place)) ? grants.issue(place, 'write') : null
}

/** The answers to the window's questions. */
export function workbenchAnswers(parts: WorkbenchParts): Answers {
  const { grants, recents, settings, closing } = parts
  const present = (): BrowserWindow => {
    const window = parts.window()
    if (!window) throw new BrenierError('internal', 'Expected an open window, found none.')
    return window
  }
  const granted = (chosen: string | null, use: GrantUse) =>
    chosen === null ? null : grants.issue(chosen, use)

  return {
    connectEngine: parts.connectEngine,
    chooseFolderOfPictures: async () => granted(await chooseFolderOfPictures(present()), 'read'),
    chooseDataFile: async () => granted(await chooseDataFile(present()), 'read'),
    chooseNet: async () => granted(await chooseNet(present()), 'read'),
    choosePicture: async () => granted(await choosePicture(present()), 'read'),
    chooseStudy: async () => granted(await chooseStudy(present()), 'write'),
    async chooseSavePlace(suggestedName) {
      const chosen = await chooseSavePlace(present(), suggestedName, app.getPath('documents'))
      if (chosen === null) closing.saveAbandoned()
      return granted(chosen, 'write')
    },
    grantDropped: (place) => grantPlace(grants, place),
    grantRecent: (id) => grantRecent(recents, grants, id),
    recentStudies: () => recents.list(),
    forgetRecent(id) {
      recents.forget(id)
      parts.recentsChanged()
    },
    settings: () => settings.current,
    changeSettings(change) {
      const changed = settings.change(change)
      nativeTheme.themeSource = changed.theme
      return changed
    },
    describeWindow({ title, edited }) {
      const window = present()
      window.setTitle(title)
      window.setDocumentEdited(edited)
      closing.describe(edited)
    },
    revealStudy() {
      const place = parts.studyPath()
      if (place === null) {
        throw new BrenierError('file-not-found', 'The study has no folder yet. Save it first.')
      }
      shell.showItemInFolder(place)
    },
  }
}
