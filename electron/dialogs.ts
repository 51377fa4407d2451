import { dialog, type BrowserWindow, type OpenDialogOptions } from 'electron'
import path from 'node:path'
import type { ClosingChoice } from './closing'

/** The native dialogs. Each answers an absolute path, or null where the person cancels. */
const open = async (window: BrowserWindow, options: OpenDialogOptions): Promise<string | null> => {
  const { canceled, filePaths } = await dialog.showOpenDialog(window, options)
  return canceled ? null : (filePaths[0] ?? null)
}

export const chooseFolderOfPictures = (window: BrowserWindow) =>
  open(window, {
    title: 'Your pictures',
    buttonLabel: 'Open pictures',
    message: 'Choose a folder of pictures. Folders inside it are taken as classes.',
    properties: ['openDirectory'],
  })

export const chooseDataFile = (window: BrowserWindow) =>
  open(window, {
    title: 'Your data',
    buttonLabel: 'Open data',
    properties: ['openFile'],
    filters: [
      {
        name: 'Pictures, arrays and tables',
        extensions: ['zip', 'npy', 'npz', 'gz', 'idx', 'idx3-ubyte', 'bin', 'csv', 'tsv'],
      },
      { name: 'All files', extensions: ['*'] },
    ],
  })

export const chooseNet = (window: BrowserWindow) =>
  open(window, {
    title: 'Your model',
    buttonLabel: 'Choose net',
    properties: ['openFile'],
    filters: [{ name: 'ONNX models', extensions: ['onnx'] }],
  })

export const choosePicture = (window: BrowserWindow) =>
  open(window, {
    title: 'Your picture',
    buttonLabel: 'Add picture',
    properties: ['openFile'],
    filters: [
      {
        name: 'Pictures',
        extensions: ['png', 'jpg', 'jpeg', 'webp', 'avif', 'gif', 'tif', 'tiff', 'pgm', 'ppm', 'pnm'],
      },
      { name: 'All files', extensions: ['*'] },
    ],
  })

export const chooseStudy = (window: BrowserWindow) =>
  open(window, { title: 'Open study', buttonLabel: 'Open study', properties: ['openDirectory'] })

export async function chooseSavePlace(
  window: BrowserWindow,
  suggestedName: string,
  documents: string,
): Promise<string | null> {
  const { canceled, filePath } = await dialog.showSaveDialog(window, {
    title: 'Save study',
    buttonLabel: 'Save study',
    message: 'A study is saved as a folder.',
    defaultPath: path.join(documents, plainFileName(suggestedName)),
    properties: ['createDirectory', 'showOverwriteConfirmation'],
  })
  return canceled || filePath === '' ? null : filePath
}

/** A study's name without what a file system refuses in a name. */
function plainFileName(name: string): string {
  const plain = name
    .replace(/[\\/:*?"<>|\p{Cc}]/gu, ' ')
    .replace(/\s+/g, ' ')
    .replace(/^[. ]+|[. ]+$/g, '')
  return plain === '' ? 'Study' : plain
}

export async function askBeforeClosing(window: BrowserWindow): Promise<ClosingChoice> {
  const choices: readonly ClosingChoice[] = ['save', 'discard', 'stay']
  const { response } = await dialog.showMessageBox(window, {
    type: 'question',
    message: 'Save changes to the study?',
    detail: 'Changes since the last save are lost otherwise.',
    buttons: ['Save', 'Close without saving', 'Cancel'],
    defaultId: 0,
    cancelId: 2,
  })
  return choices[response] ?? 'stay'
}

/** The page's process died. @returns whether to load it again */
export async function askAfterPageLoss(window: BrowserWindow, reason: string): Promise<boolean> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'error',
    message: 'The window stopped working',
    detail: `Reason: ${reason}. The engine keeps the study. Load the window again, or quit.`,
    buttons: ['Load again', 'Quit'],
    defaultId: 0,
    cancelId: 1,
  })
  return response === 0
}
