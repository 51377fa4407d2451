import { shallowRef } from 'vue'
import { useStudyStore } from '../../stores/study'

export type LeavingChoice = 'save' | 'discard' | 'stay'

/** The question on screen: about which study, and what to tell the asker. */
export const leavingQuestion = shallowRef<{
  readonly name: string
  readonly answer: (choice: LeavingChoice) => void
} | null>(null)

/**
 * Whether the open study may be left. Asks where changes would be lost; a study in which nothing has been
 * computed yet is not worth the question.
 * @throws BrenierError where saving fails
 */
export async function mayLeaveStudy(): Promise<boolean> {
  const study = useStudyStore()
  const { summary } = study
  if (!summary || !study.unsaved) return true
  const computed = Object.entries(summary.stages).some(
    ([stage, state]) => stage !== 'data' && state !== 'none',
  )
  if (!computed && summary.location === null) return true
  const choice = await new Promise<LeavingChoice>((resolve) => {
    leavingQuestion.value = { name: summary.name, answer: resolve }
  })
  leavingQuestion.value = null
  if (choice === 'stay') return false
  return choice === 'discard' || study.save()
}
