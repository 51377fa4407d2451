/** Runs a script's steps and turns what went wrong into a sentence and an exit status. */
import { SetupError, say } from './report.mjs'

/** @param {() => Promise<number | void>} program its exit status, 0 where it gives none */
export async function runScript(program) {
  try {
    process.exitCode = (await program()) ?? 0
  } catch (error) {
    // A stack helps only where the script itself is at fault.
    say(
      error instanceof SetupError
        ? `\n${error.message}`
        : `\n${error instanceof Error ? error.stack : error}`,
    )
    process.exitCode = 1
  }
}
