import type { ModeEntry } from '../../stores/modes'

const columns = [
  'mode',
  'standing',
  'real',
  'real of',
  'generated',
  'generated of',
  'share',
  'low 95 %',
  'high 95 %',
  'ratio',
] as const

/** The table as comma-separated values, a line a mode in the order shown. */
export function modesCsv(rows: readonly ModeEntry[]): string {
  const lines = rows.map(({ name, standing, real, generated, ratio }) => [
    `"${name.replaceAll('"', '""')}"`,
    standing,
    real.count,
    real.of,
    generated.count,
    generated.of,
    generated.share,
    generated.low,
    generated.high,
    ratio ?? '',
  ])
  return `${[columns, ...lines].map((line) => line.join(',')).join('\n')}\n`
}

/** Hands the table to the person through the window's own download. */
export function saveModes(rows: readonly ModeEntry[]): void {
  const address = URL.createObjectURL(new Blob([modesCsv(rows)], { type: 'text/csv' }))
  const link = document.createElement('a')
  link.href = address
  link.download = 'modes.csv'
  link.click()
  setTimeout(() => URL.revokeObjectURL(address), 10_000)
}
