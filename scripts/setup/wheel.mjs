/**
 * TensorFlow's shared libraries and C headers, taken out of the Python wheel: since 2.19 TensorFlow publishes no
 * separate libtensorflow, and its release notes point to the wheel (docs/adr/0003-tensorflow-from-the-wheel.md).
 */
import fs from 'node:fs'
import path from 'node:path'
import { lastLine, runChild } from './child.mjs'
import { cache } from './paths.mjs'
import { megabytes, say, startBar } from './report.mjs'
import { extractZip, listZip } from './zip.mjs'

export const TENSORFLOW_VERSION = '2.21.0'

/** Python version of the wheel's name only: nothing of Python is used. */
export const PYTHON = '3.11'

const linuxLibraries = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2']
const macLibraries = ['libtensorflow_cc.2.dylib', 'libtensorflow_framework.2.dylib']

/**
 * The headers that tfjs-node's binding includes, directly and through others; the wheel's other 12,000 stay packed.
 */
const headerFolders = [
  'tensorflow/c/',
  'tensorflow/core/platform/',
  'xla/tsl/c/',
  'xla/tsl/platform/',
  'tsl/platform/',
]

/**
 * @typedef {object} Wheel
 * @property {string} distribution name for pip
 * @property {string} tag platform tag for pip
 * @property {string[]} libraries to take out, the one to link first
 * @property {'cpu' | 'cuda' | 'metal'} build
 */

/**
 * @param {string} platform as process.platform
 * @param {string} arch as process.arch
 * @param {'none' | 'cuda'} gpu
 * @returns {Wheel | null} null where no wheel carries the libraries
 */
export function wheelFor(platform, arch, gpu) {
  const linux = { x64: 'x86_64', arm64: 'aarch64' }[arch]
  if (platform === 'linux' && linux) {
    // The CUDA build exists for x64 only.
    const cuda = gpu === 'cuda' && arch === 'x64'
    return {
      distribution: cuda || arch === 'arm64' ? 'tensorflow' : 'tensorflow-cpu',
      tag: `manylinux_2_27_${linux}`,
      libraries: linuxLibraries,
      build: cuda ? 'cuda' : 'cpu',
    }
  }
  if (platform === 'darwin' && arch === 'arm64') {
    return { distribution: 'tensorflow', tag: 'macosx_12_0_arm64', libraries: macLibraries, build: 'cpu' }
  }
  return null
}

/** Where the wheel's libraries (`lib`), headers (`include`) and the addon built against them lie. */
export function wheelFolder(/** @type {Wheel} */ wheel) {
  return path.join(cache, 'tensorflow', `${wheel.distribution}-${TENSORFLOW_VERSION}-${wheel.tag}`)
}

/** @typedef {{ program: string, first: string[] }} Pip how pip is called: a program and its first arguments */

/** @type {Pip[]} */
const pips = [
  { program: 'pip3', first: [] },
  { program: 'pip', first: [] },
  { program: 'python3', first: ['-m', 'pip'] },
  { program: 'python', first: ['-m', 'pip'] },
]

/** @returns {Promise<Pip | null>} */
export async function findPip() {
  for (const pip of pips) {
    if ((await runChild(pip.program, [...pip.first, '--version'])).code === 0) return pip
  }
  return null
}

/** Which entries of the wheel are taken, and under which name below the wheel's folder. */
export function wantedPath(/** @type {string} */ name, /** @type {string[]} */ libraries) {
  const library = libraries.find((file) => name === `tensorflow/${file}`)
  if (library) return `lib/${library}`
  if (/^tensorflow-[^/]+\.dist-info\/METADATA$/.test(name)) return 'METADATA'
  const header = name.match(/^tensorflow\/include\/(.+\.h)$/)?.[1]
  if (header && headerFolders.some((folder) => header.startsWith(folder))) return `include/${header}`
  return null
}

/** A folder's files in bytes: pip's download as it grows. */
function folderSize(/** @type {string} */ folder) {
  return fs.readdirSync(folder).reduce((sum, name) => sum + fs.statSync(path.join(folder, name)).size, 0)
}

/**
 * Downloads and unpacks, once.
 * @param {Wheel} wheel
 * @returns {Promise<{ folder: string } | { reason: string }>}
 */
export async function fetchWheel(wheel) {
  const folder = wheelFolder(wheel)
  const complete = path.join(folder, 'complete')
  if (fs.existsSync(complete)) return { folder }
  const pip = await findPip()
  if (!pip) return { reason: 'pip is not installed, and TensorFlow comes in a Python wheel' }
  const download = path.join(cache, 'download', 'wheel')
  fs.mkdirSync(download, { recursive: true })
  say(
    `TensorFlow ${TENSORFLOW_VERSION} (${wheel.build}): downloading the wheel, ${wheel.build === 'cuda' ? 572 : 274} MB …`,
  )
  const parameters = [
    ...pip.first,
    ...['download', '--no-deps', '--only-binary=:all:', '--disable-pip-version-check'],
    ...['--python-version', PYTHON, '--platform', wheel.tag, '--dest', download],
    ...['--progress-bar', process.stderr.isTTY ? 'on' : 'off'],
    `${wheel.distribution}==${TENSORFLOW_VERSION}`,
  ]
  const { code, output } = await runChild(pip.program, parameters, { show: process.stderr.isTTY })
  const file = fs.readdirSync(download).find((name) => name.endsWith('.whl'))
  if (code !== 0 || !file) return { reason: `pip could not download TensorFlow's wheel: ${lastLine(output)}` }
  say(`TensorFlow: downloaded ${megabytes(folderSize(download))}`)
  await unpackWheel(path.join(download, file), wheel, folder)
  fs.writeFileSync(complete, '')
  fs.rmSync(download, { recursive: true })
  return { folder }
}

/**
 * @param {string} file
 * @param {Wheel} wheel
 * @param {string} folder
 */
async function unpackWheel(file, wheel, folder) {
  const entries = listZip(file).filter((entry) => wantedPath(entry.name, wheel.libraries))
  const bar = startBar(
    'TensorFlow: unpacking',
    entries.reduce((sum, entry) => sum + entry.packed, 0),
  )
  await extractZip(file, entries, folder, {
    rename: (name) => /** @type {string} */ (wantedPath(name, wheel.libraries)),
    advance: bar.advance,
  })
  bar.done()
}
