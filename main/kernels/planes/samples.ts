import type { Matrix } from '../../../shared/matrix'
import { CHUNK, type Draw } from './planes'

/**
 * Samples as the kernel draws them, bit for bit. Each chunk of 256 has a stream of its own, addressed by
 * (seed, chunk), so threads can draw chunks in any order: four xoshiro128** generators side by side, whose words
 * go to samples 0–3 and 4–7 of a group of eight in turn, one coordinate after the other.
 */
export function fillSamples(draw: Draw, points: Matrix): void {
  const d = points.columns
  const chunks = Math.ceil(draw.count / CHUNK)
  const words = new Uint32Array(4)
  for (let chunk = 0; chunk < chunks; chunk++) {
    const lanes = [0, 1, 2, 3].map((lane) => generator(draw.seed, draw.firstChunk + chunk, lane))
    const start = chunk * CHUNK
    const groups = Math.ceil(Math.min(CHUNK, draw.count - start) / 8)
    for (let g = 0; g < groups; g++) {
      for (let k = 0; k < d; k++) {
        for (let half = 0; half < 8; half += 4) {
          for (let lane = 0; lane < 4; lane++) words[lane] = lanes[lane]!()
          for (let lane = 0; lane < 4; lane++) {
            const sample = start + g * 8 + half + lane
            if (sample >= draw.count) continue
            points.data[sample * d + k] =
              draw.source === 'cube'
                ? (words[lane]! >>> 8) * 2 ** -24 - 0.5
                : normalQuantile((words[lane]! + 0.5) * 2 ** -32)
          }
        }
      }
    }
  }
}

/** One word of splitmix32. */
function mix(counter: number): number {
  let z = counter
  z = Math.imul(z ^ (z >>> 16), 0x21f0aaad)
  z = Math.imul(z ^ (z >>> 15), 0x735a2d97)
  return z ^ (z >>> 15)
}

/** xoshiro128** (Blackman and Vigna 2018) for one lane of one chunk. */
function generator(seed: number, chunk: number, lane: number): () => number {
  const key = mix(((chunk << 2) + lane) | 0) ^ seed
  let a = mix((key + 0x9e3779b9) | 0)
  let b = mix((a + 0x3c6ef372) | 0)
  let c = mix((b + 0xdaa66d2b) | 0)
  let e = mix((c + 0x78dde6e4) | 0)
  return () => {
    const five = Math.imul(b, 5)
    const word = Math.imul((five << 7) | (five >>> 25), 9) >>> 0
    const t = b << 9
    c ^= a
    e ^= b
    b ^= c
    a ^= e
    c ^= t
    e = (e << 11) | (e >>> 21)
    return word
  }
}

/** The standard normal quantile, Wichura's PPND7 (Applied Statistics 37, 1988), relative error 1e-7. */
export function normalQuantile(p: number): number {
  const q = p - 0.5
  if (Math.abs(q) <= 0.425) {
    const r = 0.180625 - q * q
    return (
      (q * (((59.10937472 * r + 159.29113202) * r + 50.434271938) * r + 3.3871327179)) /
      (((67.1875636 * r + 78.757757664) * r + 17.895169469) * r + 1)
    )
  }
  let r = Math.sqrt(-logarithm(q < 0 ? p : 1 - p))
  let value: number
  if (r <= 5) {
    r -= 1.6
    value =
      (((0.17023821103 * r + 1.3067284816) * r + 2.75681539) * r + 1.4234372777) /
      ((0.12021132975 * r + 0.7370016425) * r + 1)
  } else {
    r -= 5
    value =
      (((0.017337203997 * r + 0.42868294337) * r + 3.081226386) * r + 6.657905115) /
      ((0.012258202635 * r + 0.24197894225) * r + 1)
  }
  return q < 0 ? -value : value
}

const double = new Float64Array(1)
const halves = new Uint32Array(double.buffer)

/** log x for 0 < x < 1 from plain arithmetic: Math.log may differ in its last bit from one machine to the next. */
function logarithm(x: number): number {
  double[0] = x
  let exponent = ((halves[1]! >>> 20) & 0x7ff) - 1022
  halves[1] = (halves[1]! & 0x000fffff) | 0x3fe00000
  let m = double[0]
  if (m < Math.SQRT1_2) {
    m *= 2
    exponent -= 1
  }
  const s = (m - 1) / (m + 1)
  const z = s * s
  const series = 1 + z * (1 / 3 + z * (1 / 5 + z * (1 / 7 + z * (1 / 9 + z * (1 / 11 + z * (1 / 13))))))
  return exponent * 0.6931471805599453 + 2 * s * series
}
