/**
 * What set-up tells its user. Everything goes to stderr, so that the output of the command set up for stays clean.
 * On a terminal a long step draws a bar; elsewhere (logs, CI) it is one line when it begins and one when it ends.
 */
const out = process.stderr
const BAR_WIDTH = 28

/** @param {string} line */
export function say(line) {
  out.write(`${line}\n`)
}

/** The problem in one sentence, the command that mends it on its own line. */
export class SetupError extends Error {
  /**
   * @param {string} sentence
   * @param {string} [command]
   */
  constructor(sentence, command) {
    super(command ? `${sentence}\n\n    ${command}\n` : sentence)
    this.name = 'SetupError'
  }
}

/** @param {number} bytes */
export function megabytes(bytes) {
  return `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`
}

/**
 * @param {string} label
 * @param {number} done
 * @param {number} total
 */
export function barLine(label, done, total) {
  const share = total > 0 ? Math.min(1, done / total) : 1
  const filled = Math.round(share * BAR_WIDTH)
  const bar = '█'.repeat(filled) + '░'.repeat(BAR_WIDTH - filled)
  return `${label}  ${bar} ${String(Math.round(share * 100)).padStart(3)} %  ${megabytes(done)} of ${megabytes(total)}`
}

/**
 * A step whose size in bytes is known.
 * @param {string} label
 * @param {number} total bytes
 * @returns {{ advance: (bytes: number) => void, done: () => void }}
 */
export function startBar(label, total) {
  const started = performance.now()
  const seconds = () => ((performance.now() - started) / 1000).toFixed(1)
  let reached = 0
  let drawnAt = 0
  if (!out.isTTY) say(`${label} (${megabytes(total)}) …`)
  return {
    advance(bytes) {
      reached += bytes
      const now = performance.now()
      if (!out.isTTY || now - drawnAt < 80) return
      drawnAt = now
      out.write(`\r\x1b[K${barLine(label, reached, total)}`)
    },
    done() {
      if (out.isTTY) out.write(`\r\x1b[K${label}  ${megabytes(total)} in ${seconds()} s\n`)
      else say(`${label}: done in ${seconds()} s`)
    },
  }
}
