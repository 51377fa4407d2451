import type { Ref } from 'vue'
import { engine } from '../../host/connection'
import { workbench } from '../../host/workbench'
import type { Command } from '../../stores/commands'
import { useExportsStore } from '../../stores/exports'
import { useJobsStore } from '../../stores/jobs'
import { useNoticesStore } from '../../stores/notices'
import { useSettingsStore } from '../../stores/settings'
import { useOwnModelStore } from '../../stores/own-model'
import { useStudyStore } from '../../stores/study'
import { download, fileName } from '../../ui/download'
import { chooseDataFile, choosePictures, chooseStudy, closeStudy, hasStagesToRun, saveStudy } from './opening'
import { noCodes, ownCodes } from './own-codes'
import { choosePicture } from './own-picture-files'
import { pages } from './pages'

/** The sheets of the shell that commands open. */
export interface Sheets {
  readonly palette: Ref<boolean>
  readonly keys: Ref<boolean>
  readonly rename: Ref<boolean>
}

/** Commands that hold in every view. */
export function shellCommands(sheets: Sheets): Command[] {
  const study = useStudyStore()
  const jobs = useJobsStore()
  const settings = useSettingsStore()
  const notices = useNoticesStore()
  const exports = useExportsStore()
  const isOpen = () => study.summary !== null

  function run(): void {
    if (hasStagesToRun()) void jobs.start({ kind: 'run' })
    else notices.note('Nothing to run', 'Every stage is up to date. Change a parameter, then run again.')
  }
  function saveRecipe(): void {
    engine()
      .request('study.recipe', {})
      .then(({ name, json }) => {
        download(fileName(name, 'json'), new Blob([json], { type: 'application/json' }))
      })
      .catch((error: unknown) => {
        notices.fail('The recipe could not be made', error)
      })
  }
  function saveReport(): void {
    void exports.run(
      'Report of the study',
      'Gathering figures, paths and pictures of all points',
      async (task) => {
        const { name, html } = await engine().request('study.report', {})
        task.check()
        download(fileName(name, 'html'), new Blob([html.slice()], { type: 'text/html' }))
      },
    )
  }
  function saveTables(): void {
    engine()
      .request('study.tables', { items: null })
      .then(({ name, zip }) => {
        download(fileName(name, 'zip'), new Blob([zip.slice()], { type: 'application/zip' }))
      })
      .catch((error: unknown) => {
        notices.fail('The codes could not be exported', error)
      })
  }
  function reveal(): void {
    workbench()
      .revealStudy()
      .catch((error: unknown) => {
        notices.fail('The folder could not be shown', error)
      })
  }

  return [
    {
      id: 'run',
      title: 'Run what is missing',
      group: 'Run',
      keys: ['Mod+Enter'],
      enabled: () => isOpen() && !jobs.current,
      run,
    },
    {
      id: 'pause',
      title: 'Pause the job',
      group: 'Run',
      enabled: () => jobs.current?.state === 'running',
      run: jobs.pause,
    },
    {
      id: 'resume',
      title: 'Resume the job',
      group: 'Run',
      enabled: () => jobs.current?.state === 'paused',
      run: jobs.resume,
    },
    {
      id: 'cancel',
      title: 'Cancel the job, keep what there is',
      group: 'Run',
      enabled: () => jobs.current !== null,
      run: jobs.cancel,
    },
    ...pages.map(({ id, title }, i): Command => ({
      id: `view-${id}`,
      title: `Show ${title}`,
      group: 'View',
      keys: [String(i + 1), `Mod+${i + 1}`],
      enabled: isOpen,
      run: () => {
        study.setPage(id)
      },
    })),
    { id: 'open-study', title: 'Open study…', group: 'Study', keys: ['Mod+O'], run: chooseStudy },
    {
      id: 'open-pictures',
      title: 'Open a folder of pictures…',
      group: 'Study',
      keys: ['Mod+Shift+O'],
      run: choosePictures,
    },
    {
      id: 'open-codes',
      title: 'Open your own codes…',
      group: 'Study',
      run: () => {
        ownCodes.value = noCodes
      },
    },
    { id: 'open-file', title: 'Open a data file…', group: 'Study', run: chooseDataFile },
    {
      id: 'own-model',
      title: 'Use your own model…',
      group: 'Study',
      enabled: isOpen,
      run: () => useOwnModelStore().ask(),
    },
    {
      id: 'drop-own-model',
      title: 'Let your own model go',
      group: 'Study',
      enabled: () => study.summary?.ownModel != null,
      run: () => useOwnModelStore().drop(),
    },
    { id: 'add-picture', title: 'Add your picture…', group: 'Study', enabled: isOpen, run: choosePicture },
    { id: 'save', title: 'Save', group: 'Study', keys: ['Mod+S'], enabled: isOpen, run: () => saveStudy() },
    {
      id: 'save-as',
      title: 'Save as…',
      group: 'Study',
      keys: ['Mod+Shift+S'],
      enabled: isOpen,
      run: () => saveStudy(true),
    },
    { id: 'save-recipe', title: 'Save as recipe…', group: 'Study', enabled: isOpen, run: saveRecipe },
    { id: 'save-report', title: 'Save report…', group: 'Study', enabled: isOpen, run: saveReport },
    {
      id: 'save-tables',
      title: 'Export codes and labels…',
      group: 'Study',
      enabled: isOpen,
      run: saveTables,
    },
    {
      id: 'rename-study',
      title: 'Rename…',
      group: 'Study',
      enabled: isOpen,
      run: () => (sheets.rename.value = true),
    },
    {
      id: 'reveal-study',
      title: 'Show in its folder',
      group: 'Study',
      enabled: () => Boolean(study.summary?.location),
      run: reveal,
    },
    {
      id: 'close-study',
      title: 'Close study',
      group: 'Study',
      keys: ['Mod+W'],
      enabled: isOpen,
      run: closeStudy,
    },
    {
      id: 'welcome',
      title: 'Samples and recent studies',
      group: 'Study',
      keys: ['Mod+N'],
      enabled: isOpen,
      run: closeStudy,
    },
    { id: 'theme', title: 'Dark or light', group: 'Window', run: settings.toggleTheme },
    {
      id: 'theme-system',
      title: 'Theme of the system',
      group: 'Window',
      run: () => settings.change({ theme: 'system' }),
    },
    {
      id: 'commands',
      title: 'Commands',
      group: 'Window',
      keys: ['Mod+K'],
      unlisted: true,
      run: () => (sheets.palette.value = true),
    },
    { id: 'shortcuts', title: 'Keys', group: 'Window', keys: ['?'], run: () => (sheets.keys.value = true) },
  ]
}
