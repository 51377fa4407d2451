import { watch } from 'vue'
import { BrenierError } from '../../../shared/errors'
import type { EngineConnection } from '../../host/engine-connection'
import { workbench } from '../../host/workbench'
import { useCommandsStore } from '../../stores/commands'
import { useEngineStore } from '../../stores/engine'
import { useJobsStore } from '../../stores/jobs'
import { useNoticesStore } from '../../stores/notices'
import { useResultsStore } from '../../stores/results'
import { useMapperStore } from '../../stores/mapper'
import { useSettingsStore } from '../../stores/settings'
import { useStudyStore } from '../../stores/study'
import { useTrainingStore } from '../../stores/training'
import { openStudy } from './opening'

/**
 * Joins the stores to the engine and to Electron for the life of the window. Resolves once the settings are
 * known, so that the first picture has the right theme; the engine may still be starting.
 */
export async function startSession(client: EngineConnection): Promise<void> {
  const settings = useSettingsStore()
  const notices = useNoticesStore()
  const study = useStudyStore()

  study.listen()
  useJobsStore().listen()
  useResultsStore().listen()
  useTrainingStore().listen()
  useMapperStore().listen()

  client.onProblem((error) => {
    notices.fail('A message of the engine was dropped', error)
  })
  followEngine(client)
  workbench().onMenuCommand((command) => {
    useCommandsStore().run(command)
  })
  workbench().onOpenStudy((grant) => {
    void openStudy(grant)
  })
  watch(
    () => [study.summary?.name ?? '', study.unsaved] as const,
    ([name, edited]) => {
      describeWindow(name, edited)
    },
    { immediate: true },
  )

  // Told once for each reason, since the next stage tries again; the header says it for as long as it holds.
  watch(
    () => study.summary?.saveProblem ?? null,
    (problem) => {
      notices.resolve('disk-full')
      if (problem === null) return
      const reason = new BrenierError('disk-full', `${problem} Or save the study elsewhere.`)
      notices.fail('The study could not be kept on disk', reason)
    },
  )

  await settings.load().catch((error: unknown) => {
    notices.fail('The settings could not be read', error)
  })
  watch(
    () => settings.theme,
    (theme) => {
      document.documentElement.dataset.theme = theme
    },
    { immediate: true },
  )
}

function describeWindow(name: string, edited: boolean): void {
  const title = name ? `${name} – Brenier` : 'Brenier'
  document.title = title
  workbench()
    .describeWindow({ title, edited })
    .catch(() => undefined)
}

function followEngine(client: EngineConnection): void {
  const state = useEngineStore()
  const jobs = useJobsStore()
  const study = useStudyStore()
  const notices = useNoticesStore()

  workbench().onEngineStatus((status) => {
    // "Ready" holds once the engine has greeted this window back.
    if (status.state === 'ready') return
    state.setStatus(status)
    if (status.state === 'starting') return
    jobs.forget()
    if (status.state === 'restarting') client.detach(status.reason)
    else client.refuse(new BrenierError('engine-unavailable', status.reason))
  })

  client.onReady(() => {
    const restarted = state.handshakes > 0
    const open = study.summary
    void (async () => {
      try {
        notices.resolve('engine-unavailable')
        await state.welcomed()
        await Promise.all([study.loadRecipes(), study.refresh()])
        if (restarted && open && !study.summary) await reopen(open.name, open.location)
      } catch (error) {
        notices.fail('The engine could not be asked', error)
      }
    })()
  })

  workbench()
    .connectEngine()
    .catch((error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error)
      state.setStatus({ state: 'failed', reason })
    })
}

/** After a restart the engine has no study: opens the last saved state of the one that was open. */
async function reopen(name: string, location: string | null): Promise<void> {
  const notices = useNoticesStore()
  const recent = location
    ? (await workbench().recentStudies()).find((one) => one.location === location)
    : null
  const grant = recent ? await workbench().grantRecent(recent.id) : null
  if (grant) {
    await openStudy(grant)
    notices.note(`${name} is open again`, 'As it was when it was last saved.')
  } else {
    notices.fail(
      `${name} had not been saved`,
      new BrenierError(
        'engine-restarted',
        'The engine ended before the study was saved, and what it held is lost. Open it anew.',
      ),
    )
  }
}
