import { defineStore } from 'pinia'
import { computed } from 'vue'
import { useResultsStore } from './results'
import { useStudyStore } from './study'

export interface CategoryEntry {
  /** Code in the labels: the position among the attribute's values. */
  readonly code: number
  readonly name: string
  readonly count: number
  /** Position in the palette of ten; −1 is "other". */
  readonly colour: number
  readonly hidden: boolean
}

/** What the colours of the window mean: the classes, or the values of one attribute. */
export const useCategoriesStore = defineStore('categories', () => {
  const study = useStudyStore()
  const results = useResultsStore()

  /** What can be coloured by: `class` where there are classes, then each attribute. */
  const choices = computed(() => {
    const data = study.summary?.data
    if (!data) return []
    return [
      ...(data.classes.length > 0
        ? [{ value: 'class', label: data.kind === 'points' ? 'Mode' : 'Class' }]
        : []),
      ...data.attributes.map(({ name }) => ({ value: name, label: name })),
    ]
  })

  const chosen = computed(() => {
    const wanted = study.view?.colourBy ?? 'class'
    return choices.value.find(({ value }) => value === wanted) ?? choices.value[0] ?? null
  })

  const entries = computed<CategoryEntry[]>(() => {
    const data = study.summary?.data
    const by = chosen.value?.value
    if (!data || !by) return []
    const values =
      by === 'class' ? data.classes : (data.attributes.find(({ name }) => name === by)?.values ?? [])
    const hidden = new Set(study.view?.hiddenCategories)
    // Modes of a plane set lie side by side: their colours repeat, so that neighbours stay apart.
    const repeats = data.kind === 'points'
    return values.map(({ name, count }, code) => ({
      code,
      name,
      count,
      colour: repeats ? code % 10 : code < 10 ? code : -1,
      hidden: hidden.has(name),
    }))
  })

  /** Category code of each item, −1 where unknown; null where nothing is labelled. */
  const codes = computed<Int32Array | null>(() => {
    const labels = results.labels
    const by = chosen.value?.value
    if (!labels || !by) return null
    return by === 'class'
      ? labels.classes
      : (labels.attributes.find(({ name }) => name === by)?.codes ?? null)
  })

  function colourBy(value: string): void {
    study.changeView({ colourBy: value, hiddenCategories: [] })
  }

  function toggle(name: string): void {
    const hidden = study.view?.hiddenCategories ?? []
    study.changeView({
      hiddenCategories: hidden.includes(name) ? hidden.filter((one) => one !== name) : [...hidden, name],
    })
  }

  /** Shows one category alone; asked again, all. */
  function isolate(name: string): void {
    const others = entries.value.filter((entry) => entry.name !== name).map((entry) => entry.name)
    const hidden = study.view?.hiddenCategories ?? []
    const alone =
      others.length > 0 && others.every((other) => hidden.includes(other)) && !hidden.includes(name)
    study.changeView({ hiddenCategories: alone ? [] : others })
  }

  return { choices, chosen, entries, codes, colourBy, toggle, isolate }
})
