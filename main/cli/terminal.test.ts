import { describe, expect, it } from 'vitest'
import { duration, ProgressLine, type Terminal } from './terminal'

const terminal = (columns: number | null, quiet = false) => {
  const written: string[] = []
  const held: Terminal = { out: () => undefined, err: (text) => written.push(text), columns, quiet }
  return { held, written }
}

describe('duration', () => {
  it.each([
    [0.4, '0 s'],
    [59.4, '59 s'],
    [242, '4 min 02 s'],
    [7260, '2 h 01 min'],
  ])('writes %d seconds as %s', (seconds, text) => expect(duration(seconds)).toBe(text))
})

describe('ProgressLine', () => {
  it('redraws one line on a terminal and starts a new one for a new stage', () => {
    const { held, written } = terminal(80)
    const line = new ProgressLine(held)
    line.show({ stage: 'Train', done: 1, total: 2, etaSeconds: 12, note: 'held out 0.0112' })
    line.show({ stage: 'Map', done: 0, total: 1 })
    expect(written[0]).toContain('50 %, 12 s left  held out 0.0112')
    expect(written[1]).toBe('\n')
    expect(written[2]).toContain('Map')
  })

  it('writes a line each tenth where there is no terminal', () => {
    const { held, written } = terminal(null)
    const line = new ProgressLine(held)
    for (let done = 0; done <= 100; done++) line.show({ stage: 'Train', done, total: 100 })
    expect(written).toHaveLength(11)
  })

  it('says nothing when asked to be quiet', () => {
    const { held, written } = terminal(80, true)
    new ProgressLine(held).show({ stage: 'Train', done: 1, total: 2 })
    expect(written).toEqual([])
  })
})
