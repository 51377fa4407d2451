import path from 'node:path'
import { hasDisplay } from './setup/display.mjs'
import { handOver } from './setup/hand-over.mjs'
import { root } from './setup/paths.mjs'
import { prepare } from './setup/prepare.mjs'
import { runScript } from './setup/run-step.mjs'

await runScript(async () => {
  const words = process.argv.slice(2)
  if (words[0] === 'start' && hasDisplay(process.platform, process.env)) {
    return handOver(process.execPath, [path.join(root, 'scripts/start.mjs'), ...words.slice(1)])
  }
  await prepare({ electron: false })
  return handOver(process.execPath, [path.join(root, 'out/main/cli.js'), ...words])
})
