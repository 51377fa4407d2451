import type { MenuItemConstructorOptions } from 'electron'
import type { MenuCommand, RecentStudy } from '../shared/contracts/window'

export interface MenuParts {
  readonly platform: NodeJS.Platform
  readonly recents: readonly RecentStudy[]
  /** Reload and developer tools, for a build that runs from source. */
  readonly developer: boolean
  readonly command: (command: MenuCommand) => void
  readonly openRecent: (id: string) => void
}

/**
 * The native menu. Keys without a modifier are only shown here: the window handles them, because a field that
 * has the focus must get them first.
 */
export function menuTemplate(parts: MenuParts): MenuItemConstructorOptions[] {
  const mac = parts.platform === 'darwin'
  const item = (label: string, command: MenuCommand, accelerator?: string): MenuItemConstructorOptions => ({
    label,
    id: command,
    click: () => parts.command(command),
    ...(accelerator ? { accelerator } : {}),
  })
  const plainKey = (label: string, command: MenuCommand, key: string): MenuItemConstructorOptions =>
    // macOS has no way to show a key without taking it.
    mac ? item(label, command) : { ...item(label, command, key), registerAccelerator: false }
  const line: MenuItemConstructorOptions = { type: 'separator' }

  const file: MenuItemConstructorOptions = {
    label: '&File',
    submenu: [
      item('Welcome', 'welcome', 'CmdOrCtrl+N'),
      item('Open study…', 'open-study', 'CmdOrCtrl+O'),
      recentMenu(parts),
      item('Open pictures…', 'open-pictures', 'CmdOrCtrl+Shift+O'),
      item('Add your picture…', 'add-picture'),
      line,
      item('Save', 'save', 'CmdOrCtrl+S'),
      item('Save as…', 'save-as', 'CmdOrCtrl+Shift+S'),
      line,
      item('Close study', 'close-study', 'CmdOrCtrl+W'),
      ...(mac ? [] : [line, { label: 'Quit', role: 'quit' as const, accelerator: 'CmdOrCtrl+Q' }]),
    ],
  }
  const edit: MenuItemConstructorOptions = {
    label: '&Edit',
    submenu: [
      item('Undo', 'undo', 'CmdOrCtrl+Z'),
      item('Redo', 'redo', mac ? 'Cmd+Shift+Z' : 'Ctrl+Y'),
      line,
      { role: 'cut' },
      { role: 'copy' },
      { role: 'paste' },
      { role: 'selectAll' },
    ],
  }
  const view: MenuItemConstructorOptions = {
    label: '&View',
    submenu: [
      item('Data', 'view-data', 'CmdOrCtrl+1'),
      item('Train', 'view-train', 'CmdOrCtrl+2'),
      item('Transport', 'view-transport', 'CmdOrCtrl+3'),
      item('Latent', 'view-latent', 'CmdOrCtrl+4'),
      item('Modes', 'view-modes', 'CmdOrCtrl+5'),
      item('Compare', 'view-compare', 'CmdOrCtrl+6'),
      line,
      plainKey('Frame all', 'frame-all', 'Home'),
      line,
      item('Dark or light', 'theme'),
      { role: 'resetZoom' },
      { role: 'zoomIn' },
      { role: 'zoomOut' },
      { role: 'togglefullscreen' },
      ...(parts.developer ? [line, { role: 'reload' as const }, { role: 'toggleDevTools' as const }] : []),
    ],
  }
  const study: MenuItemConstructorOptions = {
    label: '&Study',
    submenu: [item('Run', 'run', 'CmdOrCtrl+Enter'), line, item('Commands…', 'commands', 'CmdOrCtrl+K')],
  }
  const help: MenuItemConstructorOptions = {
    label: '&Help',
    role: 'help',
    submenu: [
      plainKey('Keyboard shortcuts', 'shortcuts', '?'),
      ...(mac ? [] : [line, { label: 'About Brenier', role: 'about' as const }]),
    ],
  }
  return mac
    ? [{ role: 'appMenu' }, file, edit, view, study, { role: 'windowMenu' }, help]
    : [file, edit, view, study, help]
}

function recentMenu({ recents, openRecent }: MenuParts): MenuItemConstructorOptions {
  return {
    label: 'Open recent',
    id: 'recent',
    enabled: recents.length > 0,
    submenu: recents.slice(0, 10).map(({ id, name, location }) => ({
      // An ampersand in a name would underline the next letter.
      label: `${name} (${location})`.replaceAll('&', '&&'),
      click: () => openRecent(id),
    })),
  }
}
