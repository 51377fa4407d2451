import { defineStore } from 'pinia'
import { computed, ref, shallowRef, watch } from 'vue'
import type { ItemMeasure } from '../../shared/contracts/results'
import { engine } from '../host/connection'
import { useNoticesStore } from './notices'
import { useSelectionStore } from './selection'
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
  { of: 'order', label: 'Order of distance', unit: '', middle: null },
]
/** Share of the values beyond either end of the scale: a few strays must not take it all. */
const beyond = 0.02

/** In a view's `colourBy` a measure has this before its name; attributes do not. */
const prefix = 'measure:'

/** Colouring by a measure of each item instead of its category. */
export const useMeasuresStore = defineStore('measures', () => {
  const study = useStudyStore()
  const notices = useNoticesStore()
  const selection = useSelectionStore()
  const values = shallowRef<Float32Array | null>(null)
  /** The item whose distances are put in order: the last that was looked at. */
  const from = ref(0)
  watch(
    () => selection.focus,
    (focus) => {
      if (focus.kind === 'point') from.value = focus.index
    },
    { immediate: true },
  )

  const known = computed<Readonly<Record<ItemMeasure, boolean>>>(() => {
    const { summary } = study
    const mapped = summary?.stages.transport === 'done'
    const drawn = summary?.modes != null && !summary.modes.changed
    const coded = summary?.stages.codes === 'done'
    return { cellMass: mapped, hits: mapped && drawn, spacing: coded, order: coded }
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
    const item = from.value
    try {
      const found = await engine().request('cloud.values', { of, from: item })
      if (study.openings === openings && chosen.value?.of === of && from.value === item)
        values.value = found.values
    } catch (error) {
      if (study.openings === openings) notices.fail('The values to colour by could not be fetched', error)
    }
  }

  watch(
    [
      () => study.openings,
      () => chosen.value?.of,
      () => study.summary?.modes?.revision,
      () => (chosen.value?.of === 'order' ? from.value : null),
    ],
    ([, of], before) => {
      // Another item's order takes the place of the last, without a blink between.
      if (of !== 'order' || before[1] !== of) values.value = null
      if (of) void fetchValues(of)
    },
    { immediate: true },
  )

  return { choices, chosen, values, range, from }
})
