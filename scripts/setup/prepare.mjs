/** The steps of the set-up in their order. Each looks first and does nothing where all is in place. */
import { prepareApp } from './app.mjs'
import { prepareElectron } from './electron.mjs'
import { prepareKernels } from './kernels.mjs'
import { withLock } from './lock.mjs'
import { checkNode } from './node-version.mjs'
import { preparePackages } from './packages.mjs'
import { prepareElectronLibraries } from './system-libraries.mjs'
import { prepareTensorflow, rememberedGpu } from './tensorflow.mjs'

/**
 * @typedef {object} Wanted
 * @property {boolean} electron the window, not the command line alone
 * @property {boolean} [build] the built app (default), which the development server does without
 * @property {boolean} [virtualDisplay] Xvfb as well, for tests
 * @property {'none' | 'cuda'} [gpu] which TensorFlow; the last choice where not given
 * @property {boolean} [retry] try again for what had to fall back before
 */

/**
 * @param {Wanted} wanted
 * @returns {Promise<import('./electron.mjs').ElectronRecord | null>} the Electron, where one was wanted
 */
export async function prepare({
  electron,
  build = true,
  virtualDisplay = false,
  gpu = rememberedGpu(),
  retry = false,
}) {
  checkNode()
  return withLock(async () => {
    await preparePackages()
    await prepareTensorflow(gpu, { retry })
    if (electron) await prepareElectronLibraries({ display: virtualDisplay })
    const found = electron ? await prepareElectron() : null
    await prepareKernels()
    if (build) await prepareApp()
    return found
  })
}
