import { describe, expect, it } from 'vitest'
import { PointerLatency } from './pointer-latency'

describe('PointerLatency', () => {
  it('counts from the pointer event to the frame after the pictures were painted, once a revision', () => {
    let time = 0
    const frames: (() => void)[] = []
    const latency = new PointerLatency(
      (callback) => frames.push(callback),
      () => time,
    )
    const move = { revision: 7, time: 100 }
    time = 120
    latency.painted(7, move)
    latency.painted(7, move)
    latency.painted(8, move)
    latency.painted(9, null)
    time = 134
    for (const frame of frames) frame()
    expect(latency.measured).toEqual([34])
  })
})
