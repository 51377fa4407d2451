import { beforeEach, describe, expect, it } from 'vitest'
import { Closing, type ClosingChoice } from './closing'

let asked: number
let saves: number
let closes: number
let choose: (choice: ClosingChoice) => Promise<void>
let closing: Closing

beforeEach(() => {
  asked = 0
  saves = 0
  closes = 0
  closing = new Closing({
    ask: () => {
      asked++
      return new Promise((settle) => {
        choose = async (choice) => {
          settle(choice)
          await Promise.resolve()
          await Promise.resolve()
        }
      })
    },
    save: () => saves++,
    close: () => closes++,
  })
})

describe('closing a window', () => {
  it('asks nothing where nothing is unsaved', () => {
    expect(closing.request()).toBe(true)
    expect(asked).toBe(0)
  })

  it('asks once where something is, and waits', () => {
    closing.describe(true)
    expect([closing.request(), closing.request()]).toEqual([false, false])
    expect(asked).toBe(1)
  })

  it('stays open when the person cancels, and asks again the next time', async () => {
    closing.describe(true)
    closing.request()
    await choose('stay')
    expect(closes).toBe(0)
    closing.request()
    expect(asked).toBe(2)
  })

  it('closes without saving when told to', async () => {
    closing.describe(true)
    closing.request()
    await choose('discard')
    expect([closes, saves]).toEqual([1, 0])
    expect(closing.request()).toBe(true)
  })

  it('saves first when told to, and closes once the window says that it is saved', async () => {
    closing.describe(true)
    closing.request()
    await choose('save')
    expect([saves, closes]).toEqual([1, 0])
    closing.describe(true)
    expect(closes).toBe(0)
    closing.describe(false)
    expect(closes).toBe(1)
  })

  it('stays open when no place to save is chosen, even where it is saved later', async () => {
    closing.describe(true)
    closing.request()
    await choose('save')
    closing.saveAbandoned()
    closing.describe(false)
    expect(closes).toBe(0)
  })

  it('closes where a save came to its end while the question stood', async () => {
    closing.describe(true)
    closing.request()
    closing.describe(false)
    await choose('save')
    expect([saves, closes]).toEqual([0, 1])
  })

  it('asks again in the next window', async () => {
    closing.describe(true)
    closing.request()
    await choose('discard')
    closing.windowOpened()
    expect(closing.request()).toBe(true)
    closing.describe(true)
    expect(closing.request()).toBe(false)
  })

  it('is not held up by a page that has died', () => {
    closing.describe(true)
    closing.pageGone()
    expect(closing.request()).toBe(true)
  })
})
