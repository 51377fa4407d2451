/** Whether this machine has an NVIDIA GPU, and the CUDA libraries that TensorFlow wants beside itself. */
import fs from 'node:fs'
import path from 'node:path'
import { lastLine, runChild } from './child.mjs'
import { say } from './report.mjs'
import { PYTHON, findPip } from './wheel.mjs'

/** Present while the NVIDIA driver is loaded. */
const driver = '/proc/driver/nvidia/version'

/**
 * Which TensorFlow suits the machine where nobody said.
 * @param {string} platform as process.platform
 * @param {string} arch as process.arch
 * @returns {'none' | 'cuda'}
 */
export function suitableGpu(platform, arch, driverLoaded = fs.existsSync(driver)) {
  return platform === 'linux' && arch === 'x64' && driverLoaded ? 'cuda' : 'none'
}

/**
 * The packages of the wheel's `and-cuda` extra, as pip takes them.
 * @param {string} metadata the wheel's METADATA
 */
export function cudaRequirements(metadata) {
  return [...metadata.matchAll(/^Requires-Dist: ([^;\n]+); extra == ['"]and-cuda['"]/gm)].map((match) =>
    /** @type {string} */ (match[1]).trim(),
  )
}

/**
 * Puts CUDA, cuDNN and NCCL beside TensorFlow, once. The libraries' run path looks for `../nvidia/NAME/lib`.
 * @param {{ tag: string }} wheel
 * @param {string} folder the wheel's, with METADATA in it
 * @returns {Promise<{ libraries: string } | { reason: string }>} the folder `nvidia`
 */
export async function fetchCuda(wheel, folder) {
  const target = path.join(folder, 'cuda')
  const complete = path.join(target, 'complete')
  const libraries = path.join(target, 'nvidia')
  if (fs.existsSync(complete)) return { libraries }
  const pip = await findPip()
  if (!pip) return { reason: 'pip is not installed, and CUDA comes in Python wheels' }
  const requirements = cudaRequirements(fs.readFileSync(path.join(folder, 'METADATA'), 'utf8'))
  say('CUDA 12: downloading its libraries, 2.5 GB …')
  fs.rmSync(target, { recursive: true, force: true })
  const parameters = [
    ...pip.first,
    ...['install', '--no-deps', '--only-binary=:all:', '--disable-pip-version-check'],
    ...['--python-version', PYTHON, '--platform', wheel.tag, '--platform', 'manylinux2014_x86_64'],
    ...['--target', target, '--progress-bar', process.stderr.isTTY ? 'on' : 'off'],
    ...requirements,
  ]
  const { code, output } = await runChild(pip.program, parameters, { show: process.stderr.isTTY })
  if (code !== 0) return { reason: `pip could not install the CUDA libraries: ${lastLine(output)}` }
  fs.writeFileSync(complete, '')
  return { libraries }
}
