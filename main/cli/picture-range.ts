import { InvalidArgumentError } from 'commander'
import type { PictureRange } from '../../shared/contracts/own-model'

/** Reads the numbers a net takes for a picture's. @throws InvalidArgumentError for a range that is none */
export function pictureRange(text: string): PictureRange {
  if (text === 'unit' || text === 'signed' || text === 'bytes') return { kind: text }
  const [mean = [], deviation = [], ...rest] = text.split('/').map((list) => list.split(',').map(Number))
  const sound = [...mean, ...deviation].every(Number.isFinite) && deviation.every((value) => value > 0)
  if (rest.length === 0 && mean.length === deviation.length && mean.length > 0 && sound) {
    return { kind: 'standard', mean, deviation }
  }
  throw new InvalidArgumentError(
    'Expected unit (0 to 1), signed (-1 to 1), bytes (0 to 255), or means and deviations such as 0.485,0.456,0.406/0.229,0.224,0.225.',
  )
}
