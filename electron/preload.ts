import { contextBridge, ipcRenderer, webUtils } from 'electron'
import type { EngineStatus, Grant, MenuCommand, WorkbenchApi } from '../shared/contracts/window'
import type { Question } from './channels'
import type { Reply } from './ipc'
import { productVersionSwitch } from './product-version'

/** The page's window as far as the preload uses it; the Node configuration knows no DOM. */
declare const window: {
  readonly location: { readonly origin: string }
  postMessage(message: unknown, origin: string, transfer: readonly unknown[]): void
}

/** Asks the main process. A refusal becomes an Error whose message is meant for the person. */
async function ask<T>(question: Question, ...given: readonly unknown[]): Promise<T> {
  const reply = (await ipcRenderer.invoke(question, ...given)) as Reply
  if (!reply.ok) throw new Error(reply.error.message)
  return reply.value as T
}

/**
 * A channel from the main process as a subscription. The page never sees Electron's event object.
 * @param replay whether a new listener is told the last value at once
 */
function channel<T>(name: string, replay: boolean): (listener: (value: T) => void) => () => void {
  const listeners = new Set<(value: T) => void>()
  const waiting: T[] = []
  let last: { readonly value: T } | null = null
  ipcRenderer.on(name, (_event, value: T) => {
    last = { value }
    if (listeners.size === 0 && !replay) waiting.push(value)
    for (const listener of listeners) listener(value)
  })
  return (listener) => {
    listeners.add(listener)
    if (replay && last) listener(last.value)
    // What came before the page listened, such as a study named on the command line, is not lost.
    for (const value of waiting.splice(0)) listener(value)
    return () => listeners.delete(listener)
  }
}

const engineStatus = channel<EngineStatus>('engine-status', true)
const menuCommand = channel<MenuCommand>('menu-command', false)
const openStudy = channel<Grant>('open-study', false)

ipcRenderer.on('engine-port', (event) => {
  window.postMessage({ type: 'brenier-engine-port' }, window.location.origin, event.ports)
})

const versionArgument = process.argv.find((argument) => argument.startsWith(productVersionSwitch))
const productVersion = versionArgument?.slice(productVersionSwitch.length) ?? ''

const api: WorkbenchApi = {
  platform: process.platform === 'darwin' || process.platform === 'win32' ? process.platform : 'linux',
  versions: { product: productVersion, electron: process.versions.electron },
  connectEngine: () => ask('connectEngine'),
  onEngineStatus: engineStatus,
  onMenuCommand: menuCommand,
  onOpenStudy: openStudy,
  chooseFolderOfPictures: () => ask('chooseFolderOfPictures'),
  chooseDataFile: () => ask('chooseDataFile'),
  choosePicture: () => ask('choosePicture'),
  chooseNet: () => ask('chooseNet'),
  chooseStudy: () => ask('chooseStudy'),
  chooseSavePlace: (suggestedName) => ask('chooseSavePlace', suggestedName),
  async grantDropped(file) {
    const path = webUtils.getPathForFile(file as File)
    return path === '' ? null : ask('grantDropped', path)
  },
  grantRecent: (id) => ask('grantRecent', id),
  recentStudies: () => ask('recentStudies'),
  forgetRecent: (id) => ask('forgetRecent', id),
  settings: () => ask('settings'),
  changeSettings: (change) => ask('changeSettings', change),
  describeWindow: (state) => ask('describeWindow', state),
  revealStudy: () => ask('revealStudy'),
}

contextBridge.exposeInMainWorld('workbench', api)
