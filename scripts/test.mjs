import { prepareKernels } from './setup/kernels.mjs'
import { checkNode } from './setup/node-version.mjs'
import { preparePackages } from './setup/packages.mjs'
import { prepare } from './setup/prepare.mjs'
import { SetupError, say } from './setup/report.mjs'
import { endToEnd, format, lint, types, unit } from './testing/runners.mjs'
import { add, single, sumLine } from './testing/tally.mjs'

const usage = `npm test [-- part [filter …]]

Makes ready what is missing, then runs everything, or one part:

  lint   lint, formatting and types
  unit   unit, engine and reference tests (Vitest); filters are parts of file names
  e2e    end-to-end tests of the built app (Playwright); filters are parts of file names

The last line is the sum over all runners. The exit status is 1 where anything failed.`

/** @typedef {import('./testing/tally.mjs').Tally} Tally */
/** @typedef {[name: string, run: (filters: string[]) => Promise<Tally>]} Runner */

/** @type {Runner[]} */
const checks = [
  ['Lint', lint],
  ['Formatting', format],
  ['Types', types],
]

/** @type {Runner} */
const vitest = ['Unit, engine and reference tests', unit]

/** @type {Runner} */
const playwright = ['End-to-end tests', endToEnd]

async function prepareChecks() {
  checkNode()
  await preparePackages()
  // Types are checked against the compiled kernels' modules.
  await prepareKernels()
}

const prepareWindow = () => prepare({ electron: true, virtualDisplay: true })

/** @type {Record<string, { prepare: () => Promise<unknown>, runners: Runner[] }>} */
const parts = {
  lint: { prepare: prepareChecks, runners: checks },
  unit: { prepare: () => prepare({ electron: false }), runners: [vitest] },
  e2e: { prepare: prepareWindow, runners: [playwright] },
  all: { prepare: prepareWindow, runners: [...checks, vitest, playwright] },
}

/** @returns {Promise<Tally[]>} */
async function run(/** @type {string} */ name, /** @type {string[]} */ filters) {
  const part = parts[name]
  if (!part) {
    say(`There is no part ${name}: the parts are lint, unit and e2e.`)
    return [single(false)]
  }
  try {
    await part.prepare()
  } catch (error) {
    say(`\n${error instanceof SetupError ? error.message : error instanceof Error ? error.stack : error}`)
    return [single(false)]
  }
  const tallies = []
  for (const [title, runner] of part.runners) {
    process.stdout.write(`\n── ${title}\n`)
    const started = performance.now()
    const tally = await runner(filters)
    tallies.push(tally)
    const seconds = ((performance.now() - started) / 1000).toFixed(1)
    process.stdout.write(`── ${title}: ${tally.failed === 0 ? 'passed' : 'failed'} in ${seconds} s\n`)
  }
  return tallies
}

const words = process.argv.slice(2)
if (words.includes('--help')) {
  process.stdout.write(`${usage}\n`)
} else {
  const sum = add(await run(words[0] ?? 'all', words.slice(1)))
  process.exitCode = sum.failed > 0 ? 1 : 0
  process.stdout.write(`\n${sumLine(sum)}\n`)
}
