import { describe, expect, it } from 'vitest'
import { LatestWins } from './latest-wins'

interface Asked {
  readonly question: number
  answer(value: string): Promise<void>
  refuse(error: Error): Promise<void>
}

/** An asker whose answers are given by hand. */
function byHand(preferred: () => string | null = () => null) {
  const asked: Asked[] = []
  const taken: [string, number, unknown][] = []
  const settled = () => new Promise<void>((resolve) => setTimeout(resolve, 0))
  const asker = new LatestWins<string, number, string>(
    (question) =>
      new Promise((resolve, reject) => {
        asked.push({
          question,
          answer: (value) => (resolve(value), settled()),
          refuse: (error) => (reject(error), settled()),
        })
      }),
    (key, question, outcome) =>
      taken.push([key, question, 'answer' in outcome ? outcome.answer : outcome.error]),
    preferred,
  )
  return { asker, asked, taken }
}

describe('LatestWins', () => {
  it('has one question under way and skips all but the newest of those that came meanwhile', async () => {
    const { asker, asked, taken } = byHand()
    for (let k = 0; k < 100; k++) asker.submit('path', k)
    expect(asked.map(({ question }) => question)).toEqual([0])
    await asked[0]!.answer('first')
    expect(asked.map(({ question }) => question)).toEqual([0, 99])
    await asked[1]!.answer('last')
    expect(taken).toEqual([
      ['path', 0, 'first'],
      ['path', 99, 'last'],
    ])
    asker.submit('path', 100)
    expect(asked).toHaveLength(3)
  })

  it('serves the preferred key before others that have waited longer', async () => {
    const { asker, asked } = byHand(() => 'active')
    asker.submit('a', 1)
    asker.submit('b', 2)
    asker.submit('active', 3)
    await asked[0]!.answer('')
    expect(asked[1]!.question).toBe(3)
  })

  it('goes on after an error and reports it', async () => {
    const { asker, asked, taken } = byHand()
    asker.submit('a', 1)
    asker.submit('a', 2)
    const error = new Error('engine gone')
    await asked[0]!.refuse(error)
    expect(taken).toEqual([['a', 1, error]])
    expect(asked[1]!.question).toBe(2)
  })

  it('drops what is forgotten, also the answer under way', async () => {
    const { asker, asked, taken } = byHand()
    asker.submit('a', 1)
    asker.submit('b', 2)
    asker.forget()
    asker.submit('c', 3)
    await asked[0]!.answer('late')
    expect(taken).toEqual([])
    expect(asked.map(({ question }) => question)).toEqual([1, 3])
  })

  it('does not ask what was withdrawn', async () => {
    const { asker, asked } = byHand()
    asker.submit('a', 1)
    asker.submit('b', 2)
    asker.withdraw('b')
    await asked[0]!.answer('')
    expect(asked).toHaveLength(1)
  })
})
