/**
 * What Electron and TensorFlow need of a Linux system. On Debian and its descendants root installs what is missing;
 * anyone else is told the command. Other systems bring everything along.
 */
import fs from 'node:fs'
import path from 'node:path'
import { lastLine, runChild } from './child.mjs'
import { findCompiler } from './binding.mjs'
import { SetupError, say } from './report.mjs'
import { findPip } from './wheel.mjs'

/**
 * Shared library → Debian packages that carry it, the one of newer releases first
 * (64-bit time renamed them in Debian 13 and Ubuntu 24.04).
 */
export const libraries = {
  'libgtk-3.so.0': ['libgtk-3-0t64', 'libgtk-3-0'],
  'libnss3.so': ['libnss3'],
  'libasound.so.2': ['libasound2t64', 'libasound2'],
  'libgbm.so.1': ['libgbm1'],
  'libXss.so.1': ['libxss1'],
  'libatk-bridge-2.0.so.0': ['libatk-bridge2.0-0t64', 'libatk-bridge2.0-0'],
}

/** Program → Debian packages, for running without a display. */
export const programs = {
  Xvfb: ['xvfb'],
  xauth: ['xauth'],
}

/** @returns {Set<string>} sonames in the output of `ldconfig -p` */
export function knownLibraries(/** @type {string} */ output) {
  return new Set(output.split('\n').flatMap((line) => line.match(/^\s+(\S+) \(.*\) => /)?.[1] ?? []))
}

/**
 * @param {Record<string, string[]>} needed name → packages
 * @param {(name: string) => boolean} isThere
 * @returns {string[][]} the packages, alternatives together, of what is missing
 */
export function missingPackages(needed, isThere) {
  return Object.entries(needed).flatMap(([name, packages]) => (isThere(name) ? [] : [packages]))
}

/**
 * The first of each group's alternatives that the system's package lists know, else the last.
 * @param {string[][]} groups
 * @param {(name: string) => boolean} isKnown
 */
export function choosePackages(groups, isKnown) {
  return groups.map((names) => names.find(isKnown) ?? /** @type {string} */ (names.at(-1)))
}

/** @returns {Set<string>} names of real packages in the output of `apt-cache show`; virtual ones have no entry */
export function packagesShown(/** @type {string} */ output) {
  return new Set([...output.matchAll(/^Package: (\S+)$/gm)].map((match) => match[1] ?? ''))
}

function isProgram(/** @type {string} */ name) {
  const folders = (process.env.PATH ?? '').split(path.delimiter)
  return folders.some((folder) => fs.existsSync(path.join(folder, name)))
}

/** @returns {Promise<Set<string>>} */
async function systemLibraries() {
  for (const program of ['/sbin/ldconfig', 'ldconfig']) {
    const { code, output } = await runChild(program, ['-p'])
    if (code === 0) return knownLibraries(`\n ${output}`)
  }
  // Without a list nothing can be called missing.
  return new Set(Object.keys(libraries))
}

async function installWithApt(/** @type {string[][]} */ groups) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const options = { env, show: process.stderr.isTTY }
  say('System packages: asking apt …')
  await runChild('apt-get', ['update', '-qq'], options)
  const names = await debianNames(groups)
  say(`System packages: installing ${names.join(' ')} …`)
  const installed = await runChild(
    'apt-get',
    ['install', '-y', '-qq', '--no-install-recommends', ...names],
    options,
  )
  if (installed.code === 0) return
  throw new SetupError(
    `apt-get could not install what is missing: ${lastLine(installed.output)}. To see all that it says:`,
    `apt-get update && apt-get install -y ${names.join(' ')}`,
  )
}

async function debianNames(/** @type {string[][]} */ groups) {
  const { output } = await runChild('apt-cache', ['show', ...groups.flat()])
  const shown = packagesShown(output)
  return choosePackages(groups, (name) => shown.has(name))
}

/**
 * @param {string[][]} groups
 * @throws {SetupError} with the command, where this user or system can't install them
 */
async function install(groups) {
  if (groups.length === 0) return
  if (!isProgram('apt-get')) {
    const names = groups.map((names) => names.at(-1)).join(' ')
    throw new SetupError(
      `System packages are missing. Install what your distribution calls these of Debian, then start again: ${names}.`,
    )
  }
  if (process.getuid?.() === 0) return installWithApt(groups)
  const names = (await debianNames(groups)).join(' ')
  throw new SetupError(
    'System packages are missing. Install them, then start again:',
    `sudo apt-get install -y ${names}`,
  )
}

/** What Electron needs, with a virtual display too where `display` says so. */
export async function prepareElectronLibraries(/** @type {{ display: boolean }} */ { display }) {
  if (process.platform !== 'linux') return
  const found = await systemLibraries()
  await install([
    ...missingPackages(libraries, (name) => found.has(name)),
    ...(display ? missingPackages(programs, isProgram) : []),
  ])
}

/** What TensorFlow's binding is fetched and built with. Without it the slower fallbacks remain, so nothing stops here. */
export async function prepareBuildTools() {
  if (process.platform !== 'linux') return
  const groups = []
  if (!(await findCompiler())) groups.push(['g++'])
  if (!(await findPip())) groups.push(['python3-pip'])
  try {
    await install(groups)
  } catch (error) {
    if (!(error instanceof SetupError)) throw error
    say(`For native TensorFlow: ${error.message}`)
  }
}
