import path from 'node:path'
import { hasDisplay, runsAsRoot } from './setup/display.mjs'
import { handOver } from './setup/hand-over.mjs'
import { root } from './setup/paths.mjs'
import { prepare } from './setup/prepare.mjs'
import { say } from './setup/report.mjs'
import { runScript } from './setup/run-step.mjs'

const usage = `npm start [-- arguments]

Makes ready what is missing, then opens Brenier; a study file or folder among the arguments is opened.
Without a display the sample study runs on the command line and says where its report lies.

  --help   this text`

await runScript(async () => {
  const words = process.argv.slice(2)
  if (words.includes('--help')) return void process.stdout.write(`${usage}\n`)
  if (!hasDisplay(process.platform, process.env)) {
    await prepare({ electron: false })
    say('There is no display here, so the sample study runs on the command line.')
    return handOver(process.execPath, [path.join(root, 'out/main/cli.js'), 'start', ...words])
  }
  const electron = await prepare({ electron: true })
  if (!electron) return 1
  const flags = []
  if (runsAsRoot()) {
    say("Running as root: Chromium's sandbox can't be used then, so Electron starts with --no-sandbox.")
    flags.push('--no-sandbox')
  }
  const env = { ...process.env }
  // Set by some editors' terminals; it would make Electron a plain Node.
  delete env.ELECTRON_RUN_AS_NODE
  return handOver(electron.executable, [...flags, root, ...words], { env })
})
