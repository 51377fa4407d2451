import { defineStore } from 'pinia'
import { computed, ref, shallowRef, watch } from 'vue'
import {
  combined,
  complement,
  indicesWhere,
  itemsOfRanges,
  maskOf,
  noItems,
  rangesText,
  type Combination,
  type IndexSet,
} from '../../shared/index-set'
import { engine } from '../host/connection'
import { useCategoriesStore } from './categories'
import { useNoticesStore } from './notices'
import { useResultsStore } from './results'
import { itemsMatching, type ExpressionField } from './selection-expression'
import { useStudyStore } from './study'

/** Points chosen together, those shown alone, and the selections kept under a name. */
export const useSelectedPointsStore = defineStore('selected-points', () => {
  const study = useStudyStore()
  const categories = useCategoriesStore()
  const results = useResultsStore()
  const notices = useNoticesStore()

  const items = shallowRef<IndexSet>(noItems)
  /** Points shown alone; null where all are. */
  const isolated = shallowRef<IndexSet | null>(null)
  /** Whether points that are not selected fade to grey. */
  const dimsRest = ref(false)

  const total = computed(() => study.summary?.data?.count ?? 0)
  const count = computed(() => items.value.length)
  const kept = computed(() => study.view?.selections ?? [])
  /** A name that no kept selection has. */
  const freeName = computed(() => {
    const names = new Set(kept.value.map(({ name }) => name))
    let number = 1
    while (names.has(`Selection ${number}`)) number += 1
    return `Selection ${number}`
  })
  /** Selected items of each category, by its code. */
  const perCategory = computed(() => {
    const { codes } = categories
    const counts = new Uint32Array(categories.entries.length)
    if (codes) for (const item of items.value) counts[codes[item] ?? -1]! += 1
    return counts
  })
  /** What an expression can ask about. */
  const fields = computed<ExpressionField[]>(() => {
    const { labels } = results
    const data = study.summary?.data
    if (!labels || !data) return []
    const names = (list: readonly { readonly name: string }[]) => list.map(({ name }) => name)
    return [
      ...(labels.classes ? [{ name: 'class', values: names(data.classes), codes: labels.classes }] : []),
      ...labels.attributes.map(({ name, codes }, k) => ({
        name,
        codes,
        values: names(data.attributes[k]?.values ?? []),
      })),
    ]
  })

  function take(next: IndexSet): void {
    items.value = next.length === 0 ? noItems : next
  }

  function combine(found: IndexSet, how: Combination): void {
    take(combined(items.value, found, how, total.value))
  }

  function clear(): void {
    take(noItems)
  }

  function invert(): void {
    take(complement(items.value, total.value))
  }

  function selectAll(): void {
    take(indicesWhere(total.value, () => true))
  }

  /** The items of a category of the present colouring. */
  function combineCategory(code: number, how: Combination): void {
    const { codes } = categories
    if (codes)
      combine(
        indicesWhere(total.value, (i) => codes[i] === code),
        how,
      )
  }

  /** @throws BrenierError `bad-argument` where the expression cannot be read */
  function selectWhere(expression: string, how: Combination): void {
    combine(itemsMatching(expression, fields.value, total.value), how)
  }

  /** Makes something of the `k` nearest codes of some items, unless the selection was changed meanwhile. */
  async function withNearest(of: IndexSet, k: number, use: (near: IndexSet) => void): Promise<void> {
    const before = items.value
    try {
      const near = await engine().request('codes.neighbours', { items: of, k })
      if (items.value === before) use(near.items)
    } catch (error) {
      notices.fail('The nearest codes were not found', error)
    }
  }

  /** Adds the `k` nearest codes of every selected one. */
  const grow = (k: number): Promise<void> => withNearest(items.value, k, (near) => combine(near, 'add'))

  /** Selects an item and its `k` nearest codes. */
  const selectNear = (item: number, k: number): Promise<void> =>
    withNearest(Uint32Array.of(item), k, (near) =>
      take(combined(near, Uint32Array.of(item), 'add', total.value)),
    )

  /** Shows these points alone; null shows all again. */
  function isolate(alone: IndexSet | null): void {
    isolated.value = alone
  }

  function dimRest(on: boolean): void {
    dimsRest.value = on
  }

  /** Keeps the selection under a name; what had that name is replaced. */
  function keep(name: string): void {
    const one = { name, items: rangesText(items.value) }
    const place = kept.value.findIndex((other) => other.name === name)
    study.changeView({ selections: place < 0 ? [...kept.value, one] : kept.value.with(place, one) })
  }

  /** The items of a kept selection. */
  function itemsOf(name: string): IndexSet {
    const one = kept.value.find((other) => other.name === name)
    return one ? itemsOfRanges(one.items, total.value) : noItems
  }

  /** Gives a kept selection another name; one that another has is refused. @returns whether it has it now */
  function rename(name: string, to: string): boolean {
    const wanted = to.trim().slice(0, 80)
    if (wanted === name) return true
    if (wanted === '' || kept.value.some((other) => other.name === wanted)) return false
    study.changeView({
      selections: kept.value.map((one) => (one.name === name ? { ...one, name: wanted } : one)),
    })
    return true
  }

  function forget(name: string): void {
    study.changeView({ selections: kept.value.filter((other) => other.name !== name) })
  }

  /** Points that are shown, [total], 1 where one is; null where all are. */
  const isolatedMask = computed(() => isolated.value && maskOf(isolated.value, total.value))
  const mask = computed(() => (count.value > 0 ? maskOf(items.value, total.value) : null))

  watch(
    () => study.id,
    () => {
      clear()
      isolate(null)
      dimRest(false)
    },
    { flush: 'sync' },
  )

  return {
    items,
    isolated,
    dimsRest,
    total,
    count,
    kept,
    freeName,
    perCategory,
    fields,
    mask,
    isolatedMask,
    take,
    combine,
    clear,
    invert,
    selectAll,
    combineCategory,
    selectWhere,
    grow,
    selectNear,
    isolate,
    dimRest,
    keep,
    itemsOf,
    rename,
    forget,
  }
})
