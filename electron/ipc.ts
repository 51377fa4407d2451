import type { IpcMain, IpcMainInvokeEvent, WebContents } from 'electron'
import { toFailure, validate, type Failure } from '../shared/contracts/protocol'
import { asBrenierError, BrenierError } from '../shared/errors'
import { questions, type ArgumentsOf, type Question } from './channels'
import { isOwnPage } from './security'

export type Reply =
  { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly error: Failure }

/** What the guard looks at of the asking frame. */
export interface AskingFrame {
  readonly url: string
  readonly parent: unknown
}

/**
 * Whether a question comes from the top frame of the product's own page in its own window. A frame that has
 * gone, a sub-frame, another page or another web contents is refused before the question is looked at.
 */
export function isTrusted(
  event: { readonly senderFrame: AskingFrame | null; readonly sender: unknown },
  own: unknown,
  development: string | null,
): boolean {
  const frame = event.senderFrame
  return (
    frame !== null &&
    own !== null &&
    event.sender === own &&
    frame.parent === null &&
    isOwnPage(frame.url, development)
  )
}

export type Answers = {
  readonly [Q in Question]: (...given: ArgumentsOf<Q>) => unknown
}

/** Answers one question: sender first, then shape, then the work. Errors come back as plain values. */
export async function answer<Q extends Question>(
  question: Q,
  answers: Answers,
  trusted: boolean,
  given: readonly unknown[],
): Promise<Reply> {
  try {
    if (!trusted) {
      throw new BrenierError('bad-message', 'Expected a question from the window, got one from elsewhere.')
    }
    const checked = validate(questions[question], given, `arguments of ${question}`) as ArgumentsOf<Q>
    const work: (...given: ArgumentsOf<Q>) => unknown = answers[question]
    return { ok: true, value: await work(...checked) }
  } catch (thrown) {
    return { ok: false, error: toFailure(asBrenierError(thrown)) }
  }
}

/** Serves every question of `channels.ts` and nothing else. */
export function serveQuestions(
  ipcMain: Pick<IpcMain, 'handle'>,
  answers: Answers,
  ownContents: () => WebContents | null,
  development: string | null,
): void {
  for (const question of Object.keys(questions) as Question[]) {
    ipcMain.handle(question, (event: IpcMainInvokeEvent, ...given: unknown[]) =>
      answer(question, answers, isTrusted(event, ownContents(), development), given),
    )
  }
}
