import { describe, expect, it } from 'vitest'
import { random } from '../../shared/random'
import { belowPlane, orientation } from './predicates'

/** A double as an integer multiple of 2^-1074, exactly. */
function exact(value: number): bigint {
  const bits = new DataView(new ArrayBuffer(8))
  bits.setFloat64(0, value)
  const word = bits.getBigUint64(0)
  const exponent = Number((word >> 52n) & 0x7ffn)
  const fraction = word & 0xfffffffffffffn
  const size = exponent === 0 ? fraction : (fraction | 0x10000000000000n) << BigInt(exponent - 1)
  return word >> 63n ? -size : size
}

const signOf = (value: bigint): number => (value > 0n ? 1 : value < 0n ? -1 : 0)

function exactTurn(p: number[], q: number[], r: number[]): number {
  const [px, py, qx, qy, rx, ry] = [...p, ...q, ...r].map(exact) as [
    bigint,
    bigint,
    bigint,
    bigint,
    bigint,
    bigint,
  ]
  return signOf((px - rx) * (qy - ry) - (py - ry) * (qx - rx))
}

function exactBelow(a: number[], b: number[], c: number[], d: number[]): number {
  const [ax, ay, az] = a.map((v, k) => exact(v) - exact(d[k]!)) as [bigint, bigint, bigint]
  const [bx, by, bz] = b.map((v, k) => exact(v) - exact(d[k]!)) as [bigint, bigint, bigint]
  const [cx, cy, cz] = c.map((v, k) => exact(v) - exact(d[k]!)) as [bigint, bigint, bigint]
  return signOf(az * (bx * cy - cx * by) + bz * (cx * ay - ax * cy) + cz * (ax * by - bx * ay))
}

const below = (a: number[], b: number[], c: number[], d: number[]) =>
  belowPlane(...([...a, ...b, ...c, ...d] as Parameters<typeof belowPlane>))

describe('predicates', () => {
  it('turn left as drawn, and put a point below a plane below', () => {
    expect(orientation(0, 0, 1, 0, 0, 1)).toBeGreaterThan(0)
    expect(below([0, 0, 0], [1, 0, 0], [0, 1, 0], [0.2, 0.2, -1])).toBeGreaterThan(0)
    expect(below([0, 0, 0], [1, 0, 0], [0, 1, 0], [0.2, 0.2, 0])).toBe(0)
  })

  it('have the exact sign next to a line, where plain evaluation errs', () => {
    let wrong = 0
    let hard = 0
    for (let i = -40; i <= 40; i++) {
      for (let j = -40; j <= 40; j++) {
        const p = [0.5 + i * 2 ** -53, 0.5 + j * 2 ** -53]
        const [q, r] = [
          [12, 12],
          [24, 24],
        ]
        const truth = exactTurn(p, q!, r!)
        if (Math.sign(orientation(p[0]!, p[1]!, 12, 12, 24, 24)) !== truth) wrong++
        const plain = (p[0]! - 24) * (12 - 24) - (p[1]! - 24) * (12 - 24)
        if (Math.sign(plain) !== truth) hard++
      }
    }
    expect(wrong).toBe(0)
    // Otherwise the test would not reach the exact stage.
    expect(hard).toBeGreaterThan(100)
  })

  it('have the exact sign next to a plane, over eighteen orders of size', () => {
    const source = random(1)
    for (let n = 0; n < 1000; n++) {
      const size = 10 ** (18 * source.uniform() - 9)
      const point = (): number[] => [size * source.normal(), size * source.normal(), size * source.normal()]
      const [a, b, c] = [point(), point(), point()]
      const [u, v] = [source.uniform(), source.uniform()]
      // On the plane but for rounding.
      const d = a.map((value, k) => value + u * (b[k]! - value) + v * (c[k]! - value))
      expect(Math.sign(below(a, b, c, d))).toBe(exactBelow(a, b, c, d))
    }
  })

  it('are 0 on a grid exactly where the grid is flat', () => {
    for (let n = 0; n < 500; n++) {
      const source = random(n)
      const point = () => {
        const [x, y] = [source.integer(5), source.integer(5)]
        return [x, y, 3 * x - 2 * y + (n % 2 === 0 ? 0 : source.integer(2))]
      }
      const [a, b, c, d] = [point(), point(), point(), point()]
      expect(Math.sign(below(a, b, c, d))).toBe(exactBelow(a, b, c, d))
    }
  })
})
