import { describe, expect, it } from 'vitest'
import { matrix, type Matrix } from '../../shared/matrix'
import { random } from '../../shared/random'
import { nearestReal } from './nearest-real'

function normals(n: number, d: number, seed: number): Matrix {
  const source = random(seed)
  return matrix(
    n,
    d,
    Float32Array.from({ length: n * d }, () => source.normal()),
  )
}

describe('nearestReal', () => {
  it('finds copies with a little noise, and none where nothing was copied', () => {
    const training = normals(800, 4, 1)
    const source = random(9)
    const noisy = matrix(
      200,
      4,
      training.data.slice(0, 800).map((value) => value + 0.002 * source.normal()),
    )
    const memory = nearestReal(noisy, training, normals(800, 4, 2))
    expect(memory.nearCopies.share).toBeGreaterThan(0.98)
    expect([...memory.nearest.subarray(0, 5)]).toEqual([0, 1, 2, 3, 4])
    expect(memory.heldOut!.nearerToTraining.share).toBeGreaterThan(0.98)

    const fresh = nearestReal(normals(800, 4, 3), training, normals(800, 4, 2))
    // In four dimensions a ratio below r has probability r⁴ where the density is even: 1.2 % at a third.
    expect(fresh.nearCopies.share).toBeLessThan(0.04)
    expect(fresh.heldOut!.nearCopies.share).toBeLessThan(0.04)
    expect(fresh.heldOut!.expected).toBe(0.5)
    // One standard error of the share is 1.8 %; more, as samples share neighbours.
    expect(Math.abs(fresh.heldOut!.nearerToTraining.share - 0.5)).toBeLessThan(0.09)
  })

  it('expects as many nearer to training as training has of all samples', () => {
    const { heldOut } = nearestReal(normals(2000, 3, 4), normals(900, 3, 5), normals(300, 3, 6))
    expect(heldOut!.expected).toBe(0.75)
    expect(Math.abs(heldOut!.nearerToTraining.share - 0.75)).toBeLessThan(0.05)
  })

  it('gives distances and ratios by hand', () => {
    const training = matrix(3, 1, Float32Array.of(0, 4, 10))
    const { distances, ratios, medianDistance, medianRatio, heldOut } = nearestReal(
      matrix(2, 1, Float32Array.of(1, 9)),
      training,
    )
    expect([...distances]).toEqual([1, 1])
    expect([...ratios]).toEqual([expect.closeTo(1 / 3, 12), 0.2])
    expect([medianDistance, medianRatio]).toEqual([1, expect.closeTo(4 / 15, 12)])
    expect(heldOut).toBeNull()
  })

  it('holds an exact copy for one, also of a training sample that occurs twice', () => {
    const equal = matrix(2, 2)
    const found = nearestReal(matrix(1, 2), equal, equal)
    expect(found.nearCopies.share).toBe(1)
    expect(found.ratios[0]).toBe(0)
  })

  it('refuses a single training sample, other dimensions and NaN', () => {
    expect(() => nearestReal(matrix(1, 1), matrix(1, 1))).toThrow('at least 2 training samples')
    expect(() => nearestReal(matrix(1, 1), matrix(2, 2))).toThrow('got 1 and 2')
    expect(() => nearestReal(matrix(1, 1), matrix(2, 1), matrix(2, 2))).toThrow('held-out samples of 1')
    expect(() => nearestReal(matrix(1, 1, Float32Array.of(Number.NaN)), matrix(2, 1))).toThrow('NaN')
  })
})
