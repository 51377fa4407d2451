import { describe, expect, it } from 'vitest'
import { frameSides, turnProblem } from './turn-settings'

const view = { width: 1001, height: 640 }

describe('the turn of a cloud', () => {
  it('has frames with even sides that never pass the view', () => {
    expect(frameSides(view, 1)).toEqual({ width: 1000, height: 640 })
    expect(frameSides(view, 0.5)).toEqual({ width: 500, height: 320 })
    expect(frameSides({ width: 1, height: 1 }, 0.5)).toEqual({ width: 2, height: 2 })
  })

  it.each([11, 1801, 20.5, NaN])('is refused with %d frames', (frames) => {
    expect(turnProblem({ format: 'video', frames, scale: 1 }, view)).toMatch(/12 to 1800/)
  })

  it('as a video is as long as one likes, up to the sides that players take', () => {
    expect(turnProblem({ format: 'video', frames: 1800, scale: 2 }, view)).toBeNull()
    expect(turnProblem({ format: 'video', frames: 24, scale: 2 }, { width: 2400, height: 900 })).toMatch(
      /4800 × 1800/,
    )
  })

  it('as a GIF is held to what one message carries, and says how many frames that are', () => {
    // 128 MiB over 1000 · 640 · 3 bytes are 69.9 frames.
    expect(turnProblem({ format: 'gif', frames: 69, scale: 1 }, view)).toBeNull()
    expect(turnProblem({ format: 'gif', frames: 70, scale: 1 }, view)).toMatch(/at most 69 frames/)
    expect(turnProblem({ format: 'gif', frames: 240, scale: 0.5 }, view)).toBeNull()
  })
})
