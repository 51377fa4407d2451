/**
 * Compiles the WebAssembly kernels: each `main/kernels/<name>/assembly/index.ts` (AssemblyScript) becomes
 * `main/kernels/<name>/wasm.generated.ts`, a module that exports the binary as base64, so that bundles carry it.
 */
import fs from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { fromRoot, root } from './paths.mjs'
import { SetupError, say } from './report.mjs'
import { filesBelow, hashFiles } from './stamp.mjs'

/**
 * @typedef {object} KernelOptions what a kernel's own `assembly/build.json` may ask for
 * @property {boolean} [sharedMemory] the memory is imported, shared by threads and made by the caller
 * @property {number} [initialPages] of 64 KiB
 * @property {number} [maximumPages] must be given with sharedMemory
 */

/**
 * No allocator grows behind the caller's back (runtime stub), and nothing but the memory is imported (no abort).
 * @param {KernelOptions} options
 */
export function compilerFlags({ sharedMemory, initialPages, maximumPages }) {
  return [
    ...['-O3', '--runtime', 'stub', '--use', 'abort='],
    ...['--enable', 'simd', '--enable', 'threads', '--enable', 'bulk-memory'],
    ...(sharedMemory ? ['--importMemory', '--sharedMemory'] : []),
    ...(initialPages ? ['--initialMemory', String(initialPages)] : []),
    ...(maximumPages ? ['--maximumMemory', String(maximumPages)] : []),
  ]
}

/** @returns {string[]} the folders of all kernels */
function kernelFolders() {
  const kernels = path.join(root, 'main/kernels')
  if (!fs.existsSync(kernels)) return []
  return fs
    .readdirSync(kernels)
    .map((name) => path.join(kernels, name))
    .filter((folder) => fs.existsSync(path.join(folder, 'assembly/index.ts')))
}

const outputOf = (/** @type {string} */ folder) => path.join(folder, 'wasm.generated.ts')

/** Base64 in lines that an editor can show. */
const linesOf = (/** @type {Uint8Array} */ binary) =>
  (
    Buffer.from(binary)
      .toString('base64')
      .match(/.{1,100}/g) ?? []
  )
    .map((line) => `  '${line}',`)
    .join('\n')

const generated = (/** @type {string} */ hash, /** @type {Uint8Array} */ binary) =>
  `// ${hash}\n/** Compiled from assembly/ by scripts/build-kernels.mjs. */\nexport const wasmBase64: string = [\n${linesOf(binary)}\n].join('')\n`

function isCurrent(/** @type {string} */ file, /** @type {string} */ hash) {
  const line = `// ${hash}\n`
  return fs.existsSync(file) && fs.readFileSync(file, 'utf8').startsWith(line)
}

/** @returns {KernelOptions} */
function optionsOf(/** @type {string} */ folder) {
  const file = path.join(folder, 'assembly/build.json')
  return fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')) : {}
}

/** Reads the compiler's version without loading it: loading takes a second. */
function compilerVersion() {
  return JSON.parse(fs.readFileSync(path.join(root, 'node_modules/assemblyscript/package.json'), 'utf8'))
    .version
}

async function compile(
  /** @type {string} */ folder,
  /** @type {string} */ hash,
  /** @type {string[]} */ flags,
) {
  const { default: asc } = await import(
    pathToFileURL(path.join(root, 'node_modules/assemblyscript/dist/asc.js')).href
  )
  /** @type {Uint8Array | null} */
  let binary = null
  const { error, stderr } = await asc.main(['assembly/index.ts', '--outFile', 'kernel.wasm', ...flags], {
    readFile: (/** @type {string} */ name, /** @type {string} */ base) => {
      const file = path.resolve(base === '.' ? folder : path.resolve(folder, base), name)
      return fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : null
    },
    writeFile: (/** @type {string} */ name, /** @type {Uint8Array} */ contents) => {
      if (name === 'kernel.wasm') binary = contents
    },
    listFiles: () => [],
  })
  if (error || !binary) {
    throw new SetupError(
      `The kernel ${fromRoot(folder)} does not compile.\n${stderr.toString().trim() || error?.message}`,
    )
  }
  const partial = `${outputOf(folder)}.${process.pid}`
  fs.writeFileSync(partial, generated(hash, binary))
  fs.renameSync(partial, outputOf(folder))
}

/** Compiles what changed since the last time. */
export async function prepareKernels() {
  const folders = kernelFolders()
  if (folders.length === 0) return
  const version = compilerVersion()
  for (const folder of folders) {
    const flags = compilerFlags(optionsOf(folder))
    const hash = hashFiles(filesBelow(path.join(folder, 'assembly')), folder, [version, ...flags].join(' '))
    if (isCurrent(outputOf(folder), hash)) continue
    const started = performance.now()
    await compile(folder, hash, flags)
    const size = fs.statSync(outputOf(folder)).size
    say(
      `Kernel ${path.basename(folder)}: compiled, ${(size / 1024).toFixed(0)} KiB in ${((performance.now() - started) / 1000).toFixed(1)} s`,
    )
  }
}
