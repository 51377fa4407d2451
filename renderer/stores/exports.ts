import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import { BrenierError } from '../../shared/errors'
import { useNoticesStore } from './notices'

/** A file that is being made. */
export interface ExportStatus {
  /** What is made, such as "Turn of the cloud". */
  readonly title: string
  /** What is done at the moment, such as "Frame 12 of 120". */
  readonly doing: string
  /** 0 … 1; null while it cannot be told. */
  readonly share: number | null
}

/** What work has of its export. */
export interface ExportTask {
  /**
   * Says how far the work is, and gives the window time to draw.
   * @param share 0 … 1; null where it cannot be told
   * @throws BrenierError `cancelled`
   */
  readonly at: (doing: string, share?: number | null) => Promise<void>
  /** @throws BrenierError `cancelled`; asked before the file is handed over */
  readonly check: () => void
}

/** Files that take a while to make: one at a time, told of while they are made, and given up on a word. */
export const useExportsStore = defineStore('exports', () => {
  const current = shallowRef<ExportStatus | null>(null)
  const notices = useNoticesStore()
  let giveUp: (() => void) | null = null

  /**
   * Settles when the file is handed over, given up or failed, which is told to the person.
   * @param doing what is done first
   */
  async function run(title: string, doing: string, work: (task: ExportTask) => Promise<void>): Promise<void> {
    if (current.value) {
      notices.note('One export at a time', `${current.value.title} is being made. Wait for it, or cancel it.`)
      return
    }
    let cancelled = false
    const check = (): void => {
      if (cancelled) throw new BrenierError('cancelled', 'The export was cancelled.')
    }
    const at: ExportTask['at'] = async (what, share = null) => {
      check()
      current.value = { title, doing: what, share }
      await new Promise((resolve) => setTimeout(resolve, 0))
      check()
    }
    // What the engine was asked cannot be called back: its answer is waited for no longer.
    const given = new Promise<never>((_, reject) => {
      giveUp = () => {
        cancelled = true
        reject(new BrenierError('cancelled', 'The export was cancelled.'))
      }
    })
    current.value = { title, doing, share: null }
    try {
      await Promise.race([work({ at, check }), given])
    } catch (error) {
      notices.fail(`${title} was not written`, error)
    } finally {
      current.value = null
      giveUp = null
    }
  }

  function cancel(): void {
    giveUp?.()
  }

  return { current, run, cancel }
})
