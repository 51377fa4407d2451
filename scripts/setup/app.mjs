/** Builds the app into `out/` with electron-vite, when a source has changed since the last build. */
import fs from 'node:fs'
import path from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { runChild } from './child.mjs'
import { root } from './paths.mjs'
import { SetupError, say } from './report.mjs'
import { filesBelow, hashFiles, isStamped, writeStamp } from './stamp.mjs'

const output = path.join(root, 'out')
const STAMP = '.stamp'

const sourceFolders = ['electron', 'main', 'renderer', 'shared']
const sourceFiles = ['electron.vite.config.ts', 'package.json', 'package-lock.json', 'tsconfig.base.json']

/** Tests and the kernels' AssemblyScript (compiled before) are no part of the build. */
export const isBuildSource = (/** @type {string} */ file) =>
  !/\.test\.ts$/.test(file) && !/[\\/]assembly[\\/]/.test(file)

function sourceHash() {
  const files = sourceFolders.flatMap((folder) => filesBelow(path.join(root, folder))).filter(isBuildSource)
  return hashFiles([...files, ...sourceFiles.map((file) => path.join(root, file))], root)
}

/** The bundler's report without the stack of its own code, and without colours in a log. */
function buildErrors(/** @type {string} */ output) {
  const text = process.stderr.isTTY ? output : stripVTControlCharacters(output)
  return text
    .split('\n')
    .filter((line) => !/^\s+at /.test(line))
    .join('\n')
}

export async function prepareApp() {
  const hash = sourceHash()
  if (isStamped(STAMP, hash, output)) return
  const started = performance.now()
  say('App: building …')
  // A build that fails half-way must not pass for the last good one.
  fs.rmSync(path.join(output, STAMP), { force: true })
  const program = path.join(root, 'node_modules/electron-vite/bin/electron-vite.js')
  const built = await runChild(process.execPath, [program, 'build', '--logLevel', 'warn'], { cwd: root })
  if (built.code !== 0) {
    throw new SetupError(`The app does not build.\n\n${buildErrors(built.output)}`)
  }
  writeStamp(STAMP, hash, output)
  say(`App: built in ${((performance.now() - started) / 1000).toFixed(1)} s`)
}
