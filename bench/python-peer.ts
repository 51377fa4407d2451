import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'

const execute = promisify(execFile)

/** Runs one of `bench/peers/*.py` with the packages it needs. @returns its standard output */
export type PythonPeer = (script: string, words: readonly string[]) => Promise<string>

/**
 * Installs packages into a Python environment of their own under `.cache/`, once.
 * @param packages with versions, as pip takes them
 * @returns how to run a peer, or the sentence that says why there is none
 */
export async function preparePeer(packages: readonly string[]): Promise<PythonPeer | string> {
  const name = packages.join('+').replace(/[^\w.+-]/g, '-')
  const folder = path.resolve('.cache/peers', name)
  const python = path.join(folder, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python')
  // numpy's own choice of kernels is the fair one.
  const env = Object.fromEntries(Object.entries(process.env).filter(([key]) => !key.startsWith('OPENBLAS_')))
  try {
    if (!existsSync(path.join(folder, 'ready'))) {
      await execute('python3', ['-m', 'venv', '--clear', folder])
      await execute(python, ['-m', 'pip', 'install', '--quiet', ...packages])
      await execute(python, ['-c', `open(${JSON.stringify(path.join(folder, 'ready'))}, "w").close()`])
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0]! : String(error)
    return `No figures of ${packages.join(', ')}: it could not be installed (${reason}).`
  }
  return async (script, words) => {
    const { stdout } = await execute(python, [path.resolve('bench/peers', script), ...words], { env })
    return stdout
  }
}
