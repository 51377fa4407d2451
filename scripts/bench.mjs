import fs from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { hasDisplay } from './setup/display.mjs'
import { root } from './setup/paths.mjs'
import { prepare } from './setup/prepare.mjs'
import { SetupError } from './setup/report.mjs'
import { runScript } from './setup/run-step.mjs'
import { openVirtualDisplay } from './testing/virtual-display.mjs'

const folder = path.join(root, 'bench')
const ENDING = '.bench.ts'
/** Suites that measure in Electron; without a display they get a virtual one. */
const windowed = ['scene']

/** A suite is `bench/<name>.bench.ts`, which exports `run(words)`: the words after its name on the command line. */
function suites() {
  if (!fs.existsSync(folder)) return []
  return fs
    .readdirSync(folder)
    .filter((name) => name.endsWith(ENDING))
    .map((name) => name.slice(0, -ENDING.length))
}

await runScript(async () => {
  const [suite, ...words] = process.argv.slice(2)
  if (suite === undefined || suite === '--help') {
    const names = suites().map((name) => `  ${name}`)
    process.stdout.write(`npm run bench -- SUITE [arguments]\n\n${names.join('\n') || '  (no suites yet)'}\n`)
    return
  }
  if (!suites().includes(suite))
    throw new SetupError(`There is no suite ${suite}. To list them:`, 'npm run bench')
  const electron = windowed.includes(suite)
  await prepare({ electron, virtualDisplay: electron })
  const { runnerImport } = await import(
    pathToFileURL(path.join(root, 'node_modules/vite/dist/node/index.js')).href
  )
  const file = path.join(folder, `${suite}${ENDING}`)
  const { module } = await runnerImport(file, { configFile: false, root, logLevel: 'warn' })
  const screen = electron && !hasDisplay(process.platform, process.env) ? await openVirtualDisplay() : null
  if (screen) process.env.DISPLAY = screen.display
  try {
    return await module.run(words)
  } finally {
    screen?.close()
  }
})
