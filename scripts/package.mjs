import fs from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { fromRoot, root } from './setup/paths.mjs'
import { prepare } from './setup/prepare.mjs'
import { SetupError, say } from './setup/report.mjs'
import { runScript } from './setup/run-step.mjs'

/** The folder that holds Electron's distribution: on macOS the executable lies deep inside it. */
function distribution(/** @type {string} */ executable) {
  const app = executable.indexOf('Electron.app')
  return app < 0 ? path.dirname(executable) : executable.slice(0, app - 1)
}

/** A runnable folder of the app in `dist/`, made with the Electron that set-up found. */
await runScript(async () => {
  const electron = await prepare({ electron: true })
  if (!electron) return 1
  if (electron.version === 'unknown') {
    throw new SetupError(
      `There is no version file beside ${electron.executable}: that folder is no Electron distribution.`,
    )
  }
  const entry = path.join(root, 'node_modules/electron-builder/out/index.js')
  const { build, Platform } = await import(pathToFileURL(entry).href)
  await build({
    projectDir: root,
    targets: Platform.current().createTarget('dir'),
    publish: 'never',
    config: {
      extends: path.join(root, 'electron-builder.yml'),
      electronDist: distribution(electron.executable),
      electronVersion: electron.version,
      // The stand-in for Electron's default app comes along with the distribution and must not be shipped.
      afterPack: (/** @type {{ appOutDir: string }} */ { appOutDir }) =>
        fs.rmSync(path.join(appOutDir, 'resources/app'), { recursive: true, force: true }),
    },
  })
  say(`Packaged: ${fromRoot(path.join(root, 'dist'))}`)
})
