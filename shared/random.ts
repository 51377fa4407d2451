/**
 * A seeded stream of random numbers. The same seed gives the same stream on every machine:
 * only 32-bit integer arithmetic decides the bits.
 */
export interface Random {
  /** Uniform on [0, 1) with 32 random bits. */
  uniform(): number
  /** Standard normal (Marsaglia's polar method). */
  normal(): number
  /** Uniform integer on [0, bound), without modulo bias. */
  integer(bound: number): number
  /** An independent stream named by `label`; drawing from it leaves this one untouched. */
  fork(label: string): Random
}

/** FNV-1a, to turn labels into seed words. */
function hash(text: string, start: number): number {
  let h = start ^ 0x811c9dc5
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
  return h >>> 0
}

/** splitmix32: spreads a small seed over the words of the generator's state. */
function splitmix(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x9e3779b9) >>> 0
    let z = state
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad)
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97)
    return (z ^ (z >>> 15)) >>> 0
  }
}

/**
 * xoshiro128** (Blackman and Vigna 2018), seeded through splitmix32.
 * @param seed any integer; its low 32 bits count
 */
export function random(seed: number): Random {
  const words = splitmix(seed)
  let a = words()
  let b = words()
  let c = words()
  let d = words()
  let spare = Number.NaN

  const next = (): number => {
    const product = Math.imul(b, 5)
    const result = Math.imul((product << 7) | (product >>> 25), 9) >>> 0
    const t = b << 9
    c ^= a
    d ^= b
    b ^= c
    a ^= d
    c ^= t
    d = (d << 11) | (d >>> 21)
    return result
  }

  return {
    uniform: () => next() / 4294967296,
    normal() {
      if (!Number.isNaN(spare)) {
        const value = spare
        spare = Number.NaN
        return value
      }
      for (;;) {
        const u = next() / 2147483648 - 1
        const v = next() / 2147483648 - 1
        const s = u * u + v * v
        if (s === 0 || s >= 1) continue
        const factor = Math.sqrt((-2 * Math.log(s)) / s)
        spare = v * factor
        return u * factor
      }
    },
    integer(bound) {
      const limit = 4294967296 - (4294967296 % bound)
      for (;;) {
        const value = next()
        if (value < limit) return value % bound
      }
    },
    fork: (label) => random(hash(label, seed)),
  }
}

/** The integers 0 … count − 1 in random order (Fisher–Yates). */
export function permutation(count: number, source: Random): Uint32Array {
  const order = new Uint32Array(count)
  for (let i = 0; i < count; i++) order[i] = i
  for (let i = count - 1; i > 0; i--) {
    const j = source.integer(i + 1)
    const held = order[i]!
    order[i] = order[j]!
    order[j] = held
  }
  return order
}
