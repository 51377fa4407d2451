import { prepareApp } from './setup/app.mjs'
import { prepareKernels } from './setup/kernels.mjs'
import { runScript } from './setup/run-step.mjs'

await runScript(async () => {
  await prepareKernels()
  await prepareApp()
})
