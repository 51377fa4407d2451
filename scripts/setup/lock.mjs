/** One set-up at a time in a checkout: a second one waits, and then finds all in place. */
import fs from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { runtime } from './paths.mjs'
import { say } from './report.mjs'

const lockFile = path.join(runtime, 'setup.lock')

/** Whether the process that wrote the lock still runs. */
function isHeld() {
  try {
    process.kill(Number(fs.readFileSync(lockFile, 'utf8')), 0)
    return true
  } catch {
    return false
  }
}

function take() {
  try {
    fs.writeFileSync(lockFile, String(process.pid), { flag: 'wx' })
    return true
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EEXIST') return false
    throw error
  }
}

/**
 * @template T
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(work) {
  fs.mkdirSync(runtime, { recursive: true })
  let told = false
  while (!take()) {
    if (!isHeld()) fs.rmSync(lockFile, { force: true })
    else {
      if (!told) say('Another set-up is at work here; waiting for it …')
      told = true
      await sleep(200)
    }
  }
  const release = () => fs.rmSync(lockFile, { force: true })
  process.once('exit', release)
  try {
    return await work()
  } finally {
    process.off('exit', release)
    release()
  }
}
