import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import type { Category, ItemGroup } from '../../shared/contracts/study'
import { rangesText } from '../../shared/index-set'
import type { PathEnd } from './path-edits'
import { usePathsStore } from './paths'
import { useSelectedPointsStore } from './selected-points'
import { useStudyStore } from './study'

/** The whole difference of the two means on either side. */
const firstStrength = 1
export const strengthBounds = { least: 0.1, most: 4 } as const

const rest = 'rest'

/** A group that a direction can lead toward or away from. */
interface Choice {
  readonly value: string
  readonly label: string
  readonly group: ItemGroup
}

const isSame = (a: readonly Category[], b: readonly Category[]): boolean =>
  a.length === b.length && a.every(({ name, count }, k) => b[k]!.name === name && b[k]!.count === count)

/** What a path between them is called: "Glasses: None → Round". */
function nameOf({ label, group }: Choice, away: Choice | null): string {
  if (!away) return `More ${label}`
  const other = away.group
  const isOneField = group.kind === 'category' && other.kind === 'category' && group.field === other.field
  return `${away.label} → ${isOneField ? group.value : label}`
}

/** Which two groups a direction lies between: the values of classes and attributes, kept selections, the selection. */
export const useDirectionsStore = defineStore('directions', () => {
  const study = useStudyStore()
  const selected = useSelectedPointsStore()
  const paths = usePathsStore()

  const wantedToward = ref<string | null>(null)
  const wantedAway = ref(rest)

  const choices = computed<Choice[]>(() => {
    const data = study.summary?.data
    if (!data) return []
    const ofField = (field: string, values: readonly { readonly name: string }[]) =>
      values.map(({ name }) => ({
        value: JSON.stringify([field, name]),
        label: `${field === 'class' ? 'Class' : field}: ${name}`,
        group: { kind: 'category' as const, field, value: name },
      }))
    const ofItems = (name: string, items: string) => ({
      value: JSON.stringify([name]),
      label: name,
      group: { kind: 'items' as const, name, items },
    })
    return [
      ...(selected.count > 0 ? [ofItems('The selection', rangesText(selected.items))] : []),
      ...selected.kept.map(({ name, items }) => ofItems(name, items)),
      ...data.attributes.flatMap(({ name, values }) => ofField(name, values)),
      // Classes that are an attribute's values as well are offered once.
      ...(data.attributes.some(({ values }) => isSame(values, data.classes))
        ? []
        : ofField('class', data.classes)),
    ]
  })
  const towards = computed(() => choices.value.map(({ value, label }) => ({ value, label })))
  /** What the first group can be held against: the rest, or any other. */
  const aways = computed(() => [
    { value: rest, label: 'All others' },
    ...towards.value.filter(({ value }) => value !== toward.value),
  ])

  const has = (value: string | null) => choices.value.some((choice) => choice.value === value)
  const toward = computed({
    get: () => (has(wantedToward.value) ? wantedToward.value! : (choices.value[0]?.value ?? '')),
    set: (value: string) => (wantedToward.value = value),
  })
  const away = computed({
    get: () => (has(wantedAway.value) && wantedAway.value !== toward.value ? wantedAway.value : rest),
    set: (value: string) => (wantedAway.value = value),
  })

  /** A path through a picture along the chosen direction. */
  function create(through: PathEnd): void {
    const plus = choices.value.find(({ value }) => value === toward.value)
    const minus = choices.value.find(({ value }) => value === away.value)
    if (!plus) return
    paths.createAlong(
      through,
      { plus: plus.group, minus: minus?.group ?? { kind: 'rest' }, strength: firstStrength },
      nameOf(plus, minus ?? null),
    )
  }

  return { towards, aways, toward, away, create }
})
