import { defineStore } from 'pinia'
import { computed, shallowRef, watch } from 'vue'
import type { ItemMeasure } from '../../shared/contracts/results'
import { engine } from '../host/connection'
import { useNoticesStore } from './notices'
import { useStudyStore } from './study'

/** A measure that the cloud can be coloured by. `middle`: the value that is neither much nor little. */
interface Measure {
  readonly of: ItemMeasure
  readonly label: string
  readonly unit: string
  readonly middle: number | null
}

const measures: readonly Measure[] = [
  { of: 'cellMass', label: 'Cell mass', unit: 'ν', middle: 1 },
  { of: 'hits', label: 'Hits', unit: '', middle: null },
  { of: 'spacing', label: 'Local spacing', unit: '', middle: null },
]
/** Share of the values beyond either end of the scale: a few strays must not take it all. */
const beyond = 0.02

/** In a view's `colourBy` a measure has this before its name; attributes do not. */
const prefix = 'measure:'

/** Colouring by a measure of each item instead of its category. */
export const useMeasuresStore = defineStore('measures', () => {
  const study = useStudyStore()
  const notices = useNoticesStore()
  const values = shallowRef<Float32Array | null>(null)

  const known = computed<Readonly<Record<ItemMeasure, boolean>>>(() => {
    const { summary } = study
    const mapped = summary?.stages.transport === 'done'
    const drawn = summary?.modes != null && !summary.modes.changed
    return { cellMass: mapped, hits: mapped && drawn, spacing: summary?.stages.codes === 'done' }
  })
  const choices = computed(() =>
    measures.filter(({ of }) => known.value[of]).map(({ of, label }) => ({ value: prefix + of, label })),
  )
  const chosen = computed(() => {
    const wanted = study.view?.colourBy
    return measures.find(({ of }) => prefix + of === wanted && known.value[of]) ?? null
  })
  /** The ends of the scale, even about the middle where there is one; null where nothing was measured. */
  const range = computed(() => {
    if (!values.value || !chosen.value) return null
    const sorted = values.value.filter((value) => !Number.isNaN(value)).sort()
    if (sorted.length === 0) return null
    const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))]!
    const [low, high] = [at(beyond), at(1 - beyond)]
    const { middle } = chosen.value
    if (middle === null) return { low, high }
    const reach = Math.max(middle - low, high - middle)
    return { low: middle - reach, high: middle + reach }
  })

  async function fetchValues(of: ItemMeasure): Promise<void> {
    const { openings } = study
    try {
      const found = await engine().request('cloud.values', { of })
      if (study.openings === openings && chosen.value?.of === of) values.value = found.values
    } catch (error) {
      if (study.openings === openings) notices.fail('The values to colour by could not be fetched', error)
    }
  }

  watch(
    [() => study.openings, () => chosen.value?.of, () => study.summary?.modes?.revision],
    ([, of]) => {
      values.value = null
      if (of) void fetchValues(of)
    },
    { immediate: true },
  )

  return { choices, chosen, values, range }
})
