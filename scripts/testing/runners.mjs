/** The runners behind `npm test`. Each shows its own output and gives its count. */
import fs from 'node:fs'
import path from 'node:path'
import { hasDisplay } from '../setup/display.mjs'
import { handOver } from '../setup/hand-over.mjs'
import { root, runtime } from '../setup/paths.mjs'
import { filesBelow } from '../setup/stamp.mjs'
import { prepareOtherNode } from './other-node.mjs'
import { fromPlaywright, fromVitest, single } from './tally.mjs'
import { openVirtualDisplay } from './virtual-display.mjs'

/** @typedef {import('./tally.mjs').Tally} Tally */

const tool = (/** @type {string} */ file) => path.join(root, 'node_modules', file)

/** @param {string[]} parameters the script of the tool and its arguments */
const runNode = (parameters, env = process.env) => handOver(process.execPath, parameters, { cwd: root, env })

/** A report's place, emptied: an old one must not pass for this run's. */
function freshReport(/** @type {string} */ name) {
  const file = path.join(runtime, 'test', name)
  fs.mkdirSync(path.dirname(file), { recursive: true })
  fs.rmSync(file, { force: true })
  return file
}

function readReport(/** @type {string} */ file) {
  return fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')) : null
}

/** @returns {Promise<Tally>} */
export async function lint() {
  return single((await runNode([tool('eslint/bin/eslint.js'), '.', '--max-warnings', '0'])) === 0)
}

/** @returns {Promise<Tally>} */
export async function format() {
  return single(
    (await runNode([tool('prettier/bin/prettier.cjs'), '--check', '--log-level', 'warn', '.'])) === 0,
  )
}

/** @returns {Promise<Tally>} */
export async function types() {
  const checks = [
    [tool('typescript/bin/tsc'), '-p', 'tsconfig.node.json', '--noEmit'],
    [tool('typescript/bin/tsc'), '-p', 'tsconfig.shared.json', '--noEmit'],
    [tool('typescript/bin/tsc'), '-p', 'tsconfig.scripts.json', '--noEmit'],
    [tool('vue-tsc/bin/vue-tsc.js'), '-p', 'tsconfig.web.json', '--noEmit'],
  ]
  let failures = 0
  for (const check of checks) failures += (await runNode(check)) === 0 ? 0 : 1
  return single(failures === 0)
}

/** @returns {Promise<Tally>} */
export async function unit(/** @type {string[]} */ filters = []) {
  const report = freshReport('vitest.json')
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const otherNode = await prepareOtherNode()
  const status = await runNode(
    [tool('vitest/vitest.mjs'), 'run', '--passWithNoTests', ...reporters, ...filters],
    { ...process.env, ...(otherNode ? { BRENIER_OTHER_NODE: otherNode } : {}) },
  )
  return fromVitest(readReport(report), status === 0)
}

/** @returns {Promise<Tally>} */
export async function endToEnd(/** @type {string[]} */ filters = []) {
  const tests = filesBelow(path.join(root, 'tests/e2e')).filter((file) => /\.(test|spec)\.ts$/.test(file))
  if (tests.length === 0) {
    process.stdout.write('There are no end-to-end tests yet.\n')
    return { passed: 0, failed: 0, skipped: 0 }
  }
  const report = freshReport('playwright.json')
  const screen = hasDisplay(process.platform, process.env) ? null : await openVirtualDisplay()
  /** @type {NodeJS.ProcessEnv} */
  const env = {
    ...process.env,
    PLAYWRIGHT_JSON_OUTPUT_FILE: report,
    ...(screen ? { DISPLAY: screen.display } : {}),
  }
  delete env.ELECTRON_RUN_AS_NODE
  try {
    const status = await runNode(
      [tool('@playwright/test/cli.js'), 'test', '--reporter=list,json', ...filters],
      env,
    )
    return fromPlaywright(readReport(report), status === 0)
  } finally {
    screen?.close()
  }
}
