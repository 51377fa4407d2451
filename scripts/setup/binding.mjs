/**
 * Builds tfjs-node's addon against the wheel's TensorFlow. The addon speaks Node-API only, so the package
 * node-api-headers is all it needs of Node: no headers of the running version, and one build serves Node and Electron.
 */
import fs from 'node:fs'
import path from 'node:path'
import { lastLine, runChild } from './child.mjs'
import { root, tfjsPackage } from './paths.mjs'
import { say } from './report.mjs'

/** The package names 3 to 8; its loader takes the highest that Node has, which is 8 from Node 16 on. */
export const NODE_API = 8

export const ADDON = 'tfjs_binding.node'

/** @returns {Promise<string | null>} */
export async function findCompiler() {
  for (const command of [process.env.CXX, 'c++', 'g++', 'clang++']) {
    if (command && (await runChild(command, ['--version'])).code === 0) return command
  }
  return null
}

/**
 * @param {string} folder the wheel's folder: lib and include
 * @param {string[]} libraries the libraries' file names
 * @param {string} target the addon to write
 * @param {NodeJS.Platform} platform
 */
export function compilerParameters(folder, libraries, target, platform) {
  const mac = platform === 'darwin'
  return [
    ...['-std=c++17', '-O2', '-fPIC', mac ? '-bundle' : '-shared', '-w'],
    ...[`-DNAPI_VERSION=${NODE_API}`, '-DNODE_GYP_MODULE_NAME=tfjs_binding', '-DBUILDING_NODE_EXTENSION'],
    `-I${path.join(folder, 'include')}`,
    `-I${path.join(root, 'node_modules/node-api-headers/include')}`,
    ...['tfjs_backend.cc', 'tfjs_binding.cc'].map((name) => path.join(tfjsPackage, 'binding', name)),
    ...libraries.map((name) => path.join(folder, 'lib', name)),
    // Found from the addon's own folder, wherever the package lies.
    mac ? '-Wl,-rpath,@loader_path/../../deps/lib' : '-Wl,-rpath,$ORIGIN/../../deps/lib',
    ...(mac ? ['-undefined', 'dynamic_lookup'] : []),
    ...['-o', target],
  ]
}

/**
 * @param {string} folder the wheel's folder
 * @param {string[]} libraries
 * @returns {Promise<{ addon: string } | { reason: string }>}
 */
export async function buildBinding(folder, libraries) {
  const addon = path.join(folder, ADDON)
  if (fs.existsSync(addon)) return { addon }
  const compiler = await findCompiler()
  if (!compiler) return { reason: 'there is no C++ compiler to build the TensorFlow binding with' }
  say('TensorFlow: building the binding …')
  const partial = `${addon}.partial`
  const { code, output } = await runChild(
    compiler,
    compilerParameters(folder, libraries, partial, process.platform),
  )
  if (code !== 0) {
    const error = output.split('\n').find((line) => /error/i.test(line)) ?? lastLine(output)
    return { reason: `the TensorFlow binding did not compile: ${error.trim()}` }
  }
  fs.renameSync(partial, addon)
  return { addon }
}
