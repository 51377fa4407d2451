/** Child processes of the set-up: never with a stdin, output to stderr or kept for the error message. */
import { spawn } from 'node:child_process'
import path from 'node:path'

/** Characters of output: enough for the system's list of libraries. */
const KEPT = 1_000_000

/**
 * @typedef {object} Ended
 * @property {number | null} code exit status; null where the program was killed or could not be started
 * @property {string} output the last of stdout and stderr together (empty where it was shown)
 */

/**
 * @param {string} command
 * @param {string[]} parameters
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, show?: boolean, limitSeconds?: number }} [options]
 *   `show` passes the output on to stderr instead of keeping it
 * @returns {Promise<Ended>} never rejects: a missing program ends with code null and says so in `output`
 */
export function runChild(command, parameters, options = {}) {
  const { cwd, env, show = false, limitSeconds } = options
  return new Promise((resolve) => {
    const child = spawn(command, parameters, {
      cwd,
      env: env ?? process.env,
      stdio: show ? ['ignore', 2, 2] : ['ignore', 'pipe', 'pipe'],
      // npm, pip and the like are .cmd files on Windows, which only a shell starts.
      shell: process.platform === 'win32' && !path.isAbsolute(command),
    })
    let output = ''
    const keep = (/** @type {Buffer} */ chunk) => {
      output = (output + chunk).slice(-KEPT)
    }
    child.stdout?.on('data', keep)
    child.stderr?.on('data', keep)
    const timer = limitSeconds && setTimeout(() => child.kill('SIGKILL'), limitSeconds * 1000)
    const end = (/** @type {number | null} */ code, said = '') => {
      if (timer) clearTimeout(timer)
      resolve({ code, output: (output + said).trim() })
    }
    child.on('error', (error) => end(null, error.message))
    child.on('close', (code) => end(code))
  })
}

/** The last line that says something: usually the reason why a program failed. */
export function lastLine(/** @type {string} */ output) {
  const lines = output.split('\n').filter((line) => line.trim() !== '')
  return lines.at(-1)?.trim() ?? 'no output'
}
