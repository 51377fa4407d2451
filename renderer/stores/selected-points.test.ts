import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it } from 'vitest'
import { connectTo } from '../host/connection'
import { FakeClient } from '../host/fake-client'
import { useCategoriesStore } from './categories'
import { useHistoryStore } from './history'
import { useResultsStore } from './results'
import { useSelectedPointsStore } from './selected-points'
import { useStudyStore } from './study'

let client: FakeClient
const set = (...items: number[]) => Uint32Array.from(items)
const selected = () => [...useSelectedPointsStore().items]

async function until(holds: () => boolean): Promise<void> {
  const deadline = performance.now() + 5000
  while (!holds()) {
    if (performance.now() > deadline) throw new Error('Expected this to come true within 5 s.')
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
}

beforeEach(async () => {
  setActivePinia(createPinia())
  client = new FakeClient({ tickMilliseconds: 0, delayMilliseconds: 1 })
  connectTo(client)
  client.openFinished('digits')
  useHistoryStore()
  const results = useResultsStore()
  await useStudyStore().refresh()
  await until(() => results.labels !== null)
})

describe('selected points', () => {
  it('are added to, taken from, inverted and cleared', () => {
    const store = useSelectedPointsStore()
    store.combine(set(3, 5), 'replace')
    store.combine(set(5, 9), 'add')
    store.combine(set(3), 'subtract')
    expect(selected()).toEqual([5, 9])
    store.invert()
    expect(store.count).toBe(store.total - 2)
    store.clear()
    expect(store.count).toBe(0)
  })

  it('are counted by category, and a whole category is selected by its code', () => {
    const store = useSelectedPointsStore()
    const categories = useCategoriesStore()
    store.combineCategory(2, 'replace')
    expect(store.count).toBe(categories.entries[2]!.count)
    expect(store.perCategory[2]).toBe(store.count)
    expect(store.perCategory.reduce((sum, one) => sum + one)).toBe(store.count)
  })

  it('are found by an expression over classes and attributes', () => {
    const store = useSelectedPointsStore()
    const { name } = useStudyStore().summary!.data!.classes[0]!
    store.selectWhere(`class = ${name}`, 'replace')
    const alone = store.count
    store.selectWhere(`class ≠ ${name}`, 'replace')
    expect(store.count).toBe(store.total - alone)
    expect(() => store.selectWhere('weight = 3', 'add')).toThrow('Expected one of class')
    expect(store.count).toBe(store.total - alone)
  })

  it('grow by the nearest codes and keep what they were', async () => {
    const store = useSelectedPointsStore()
    store.combine(set(40), 'replace')
    await store.grow(4)
    expect(store.count).toBe(5)
    expect(selected()).toContain(40)
  })

  it('are a point and its nearest codes, in one step back', async () => {
    const store = useSelectedPointsStore()
    store.combine(set(900), 'replace')
    await store.selectNear(40, 4)
    expect(store.count).toBe(5)
    expect(selected()).toContain(40)
    useHistoryStore().undo()
    expect(selected()).toEqual([900])
  })

  it('do not take an answer for a selection that is no longer there', async () => {
    const store = useSelectedPointsStore()
    store.combine(set(40), 'replace')
    const growing = store.grow(4)
    store.combine(set(7), 'replace')
    await growing
    expect(selected()).toEqual([7])
  })

  it('come back with undo and go with redo, with what is isolated, dimmed and kept', () => {
    const store = useSelectedPointsStore()
    const history = useHistoryStore()
    store.combine(set(1, 2), 'replace')
    store.keep('Pair')
    store.isolate(store.items)
    store.dimRest(true)
    store.combine(set(8), 'replace')
    history.undo()
    expect(selected()).toEqual([1, 2])
    history.undo()
    expect(store.dimsRest).toBe(false)
    history.undo()
    expect(store.isolated).toBeNull()
    history.undo()
    expect(store.kept).toEqual([])
    history.undo()
    expect(selected()).toEqual([])
    expect(history.canUndo).toBe(false)
    for (let k = 0; k < 5; k++) history.redo()
    expect(selected()).toEqual([8])
    expect([...store.isolated!]).toEqual([1, 2])
    expect(store.kept).toEqual([{ name: 'Pair', items: '1-2' }])
  })

  it('are kept with the view under their name; the same name keeps the newer', () => {
    const store = useSelectedPointsStore()
    store.combine(set(4, 5, 6, 12), 'replace')
    store.keep('Few')
    expect(useStudyStore().view!.selections).toEqual([{ name: 'Few', items: '4-6,12' }])
    expect([...store.itemsOf('Few')]).toEqual([4, 5, 6, 12])
    store.combine(set(9), 'replace')
    store.keep('Few')
    expect([...store.itemsOf('Few')]).toEqual([9])
    store.forget('Few')
    expect(store.kept).toEqual([])
  })

  it('take another name where no other has it, which undo takes back', () => {
    const store = useSelectedPointsStore()
    store.combine(set(1, 2), 'replace')
    store.keep('Pair')
    store.keep('Two')
    expect(store.rename('Pair', 'Two')).toBe(false)
    expect(store.rename('Pair', '  ')).toBe(false)
    expect(store.rename('Pair', ' The pair ')).toBe(true)
    expect(store.kept.map(({ name }) => name)).toEqual(['The pair', 'Two'])
    expect([...store.itemsOf('The pair')]).toEqual([1, 2])
    useHistoryStore().undo()
    expect(store.kept.map(({ name }) => name)).toEqual(['Pair', 'Two'])
  })

  it('are forgotten with their study', async () => {
    const store = useSelectedPointsStore()
    store.combine(set(1), 'replace')
    client.openFinished('fashion')
    await useStudyStore().refresh()
    expect(store.count).toBe(0)
    expect(useHistoryStore().canUndo).toBe(false)
  })
})
