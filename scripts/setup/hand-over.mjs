/** Runs the program that set-up was for, as if it had been called itself: its streams, its signals, its exit status. */
import { spawn } from 'node:child_process'

/**
 * @param {string} command
 * @param {string[]} parameters
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv }} [options]
 * @returns {Promise<number>} its exit status; 128 and the signal's number where a signal ended it
 */
export function handOver(command, parameters, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, parameters, { stdio: 'inherit', ...options })
    // Ctrl-C reaches the child by itself; we stay to report how it ended.
    const wait = () => {}
    const pass = () => child.kill('SIGTERM')
    process.on('SIGINT', wait).on('SIGTERM', pass)
    child.on('error', reject)
    child.on('close', (code, signal) => {
      process.off('SIGINT', wait).off('SIGTERM', pass)
      const number = signal === 'SIGINT' ? 2 : signal === 'SIGKILL' ? 9 : 15
      resolve(code ?? 128 + number)
    })
  })
}
