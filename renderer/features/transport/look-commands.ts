import type { Ref } from 'vue'
import type { Command } from '../../stores/commands'
import { useDiscontinuityStore } from '../../stores/discontinuity'
import { useJobsStore } from '../../stores/jobs'
import { useStudyStore } from '../../stores/study'

const looks = [
  { look: 'exact', title: 'Show the exact cells of the map' },
  { look: 'slice', title: 'Show the plane through three cells' },
  { look: 'test', title: 'Show the discontinuity test' },
] as const
export type Look = (typeof looks)[number]['look']

/** What the Transport view shows of the map, and the walk through its cells, by palette. */
export function lookCommands(wished: Ref<string>, has: (look: Look) => boolean): Command[] {
  const study = useStudyStore()
  const jobs = useJobsStore()
  const test = useDiscontinuityStore()
  const solved = () => study.stages?.transport === 'done'
  return [
    ...looks.map(({ look, title }): Command => ({
      id: `look-${look}`,
      title,
      group: 'Transport',
      enabled: () => solved() && has(look),
      run: () => {
        wished.value = look
      },
    })),
    {
      id: 'walk-segments',
      title: 'Walk segments of noise through the cells',
      group: 'Transport',
      enabled: () => solved() && !jobs.current,
      run: () => {
        wished.value = 'test'
        return test.run()
      },
    },
  ]
}
