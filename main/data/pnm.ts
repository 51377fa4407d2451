/** PGM and PPM, the formats of face databases: binary (P5, P6) and as text (P2, P3). Source: netpbm's pgm(5), ppm(5). */
import { BrenierError } from '../../shared/errors'
import type { Picture } from './picture-set'
import { bounds } from './source-file'

const kinds: Readonly<Record<string, { readonly channels: 1 | 3; readonly binary: boolean }>> = {
  P2: { channels: 1, binary: false },
  P3: { channels: 3, binary: false },
  P5: { channels: 1, binary: true },
  P6: { channels: 3, binary: true },
}

const isDigit = (byte: number | undefined): byte is number =>
  byte !== undefined && byte >= 0x30 && byte <= 0x39
const isSpace = (byte: number | undefined): boolean =>
  byte === 0x20 || (byte !== undefined && byte >= 9 && byte <= 13)

/** Whether bytes start as a PGM or PPM does. */
export function looksLikePnm(start: Uint8Array): boolean {
  return String.fromCharCode(...start.subarray(0, 2)) in kinds && (isSpace(start[2]) || start[2] === 0x23)
}

/**
 * Parses a PGM or PPM. Values are brought from 0 … maximum to 0 … 255, rounded.
 * @param where the file, for the error's sentence
 * @throws BrenierError `file-format`, `file-truncated`, `file-too-large`
 */
export function parsePnm(bytes: Uint8Array, where: string): Picture {
  const kind = kinds[String.fromCharCode(...bytes.subarray(0, 2))]
  if (!kind || !looksLikePnm(bytes)) {
    throw new BrenierError(
      'file-format',
      `Expected a PGM or PPM (P2, P3, P5 or P6) in ${where}, got something else. Save it again as PNG.`,
    )
  }
  const { channels, binary } = kind
  let at = 2

  /** The next whole number, or -1 where there is none. Comments run from # to the end of the line. */
  const next = (): number => {
    for (;;) {
      if (isSpace(bytes[at])) at++
      else if (bytes[at] === 0x23) while (at < bytes.length && bytes[at] !== 0x0a) at++
      else break
    }
    if (!isDigit(bytes[at])) return -1
    let value = 0
    while (isDigit(bytes[at])) value = Math.min(value * 10 + (bytes[at++]! - 0x30), 2 ** 31)
    return value
  }

  const width = next()
  const height = next()
  const maximum = next()
  if (width < 1 || height < 1 || maximum < 1 || maximum > 65_535) {
    throw new BrenierError(
      at >= bytes.length ? 'file-truncated' : 'file-format',
      `Expected width, height and a maximum up to 65535 in the header of ${where}, got ${[width, height, maximum].map((value) => (value < 0 ? 'none' : value)).join(', ')}. Save it again as PGM or PNG.`,
    )
  }
  const count = width * height * channels
  const wide = maximum > 255
  if (count > bounds.pictureBytes) {
    throw new BrenierError(
      'file-too-large',
      `Expected a picture of at most ${bounds.pictureBytes} values in ${where}, got ${width} × ${height} × ${channels}. Make it smaller.`,
    )
  }
  const truncated = (got: number) =>
    new BrenierError(
      'file-truncated',
      `Expected ${count} values in ${where}, got ${got}. Copy the file again.`,
      { expected: count, got },
    )
  const pixels = new Uint8Array(count)
  const scaled = (value: number) => Math.round((Math.min(value, maximum) * 255) / maximum)
  if (!binary) {
    for (let i = 0; i < count; i++) {
      const value = next()
      if (value < 0) throw truncated(i)
      pixels[i] = scaled(value)
    }
    return { height, width, channels, pixels }
  }
  // Exactly one white space stands before binary values: what follows it may look like one and is a value.
  at++
  const perValue = wide ? 2 : 1
  if (bytes.length - at < count * perValue) {
    throw truncated(Math.max(0, Math.floor((bytes.length - at) / perValue)))
  }
  if (maximum === 255) pixels.set(bytes.subarray(at, at + count))
  else if (wide)
    for (let i = 0; i < count; i++) pixels[i] = scaled(bytes[at + 2 * i]! * 256 + bytes[at + 2 * i + 1]!)
  else for (let i = 0; i < count; i++) pixels[i] = scaled(bytes[at + i]!)
  return { height, width, channels, pixels }
}
