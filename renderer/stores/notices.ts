import { defineStore } from 'pinia'
import { ref } from 'vue'
import { asBrenierError, type ErrorCode } from '../../shared/errors'

export interface Notice {
  readonly id: number
  readonly kind: 'error' | 'note'
  /** What happened, a few words. */
  readonly title: string
  /** Why, and what to do: the engine's own sentence. */
  readonly text: string
  /** Of the error that it tells of. */
  readonly code: ErrorCode | null
}

const shownAtOnce = 4

/** What the window has to tell the person: failures and outcomes, newest last. */
export const useNoticesStore = defineStore('notices', () => {
  const notices = ref<Notice[]>([])
  let lastId = 0

  function add(kind: Notice['kind'], title: string, text: string, code: ErrorCode | null): void {
    const same = notices.value.find((notice) => notice.title === title && notice.text === text)
    if (same) return
    notices.value = [...notices.value, { id: ++lastId, kind, title, text, code }].slice(-shownAtOnce)
  }

  function note(title: string, text = ''): void {
    add('note', title, text, null)
  }

  /** Shows a thrown value; a cancel is no failure and stays silent. */
  function fail(title: string, thrown: unknown): void {
    const error = asBrenierError(thrown)
    if (error.code !== 'cancelled') add('error', title, error.message, error.code)
  }

  function dismiss(id: number): void {
    notices.value = notices.value.filter((notice) => notice.id !== id)
  }

  /** Takes back failures whose cause is gone. */
  function resolve(code: ErrorCode): void {
    notices.value = notices.value.filter((notice) => notice.code !== code)
  }

  return { notices, note, fail, dismiss, resolve }
})
