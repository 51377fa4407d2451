import { describe, expect, it } from 'vitest'
import { random } from '../../shared/random'
import { choosePictures, pictureCandidates, type SeenCandidate } from './picture-choice'

function clusters(categories: number, each: number) {
  const source = random(3)
  const positions = new Float32Array(3 * categories * each)
  const codes = new Int32Array(categories * each)
  for (let i = 0; i < codes.length; i++) {
    codes[i] = i % categories
    for (let k = 0; k < 3; k++) positions[3 * i + k] = 10 * codes[i]! * Number(k === 0) + source.normal()
  }
  return { positions, codes }
}

describe('pictureCandidates', () => {
  it('are the same for the same layout, rounds of one a category, no stray among them', () => {
    const { positions, codes } = clusters(5, 200)
    const chosen = pictureCandidates(positions, codes)
    expect(pictureCandidates(positions, codes)).toEqual(chosen)
    expect([...chosen.slice(0, 5)].map((i) => codes[i])).toEqual([0, 1, 2, 3, 4])
    expect(new Set(chosen).size).toBe(chosen.length)
    for (const i of chosen) {
      const away = Math.hypot(
        positions[3 * i]! - 10 * codes[i]!,
        positions[3 * i + 1]!,
        positions[3 * i + 2]!,
      )
      expect(away).toBeLessThan(2.6)
    }
  })

  it('leave out what has no category and cope with one point on one spot', () => {
    expect([...pictureCandidates(new Float32Array(9), Int32Array.from([-1, 2, 2]))]).toEqual([1])
  })
})

describe('choosePictures', () => {
  const seen = (list: [number, number, number][]): SeenCandidate[] =>
    list.map(([category, x, y], candidate) => ({ candidate, category, x, y }))

  it('keeps four a category, 48 px apart, on the canvas', () => {
    const row = seen(Array.from({ length: 20 }, (_, k) => [0, 20 + 30 * k, 100]))
    const chosen = choosePictures(row, 640, 200, [])
    expect(chosen).toEqual([0, 2, 4, 6])
    expect(
      choosePictures(
        seen([
          [0, 5, 100],
          [1, 635, 100],
          [2, 300, 4],
          [3, 300, 100],
        ]),
        640,
        200,
        [],
      ),
    ).toEqual([3])
  })

  it('lets no two pictures of different categories come nearer than 48 px', () => {
    const { positions, codes } = clusters(6, 100)
    const spread: SeenCandidate[] = Array.from(codes, (category, candidate) => ({
      candidate,
      category,
      x: 320 + 40 * positions[3 * candidate + 1]!,
      y: 200 + 40 * positions[3 * candidate + 2]!,
    }))
    const chosen = choosePictures(spread, 640, 400, []).map((k) => spread[k]!)
    expect(chosen.length).toBeGreaterThan(6)
    for (const a of chosen) {
      for (const b of chosen) if (a !== b) expect(Math.hypot(a.x - b.x, a.y - b.y)).toBeGreaterThanOrEqual(48)
    }
  })

  it('puts none over an obstacle', () => {
    expect(
      choosePictures(
        seen([
          [0, 100, 100],
          [0, 200, 100],
        ]),
        640,
        200,
        [{ x: 110, y: 100, radius: 20 }],
      ),
    ).toEqual([1])
  })
})
