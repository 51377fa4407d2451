import type { JobReport } from '../jobs/job-manager'

/** Where a command line writes: results to stdout, everything else to stderr. */
export interface Terminal {
  out(text: string): void
  err(text: string): void
  /** Width in columns where stderr is a terminal, else null: lines are then written whole and seldom. */
  readonly columns: number | null
  readonly quiet: boolean
}

/** "4 min 02 s", "12 s". */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds))
  if (whole < 60) return `${whole} s`
  const minutes = Math.floor(whole / 60)
  if (minutes < 60) return `${minutes} min ${String(whole % 60).padStart(2, '0')} s`
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`
}

/** A progress bar with time left: redrawn in place on a terminal, a line each tenth otherwise. */
export class ProgressLine {
  readonly #terminal: Terminal
  #stage = ''
  #tenth = -1
  #drawn = false

  constructor(terminal: Terminal) {
    this.#terminal = terminal
  }

  show(report: JobReport): void {
    const { columns, quiet } = this.#terminal
    if (quiet) return
    const share = report.total > 0 ? Math.min(1, report.done / report.total) : 0
    const left = report.etaSeconds == null || share >= 1 ? '' : `, ${duration(report.etaSeconds)} left`
    const note = report.note ? `  ${report.note}` : ''
    const figures = `${String(Math.round(share * 100)).padStart(3)} %${left}${note}`
    if (report.stage !== this.#stage) this.end()
    if (columns === null) {
      const tenth = Math.floor(share * 10)
      if (report.stage === this.#stage && tenth === this.#tenth) return
      this.#tenth = tenth
      this.#stage = report.stage
      this.#terminal.err(`${report.stage} ${figures.trim()}\n`)
      return
    }
    this.#stage = report.stage
    this.#drawn = true
    const width = Math.max(8, Math.min(28, columns - 50))
    const filled = Math.round(share * width)
    const bar = `${'━'.repeat(filled)}${'─'.repeat(width - filled)}`
    this.#terminal.err(`\r\u001b[2K${report.stage.padEnd(14)} ${bar} ${figures}`.slice(0, columns + 5))
  }

  /** Leaves the bar as it is and goes to a new line. */
  end(): void {
    if (this.#drawn) this.#terminal.err('\n')
    this.#drawn = false
  }
}
