import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it } from 'vitest'
import { BrenierError } from '../../shared/errors'
import { useExportsStore } from './exports'
import { useNoticesStore } from './notices'

describe('an export', () => {
  beforeEach(() => {
    setActivePinia(createPinia())
  })

  it('tells how far it is, and nothing when it is done', async () => {
    const exports = useExportsStore()
    const seen: unknown[] = []
    await exports.run('Turn', 'Begins', async (task) => {
      seen.push(exports.current)
      await task.at('Frame 1 of 2', 0.5)
      seen.push(exports.current)
    })
    expect(seen).toEqual([
      { title: 'Turn', doing: 'Begins', share: null },
      { title: 'Turn', doing: 'Frame 1 of 2', share: 0.5 },
    ])
    expect(exports.current).toBeNull()
    expect(useNoticesStore().notices).toEqual([])
  })

  it('given up ends at once though its work does not, stops that at its next step, and is no failure', async () => {
    const exports = useExportsStore()
    let answer: () => void = () => undefined
    let handedOver = false
    let after: unknown = null
    const asked = new Promise<void>((resolve) => {
      answer = resolve
    })
    const run = exports.run('Report', 'Asks', async (task) => {
      await asked
      try {
        task.check()
        handedOver = true
      } catch (error) {
        after = error
      }
    })
    exports.cancel()
    await run
    expect(exports.current).toBeNull()
    answer()
    await new Promise((resolve) => setTimeout(resolve, 0))
    expect(after).toMatchObject({ code: 'cancelled' })
    expect(handedOver).toBe(false)
    expect(useNoticesStore().notices).toEqual([])
  })

  it('that fails is told with its reason, and the next may begin', async () => {
    const exports = useExportsStore()
    await exports.run('Video', 'Begins', () =>
      Promise.reject(new BrenierError('bad-argument', 'Expected less.')),
    )
    expect(useNoticesStore().notices).toMatchObject([
      { kind: 'error', title: 'Video was not written', text: 'Expected less.' },
    ])
    let began = false
    await exports.run('Video', 'Begins', () => {
      began = true
      return Promise.resolve()
    })
    expect(began).toBe(true)
  })

  it('waits for none: a second asked for meanwhile is refused', async () => {
    const exports = useExportsStore()
    let began = false
    const first = exports.run('Turn', 'Begins', (task) => task.at('Frame 1 of 2', 0.5))
    await exports.run('Report', 'Begins', () => {
      began = true
      return Promise.resolve()
    })
    expect(began).toBe(false)
    expect(useNoticesStore().notices).toMatchObject([{ kind: 'note', title: 'One export at a time' }])
    await first
  })
})
