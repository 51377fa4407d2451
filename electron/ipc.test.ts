import { describe, expect, it } from 'vitest'
import { BrenierError } from '../shared/errors'
import { questions, type Question } from './channels'
import { answer, isTrusted, serveQuestions, type Answers } from './ipc'

const own = { name: 'own web contents' }
const frame = (url: string, parent: unknown = null) => ({ url, parent })
const page = 'app://brenier/index.html'

describe('the sender of a question', () => {
  it('is trusted on the top frame of the own page in the own window', () => {
    expect(isTrusted({ senderFrame: frame(page), sender: own }, own, null)).toBe(true)
  })
  it.each([
    ['a frame that has gone', { senderFrame: null, sender: own }],
    ['a sub-frame', { senderFrame: frame(page, frame(page)), sender: own }],
    ['another page', { senderFrame: frame('https://example.com/'), sender: own }],
    ['an empty page', { senderFrame: frame('about:blank'), sender: own }],
    ['another window', { senderFrame: frame(page), sender: { name: 'other' } }],
  ])('is refused for %s', (_what, event) => {
    expect(isTrusted(event, own, null)).toBe(false)
  })
  it('is refused while there is no window', () => {
    expect(isTrusted({ senderFrame: frame(page), sender: null }, null, null)).toBe(false)
  })
})

/** Answers that record what reached them. */
function recording(): { answers: Answers; reached: unknown[][] } {
  const reached: unknown[][] = []
  const answers = Object.fromEntries(
    Object.keys(questions).map((name) => [
      name,
      (...given: unknown[]) => {
        reached.push([name, ...given])
        return name
      },
    ]),
  ) as unknown as Answers
  return { answers, reached }
}

describe('a question', () => {
  it('is answered where sender and shape fit', async () => {
    const { answers, reached } = recording()
    expect(await answer('grantRecent', answers, true, ['id'])).toEqual({ ok: true, value: 'grantRecent' })
    expect(reached).toEqual([['grantRecent', 'id']])
  })

  it('from elsewhere reaches no answer', async () => {
    const { answers, reached } = recording()
    const reply = await answer('recentStudies', answers, false, [])
    expect(reply).toMatchObject({ ok: false, error: { code: 'bad-message' } })
    expect(reached).toEqual([])
  })

  it.each<[string, Question, unknown[]]>([
    ['an argument too few', 'grantRecent', []],
    ['an argument too many', 'settings', ['x']],
    ['a wrong type', 'grantRecent', [7]],
    ['a text without bound', 'chooseSavePlace', ['x'.repeat(1001)]],
    ['an unknown setting', 'changeSettings', [{ nodeIntegration: true }]],
    ['a setting out of range', 'changeSettings', [{ outlineWidth: -1 }]],
    ['NaN', 'changeSettings', [{ stripHeight: Number.NaN }]],
    ['an unknown key', 'describeWindow', [{ title: 'x', edited: false, icon: 'y' }]],
    ['a polluted prototype', 'changeSettings', [JSON.parse('{"__proto__": {"theme": "dark"}}')]],
  ])('with %s reaches no answer', async (_what, question, given) => {
    const { answers, reached } = recording()
    expect(await answer(question, answers, true, given)).toMatchObject({
      ok: false,
      error: { code: 'bad-message' },
    })
    expect(reached).toEqual([])
  })

  it('whose answer fails comes back as a plain error with its code', async () => {
    const { answers } = recording()
    const failing: Answers = {
      ...answers,
      revealStudy: () => Promise.reject(new BrenierError('file-not-found', 'Save it first.')),
    }
    expect(await answer('revealStudy', failing, true, [])).toEqual({
      ok: false,
      error: { code: 'file-not-found', message: 'Save it first.', details: {} },
    })
  })

  it('can be any of the list and nothing else', () => {
    const served: string[] = []
    serveQuestions({ handle: (channel) => void served.push(channel) }, recording().answers, () => null, null)
    expect(served).toEqual(Object.keys(questions))
  })
})
