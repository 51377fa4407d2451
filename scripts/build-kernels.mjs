import { prepareKernels } from './setup/kernels.mjs'
import { runScript } from './setup/run-step.mjs'

await runScript(prepareKernels)
