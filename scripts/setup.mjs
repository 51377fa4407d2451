import { parseArgs } from 'node:util'
import { readElectron } from './setup/electron.mjs'
import { prepare } from './setup/prepare.mjs'
import { SetupError, say } from './setup/report.mjs'
import { runScript } from './setup/run-step.mjs'

const usage = `npm run setup -- [options]

Makes everything ready that npm start and npm test need, and does nothing where it is ready.
What had to fall back before is tried again.

  --gpu cuda|none   TensorFlow with or without CUDA 12 (default: as last time, at first by the machine's driver)
  --no-electron     for the command line only
  --help            this text`

await runScript(async () => {
  const { values } = parseArgs({
    options: {
      gpu: { type: 'string' },
      'no-electron': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return void process.stdout.write(`${usage}\n`)
  const { gpu } = values
  if (gpu !== undefined && gpu !== 'cuda' && gpu !== 'none') {
    throw new SetupError(`--gpu takes cuda or none, not ${gpu}.`, 'npm run setup -- --gpu cuda')
  }
  const electron = !values['no-electron']
  await prepare({ electron, virtualDisplay: electron, retry: true, ...(gpu ? { gpu } : {}) })
  say(
    electron
      ? `Ready, with Electron ${readElectron()?.version}: npm start`
      : 'Ready: npm run -s brenier -- --help',
  )
})
