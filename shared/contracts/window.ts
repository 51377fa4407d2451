import type { ToEngine } from './protocol'

/** A file or folder the person chose: the window holds the token, the engine the path. */
export interface Grant {
  readonly token: string
  readonly name: string
}

export interface RecentStudy {
  readonly id: string
  readonly name: string
  readonly location: string
  /** Data, model, map and paths, such as "10,000 pictures", "ae 16-d", "rms 1.9 %", "1 path"; '' where there is none. */
  readonly facts: readonly string[]
  /** A few of its pictures, as data URLs. */
  readonly pictures: readonly string[]
  /** Milliseconds since 1970. */
  readonly opened: number
}

export interface Settings {
  readonly theme: 'system' | 'dark' | 'light'
  readonly outlineWidth: number
  readonly inspectorWidth: number
  readonly stripHeight: number
}

export type EngineStatus =
  | { readonly state: 'starting' }
  | { readonly state: 'ready' }
  | { readonly state: 'restarting'; readonly reason: string }
  | { readonly state: 'failed'; readonly reason: string }

/** Commands of the native menu that the window carries out. */
export const menuCommands = [
  'welcome',
  'open-study',
  'open-pictures',
  'add-picture',
  'save',
  'save-as',
  'close-study',
  'undo',
  'redo',
  'view-data',
  'view-train',
  'view-transport',
  'view-latent',
  'view-modes',
  'view-compare',
  'frame-all',
  'run',
  'commands',
  'shortcuts',
  'theme',
] as const
export type MenuCommand = (typeof menuCommands)[number]

/**
 * `window.workbench`: all that the sandboxed window may ask of Electron. Named methods only; the engine's
 * port arrives as a message event `{ type: 'brenier-engine-port' }` with one port, again after every restart.
 */
export interface WorkbenchApi {
  readonly platform: 'linux' | 'darwin' | 'win32'
  readonly versions: { readonly product: string; readonly electron: string }
  /** Asks for the engine's port; it is posted to the window when the engine is ready. */
  connectEngine(): Promise<void>
  onEngineStatus(listener: (status: EngineStatus) => void): () => void
  onMenuCommand(listener: (command: MenuCommand) => void): () => void
  /** A study named on the command line, by a second start, by the system or in the menu's recent list. */
  onOpenStudy(listener: (study: Grant) => void): () => void
  /** Dialogs answer null where the person cancels. */
  chooseFolderOfPictures(): Promise<Grant | null>
  chooseDataFile(): Promise<Grant | null>
  /** One picture file, to add to the open study. */
  choosePicture(): Promise<Grant | null>
  /** One ONNX file: an encoder or a decoder. */
  chooseNet(): Promise<Grant | null>
  chooseStudy(): Promise<Grant | null>
  chooseSavePlace(suggestedName: string): Promise<Grant | null>
  /** A file or folder dropped on the window. */
  grantDropped(file: unknown): Promise<Grant | null>
  grantRecent(id: string): Promise<Grant | null>
  recentStudies(): Promise<readonly RecentStudy[]>
  forgetRecent(id: string): Promise<void>
  settings(): Promise<Settings>
  changeSettings(change: Partial<Settings>): Promise<Settings>
  /** Title, whether changes are unsaved, and whether the native window may close without asking. */
  describeWindow(state: { title: string; edited: boolean }): Promise<void>
  revealStudy(): Promise<void>
}

export type EnginePortMessage = ToEngine
