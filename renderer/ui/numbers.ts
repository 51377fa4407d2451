/** Numbers as the window writes them: commas in thousands, a true minus, thin "×", units beside. */

const superscripts: Record<string, string> = {
  '-': '⁻',
  '0': '⁰',
  '1': '¹',
  '2': '²',
  '3': '³',
  '4': '⁴',
  '5': '⁵',
  '6': '⁶',
  '7': '⁷',
  '8': '⁸',
  '9': '⁹',
}

const trueMinus = (text: string): string => text.replace('-', '−')

/** 6000 → "6,000". */
export function formatCount(value: number): string {
  return trueMinus(value.toLocaleString('en-US', { maximumFractionDigits: 0 }))
}

/** −5 → "10⁻⁵". */
export function powerOfTen(exponent: number): string {
  return `10${[...String(exponent)].map((sign) => superscripts[sign] ?? sign).join('')}`
}

/** Fixed decimals with a true minus: (−0.51, 3) → "−0.510". */
export function formatFixed(value: number, decimals: number): string {
  const text = value.toFixed(decimals)
  return Number(text) === 0 ? (0).toFixed(decimals) : trueMinus(text)
}

/** `digits` significant digits; from 10⁻⁴ down and from 10⁷ up as "1.7 · 10⁻¹⁴". */
export function formatSignificant(value: number, digits = 3): string {
  if (value === 0) return '0'
  const exponent = Math.floor(Math.log10(Math.abs(value)))
  if (exponent < -3 || exponent >= 7) {
    const [mantissa, power] = value.toExponential(Math.max(0, digits - 1)).split('e')
    return `${trueMinus(mantissa!)} · ${powerOfTen(Number(power))}`
  }
  const decimals = Math.max(0, digits - 1 - exponent)
  return trueMinus(
    value.toLocaleString('en-US', { minimumFractionDigits: decimals, maximumFractionDigits: decimals }),
  )
}

/** A fraction as percent: 0.0193 → "1.9 %", 1.7e-14 → "1.7 · 10⁻¹² %". */
export function formatPercent(fraction: number, digits = 2): string {
  return `${formatSignificant(fraction * 100, digits)} %`
}

/** 0.028248214 → "0.028 248 214": decimals in groups of three. */
export function formatGrouped(value: number, decimals: number): string {
  const [whole, part] = trueMinus(value.toFixed(decimals)).split('.')
  return part ? `${whole}.${part.replace(/(\d{3})(?=\d)/g, '$1 ')}` : whole!
}

/** 242 → "4 min 02 s"; below a minute "12 s", below a second "0.24 s"; from an hour "1 h 05 min". */
export function formatDuration(seconds: number): string {
  if (seconds < 0.995) return `${Math.max(0, seconds).toFixed(2)} s`
  const whole = Math.round(seconds)
  if (whole < 60) return `${whole} s`
  const two = (value: number) => String(value).padStart(2, '0')
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${two(whole % 60)} s`
  return `${Math.floor(whole / 3600)} h ${two(Math.floor((whole % 3600) / 60))} min`
}

/** What is left of a job: whole seconds, at least one. */
export function formatTimeLeft(seconds: number): string {
  return `${formatDuration(Math.max(1, Math.ceil(seconds)))} left`
}

/** When something was last opened, seen from `now`: "today 14:20", "yesterday", "Tuesday", "3 Mar 2026". */
export function formatDay(time: number, now: number): string {
  const date = new Date(time)
  const midnight = new Date(now)
  midnight.setHours(0, 0, 0, 0)
  const days = Math.ceil((midnight.getTime() - time) / 86_400_000)
  if (days <= 0) {
    const two = (value: number) => String(value).padStart(2, '0')
    return `today ${two(date.getHours())}:${two(date.getMinutes())}`
  }
  if (days === 1) return 'yesterday'
  if (days < 7) return date.toLocaleDateString('en-GB', { weekday: 'long' })
  return date.toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric' })
}

/** "1 crossing", "2 crossings". */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`
}

/** 24,117,248 → "24 MB", 900 → "0.9 kB": what a folder takes on the disk. */
export function formatBytes(bytes: number): string {
  const units = ['kB', 'MB', 'GB'] as const
  const power = Math.min(2, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3) - 1))
  const value = bytes / 1000 ** (power + 1)
  return `${value < 9.95 ? value.toFixed(1) : formatCount(value)} ${units[power]}`
}
