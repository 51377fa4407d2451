import path from 'node:path'
import { hasDisplay, runsAsRoot } from './setup/display.mjs'
import { handOver } from './setup/hand-over.mjs'
import { root } from './setup/paths.mjs'
import { prepare } from './setup/prepare.mjs'
import { SetupError } from './setup/report.mjs'
import { runScript } from './setup/run-step.mjs'

/** The app with hot reload of the window, and a restart when the Node side changes. */
await runScript(async () => {
  if (!hasDisplay(process.platform, process.env)) {
    throw new SetupError(
      'There is no display to open the app on. With a virtual one:',
      'xvfb-run -a npm run dev',
    )
  }
  const electron = await prepare({ electron: true, build: false })
  if (!electron) return 1
  const env = {
    ...process.env,
    ELECTRON_EXEC_PATH: electron.executable,
    ...(runsAsRoot() ? { NO_SANDBOX: '1' } : {}),
  }
  const program = path.join(root, 'node_modules/electron-vite/bin/electron-vite.js')
  return handOver(process.execPath, [program, 'dev', '--watch', ...process.argv.slice(2)], { cwd: root, env })
})
