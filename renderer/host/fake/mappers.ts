import type { MapperHistory } from '../../../shared/contracts/mapper'

const points = 60

/** The made-up curve of a map's training when a share of its steps is done. */
export function mapperCurve(share: number, steps: number): MapperHistory {
  const shares = Array.from({ length: Math.round(share * points) }, (_, i) => (i + 1) / points)
  return {
    steps,
    at: Uint32Array.from(shares, (at) => Math.round(at * steps)),
    figures: [
      {
        name: 'regression',
        values: Float32Array.from(shares, (at) => (0.01 / (0.1 + at)) * (1 + 0.05 * Math.sin(90 * at))),
      },
      { name: 'gradient norm', values: Float32Array.from(shares, (at) => 0.2 + 0.05 * Math.cos(70 * at)) },
    ],
  }
}
