/**
 * Puts native TensorFlow under @tensorflow/tfjs-node-gpu: the wheel's libraries and a binding built against them,
 * else the package's own installer (TensorFlow 2.9), else plain tfjs. What was done is written to
 * `.runtime/backend.json`, from which the product explains its backend.
 */
import fs from 'node:fs'
import path from 'node:path'
import { ADDON, NODE_API, buildBinding } from './binding.mjs'
import { lastLine, runChild } from './child.mjs'
import { fetchCuda, suitableGpu } from './cuda.mjs'
import { runtime, tfjsPackage } from './paths.mjs'
import { say } from './report.mjs'
import { prepareBuildTools } from './system-libraries.mjs'
import { TENSORFLOW_VERSION, fetchWheel, wheelFolder, wheelFor } from './wheel.mjs'

const record = path.join(runtime, 'backend.json')

/** Lies inside the package, so that a fresh `npm ci` takes it away together with the libraries. */
const marker = path.join(tfjsPackage, 'deps/brenier.json')

/**
 * @typedef {object} BackendRecord
 * @property {'tensorflow' | 'plain'} backend
 * @property {string} version of TensorFlow; empty for plain tfjs
 * @property {'cpu' | 'cuda' | 'metal' | ''} build
 * @property {'wheel' | 'package' | ''} origin
 * @property {'none' | 'cuda'} asked the `--gpu` option it was made for
 * @property {string} reason why it is not the wheel's TensorFlow; empty where it is
 */

/** @returns {BackendRecord | null} */
function readRecord() {
  try {
    return JSON.parse(fs.readFileSync(record, 'utf8'))
  } catch {
    return null
  }
}

/** What set-up last chose; without a word on the command line that choice stands, and at first the machine decides. */
export const rememberedGpu = () => readRecord()?.asked ?? suitableGpu(process.platform, process.arch)

const isInstalled = (/** @type {string} */ key) => {
  try {
    return fs.readFileSync(marker, 'utf8') === key
  } catch {
    return false
  }
}

/** Hard links where the file system allows: no second copy of 850 MB, and real files for packaging. */
function link(/** @type {string} */ source, /** @type {string} */ target) {
  fs.mkdirSync(path.dirname(target), { recursive: true })
  fs.rmSync(target, { force: true })
  try {
    fs.linkSync(source, target)
  } catch {
    fs.symlinkSync(source, target)
  }
}

/** Loads the package in a Node of its own and multiplies two matrices. */
async function tryLoading() {
  const program = `
    const util = require('node:util')
    util.isNullOrUndefined ??= (value) => value === null || value === undefined
    util.isArray ??= Array.isArray
    const tf = require(${JSON.stringify(tfjsPackage)})
    const product = tf.matMul(tf.tensor2d([[1, 2]]), tf.tensor2d([[3], [4]])).dataSync()[0]
    if (product !== 11) throw new Error('1·3 + 2·4 came out as ' + product)
    process.stdout.write('loaded ' + tf.backend().binding.TF_Version)`
  const env = { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3' }
  const { code, output } = await runChild(process.execPath, ['-e', program], { env, limitSeconds: 120 })
  const version = output.match(/loaded (\S+)$/)?.[1]
  return code === 0 && version ? { version } : { reason: `TensorFlow did not load: ${lastLine(output)}` }
}

/** @returns {Promise<{ version: string } | { reason: string }>} */
async function installFromWheel(/** @type {import('./wheel.mjs').Wheel} */ wheel) {
  const fetched = await fetchWheel(wheel)
  if ('reason' in fetched) return fetched
  const built = await buildBinding(fetched.folder, wheel.libraries)
  if ('reason' in built) return built
  for (const name of wheel.libraries) {
    link(path.join(fetched.folder, 'lib', name), path.join(tfjsPackage, 'deps/lib', name))
  }
  link(built.addon, path.join(tfjsPackage, `lib/napi-v${NODE_API}`, ADDON))
  const cuda = path.join(tfjsPackage, 'deps/nvidia')
  fs.rmSync(cuda, { recursive: true, force: true })
  if (wheel.build === 'cuda') {
    const libraries = await fetchCuda(wheel, fetched.folder)
    // Without them TensorFlow still finds those of the system, or computes on the processor and says so.
    if ('reason' in libraries)
      say(`CUDA: ${libraries.reason}. Those of the system are used if there are any.`)
    else fs.symlinkSync(libraries.libraries, cuda)
  }
  return tryLoading()
}

/** @returns {Promise<{ version: string } | { reason: string }>} */
async function installFromPackage() {
  say("TensorFlow: trying the package's own installer (TensorFlow 2.9) …")
  const env = { ...process.env, npm_config_ignore_scripts: 'false' }
  const parameters = ['rebuild', '@tensorflow/tfjs-node-gpu', '--loglevel=error']
  const { code } = await runChild('npm', parameters, {
    env,
    limitSeconds: 600,
    cwd: path.resolve(tfjsPackage, '../../..'),
  })
  return code === 0 ? tryLoading() : { reason: "the package's own installer failed as well" }
}

/**
 * @param {'none' | 'cuda'} gpu
 * @returns {Promise<BackendRecord>}
 */
async function install(gpu) {
  const wheel = wheelFor(process.platform, process.arch, gpu)
  /** @type {BackendRecord} */
  const native = { backend: 'tensorflow', version: '', build: 'cpu', origin: 'wheel', asked: gpu, reason: '' }
  const first = wheel
    ? await installFromWheel(wheel)
    : { reason: `no TensorFlow wheel carries its libraries for ${process.platform} on ${process.arch}` }
  if (wheel && 'version' in first) return { ...native, version: first.version, build: wheel.build }
  const reason = 'reason' in first ? first.reason : ''
  say(`TensorFlow: ${reason}.`)
  const second = await installFromPackage()
  if ('version' in second) return { ...native, version: second.version, origin: 'package', reason }
  return { ...native, backend: 'plain', build: '', origin: '', reason: `${reason}; ${second.reason}` }
}

/**
 * @param {'none' | 'cuda'} gpu
 * @param {{ retry: boolean }} options `retry`: a fallback taken before does not stand
 * @returns {Promise<BackendRecord>}
 */
export async function prepareTensorflow(gpu, { retry }) {
  const wheel = wheelFor(process.platform, process.arch, gpu)
  const key = JSON.stringify({ folder: wheel ? wheelFolder(wheel) : '', version: TENSORFLOW_VERSION, gpu })
  const known = readRecord()
  const stands = known && known.asked === gpu && isInstalled(key) && !(retry && known.reason)
  if (stands) return known
  await prepareBuildTools()
  const made = await install(gpu)
  fs.mkdirSync(path.dirname(marker), { recursive: true })
  fs.writeFileSync(marker, key)
  fs.mkdirSync(runtime, { recursive: true })
  fs.writeFileSync(record, `${JSON.stringify(made, null, 2)}\n`)
  if (made.backend === 'tensorflow') say(`TensorFlow ${made.version} (${made.build}) is in place.`)
  else
    say(
      `TensorFlow: plain tfjs will be used, many times slower, because ${made.reason}. To try again: npm run setup`,
    )
  return made
}
