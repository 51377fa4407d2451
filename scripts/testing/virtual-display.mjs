/** A display for tests on a Linux machine without one: Xvfb, which picks a free number itself. */
import { spawn } from 'node:child_process'
import { SetupError } from '../setup/report.mjs'

/**
 * @returns {Promise<{ display: string, close: () => void }>}
 * @throws {SetupError} where Xvfb does not start
 */
export function openVirtualDisplay() {
  return new Promise((resolve, reject) => {
    const parameters = ['-displayfd', '3', '-screen', '0', '1600x1000x24', '-nolisten', 'tcp']
    const child = spawn('Xvfb', parameters, { stdio: ['ignore', 'ignore', 'pipe', 'pipe'] })
    let said = ''
    const fail = () =>
      reject(new SetupError(`The virtual display Xvfb did not start: ${said.trim() || 'no output'}.`))
    child.on('error', (error) => {
      said += error.message
      fail()
    })
    child.on('exit', fail)
    child.stderr?.on('data', (chunk) => (said += chunk))
    child.stdio[3]?.once('data', (chunk) => {
      child.off('exit', fail)
      resolve({ display: `:${String(chunk).trim()}`, close: () => child.kill() })
    })
  })
}
