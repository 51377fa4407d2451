import type { Settings, WorkbenchApi } from '../../shared/contracts/window'

declare global {
  interface Window {
    /** Put there by the preload script; absent in a plain browser. */
    readonly workbench?: WorkbenchApi
  }
}

export const defaultSettings: Settings = {
  theme: 'system',
  outlineWidth: 224,
  inspectorWidth: 312,
  stripHeight: 288,
}

let current: WorkbenchApi | null = null

/** Hands in another window interface: the browser stand-in, or a test's own. */
export function useWorkbenchApi(api: WorkbenchApi): void {
  current = api
}

/** What Electron offers this window, or the stand-in where there is no Electron. */
export function workbench(): WorkbenchApi {
  current ??= window.workbench ?? browserWorkbench()
  return current
}

/**
 * A stand-in for `window.workbench` in a plain browser and in tests: settings and recents in memory, every
 * dialog cancelled. Parts can be replaced.
 */
export function browserWorkbench(parts: Partial<WorkbenchApi> = {}): WorkbenchApi {
  let settings = defaultSettings
  return {
    platform: 'linux',
    versions: { product: '0.1.0', electron: 'none' },
    connectEngine: () => Promise.resolve(),
    onEngineStatus: (listener) => {
      listener({ state: 'ready' })
      return () => undefined
    },
    onMenuCommand: () => () => undefined,
    onOpenStudy: () => () => undefined,
    chooseFolderOfPictures: () => Promise.resolve(null),
    chooseDataFile: () => Promise.resolve(null),
    choosePicture: () => Promise.resolve(null),
    chooseNet: () => Promise.resolve(null),
    chooseStudy: () => Promise.resolve(null),
    chooseSavePlace: () => Promise.resolve(null),
    grantDropped: () => Promise.resolve(null),
    grantRecent: () => Promise.resolve(null),
    recentStudies: () => Promise.resolve([]),
    forgetRecent: () => Promise.resolve(),
    settings: () => Promise.resolve(settings),
    changeSettings: (change) => {
      settings = { ...settings, ...change }
      return Promise.resolve(settings)
    },
    describeWindow: () => Promise.resolve(),
    revealStudy: () => Promise.resolve(),
    ...parts,
  }
}
