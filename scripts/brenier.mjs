import path from 'node:path'
import { handOver } from './setup/hand-over.mjs'
import { root } from './setup/paths.mjs'
import { prepare } from './setup/prepare.mjs'
import { runScript } from './setup/run-step.mjs'

await runScript(async () => {
  await prepare({ electron: false })
  return handOver(process.execPath, [path.join(root, 'out/main/cli.js'), ...process.argv.slice(2)])
})
