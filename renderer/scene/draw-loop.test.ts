import { describe, expect, it } from 'vitest'
import { DrawLoop, type Stale } from './draw-loop'

function loopWith(again: (frame: number) => Stale) {
  const callbacks: ((now: number) => void)[] = []
  const drawn: Stale[] = []
  const loop = new DrawLoop(
    (_, stale) => {
      drawn.push(stale)
      return again(drawn.length)
    },
    { request: (callback) => callbacks.push(callback), cancel: () => callbacks.splice(0) },
  )
  const run = (frames: number): void => {
    for (let k = 0; k < frames; k++) callbacks.shift()?.(k)
  }
  return { loop, drawn, run, callbacks }
}

const nothing: Stale = { cloud: false, overlay: false }

describe('DrawLoop', () => {
  it('draws once for many changes and then sleeps', () => {
    const { loop, drawn, run, callbacks } = loopWith(() => nothing)
    loop.invalidateOverlay()
    loop.invalidate()
    loop.invalidate()
    run(10)
    expect(drawn).toEqual([{ cloud: true, overlay: true }])
    expect(callbacks).toEqual([])
  })

  it('leaves the cloud alone where only the overlay changed', () => {
    const { loop, drawn, run } = loopWith(() => nothing)
    loop.invalidateOverlay()
    run(1)
    expect(drawn).toEqual([{ cloud: false, overlay: true }])
  })

  it('goes on while something moves', () => {
    const { loop, drawn, run } = loopWith((frame) => ({ cloud: frame < 4, overlay: false }))
    loop.invalidate()
    run(10)
    expect(drawn).toHaveLength(4)
  })

  it('draws nothing after it was stopped', () => {
    const { loop, drawn, run } = loopWith(() => nothing)
    loop.invalidate()
    loop.stop()
    loop.invalidate()
    run(3)
    expect(drawn).toEqual([])
  })
})
