import path from 'node:path'

/** Every path and address the main process uses, decided once. */
export interface Places {
  readonly engineEntry: string
  readonly preload: string
  readonly rendererRoot: string
  /** Samples, recipes and icons: beside the archive in a packaged app, in the checkout otherwise. */
  readonly resources: string
  readonly backendFile: string
  /** Origin of the development server, null in a build. */
  readonly development: string | null
}

export interface Surroundings {
  /** The folder of the built main file, `out/main`. */
  readonly mainFolder: string
  readonly appFolder: string
  /** Electron's own resources folder. */
  readonly electronResources: string
  readonly packaged: boolean
  readonly environment: Readonly<Record<string, string | undefined>>
}

/**
 * Only a start from source heeds `ELECTRON_RENDERER_URL` (the development server) and `BRENIER_ENGINE_ENTRY`
 * (a stand-in engine for tests): a packaged app runs what was packaged.
 */
export function findPlaces(surroundings: Surroundings): Places {
  const { mainFolder, appFolder, electronResources, packaged, environment } = surroundings
  const server = packaged ? undefined : environment['ELECTRON_RENDERER_URL']
  const engine = packaged ? undefined : environment['BRENIER_ENGINE_ENTRY']
  return {
    engineEntry: engine ? path.resolve(engine) : path.join(mainFolder, 'engine.js'),
    preload: path.join(mainFolder, '../preload/preload.cjs'),
    rendererRoot: path.join(mainFolder, '../renderer'),
    resources: path.join(packaged ? electronResources : appFolder, 'resources'),
    backendFile: packaged
      ? path.join(electronResources, 'backend.json')
      : path.join(appFolder, '.runtime/backend.json'),
    development: server ? new URL(server).origin : null,
  }
}
