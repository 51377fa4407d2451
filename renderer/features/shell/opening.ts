import { asBrenierError } from '../../../shared/errors'
import type { SetFitting } from '../../../shared/contracts/study'
import type { Grant } from '../../../shared/contracts/window'
import { workbench } from '../../host/workbench'
import { useJobsStore } from '../../stores/jobs'
import { useNoticesStore } from '../../stores/notices'
import { useStudyStore } from '../../stores/study'
import { mayLeaveStudy } from './leaving'
import { mixedSizes } from './mixed-sizes'
import type { CodesGrants } from './own-codes'

/** Ways into a study. Each shows its own failure and leaves the open study as it was. */
async function attempt(title: string, work: () => Promise<void>): Promise<void> {
  try {
    if (await mayLeaveStudy()) await work()
  } catch (error) {
    useNoticesStore().fail(title, error)
  }
}

/** A native dialog; one that cannot be shown is told, one that is cancelled is null. */
export async function chosen(ask: () => Promise<Grant | null>): Promise<Grant | null> {
  try {
    return await ask()
  } catch (error) {
    useNoticesStore().fail('The dialog could not be shown', error)
    return null
  }
}

/** A sample of the welcome page: opens it and runs every stage that it does not bring along. */
export function openRecipe(name: string, title: string): Promise<void> {
  return attempt(`${title} could not be opened`, async () => {
    await useStudyStore().create({ recipe: name }, title)
    if (hasStagesToRun()) await useJobsStore().start({ kind: 'run' })
  })
}

/** Pictures or arrays that the person has chosen: a new study, shown from its data on. */
function createFrom(grant: Grant): Promise<void> {
  return attempt(`${grant.name} could not be opened`, () => createStudy(grant))
}

/** Codes that the person's own model made: a new study with nothing to train, shown from its data on. */
export function openCodes({ codes, metadata, pictures }: CodesGrants): Promise<void> {
  return attempt(`${codes.name} could not be opened`, async () => {
    const study = useStudyStore()
    const source = {
      kind: 'codes' as const,
      codes: codes.token,
      metadata: metadata?.token ?? null,
      pictures: pictures?.token ?? null,
    }
    await study.create({ source, name: codes.name }, codes.name)
    study.setPage('data')
  })
}

/** Pictures of several sizes are asked about, and opened once the person has said which size. */
async function createStudy(grant: Grant, fitting?: SetFitting): Promise<void> {
  const study = useStudyStore()
  const source = { kind: 'granted' as const, token: grant.token, ...(fitting && { fitting }) }
  try {
    await study.create({ source, name: grant.name }, grant.name)
  } catch (error) {
    if (fitting || asBrenierError(error).code !== 'mixed-sizes') throw error
    mixedSizes.value = grant
    return
  }
  study.setPage('data')
}

/** Pictures of several sizes, brought to one. */
export function openFitted(grant: Grant, fitting: SetFitting): Promise<void> {
  return attempt(`${grant.name} could not be opened`, () => createStudy(grant, fitting))
}

/** A saved study that the person has chosen; what of it could not be read is named. */
export function openStudy(grant: Grant): Promise<void> {
  return attempt(`${grant.name} could not be opened`, async () => {
    const study = useStudyStore()
    await study.open(grant.token, grant.name)
    const damaged = study.summary?.damaged ?? []
    if (damaged.length > 0)
      useNoticesStore().note(`Not all of ${grant.name} could be read`, damaged.join(' '))
  })
}

export async function chooseStudy(): Promise<void> {
  const grant = await chosen(() => workbench().chooseStudy())
  if (grant) await openStudy(grant)
}

export async function choosePictures(): Promise<void> {
  const grant = await chosen(() => workbench().chooseFolderOfPictures())
  if (grant) await createFrom(grant)
}

export async function chooseDataFile(): Promise<void> {
  const grant = await chosen(() => workbench().chooseDataFile())
  if (grant) await createFrom(grant)
}

/** One of the recent studies; one that is gone leaves the list. @returns false where it is gone */
export async function openRecent(id: string, name: string): Promise<boolean> {
  const grant = await workbench().grantRecent(id)
  if (grant) {
    await openStudy(grant)
    return true
  }
  await workbench().forgetRecent(id)
  useNoticesStore().fail(
    `${name} could not be opened`,
    new Error('Its folder is no longer there. It was taken off the list of recent studies.'),
  )
  return false
}

/** A file or folder dropped on the window: a saved study where it is one, else data for a new study. */
export async function openDropped(file: File): Promise<void> {
  await attempt(`${file.name} could not be opened`, async () => {
    const grant = await workbench().grantDropped(file)
    if (!grant)
      throw new Error('Expected a file or a folder from this machine. Drop one from the file manager.')
    try {
      await useStudyStore().open(grant.token, grant.name)
    } catch (error) {
      // No manifest in it: not a study, so it is data.
      if (asBrenierError(error).code !== 'file-not-found') throw error
      await createStudy(grant)
    }
  })
}

export function hasStagesToRun(): boolean {
  const { stages, trains } = useStudyStore()
  if (!stages) return false
  const needed = trains ? ['model' as const, ...laterStages] : laterStages
  return needed.some((stage) => stages[stage] !== 'done')
}

const laterStages = ['codes', 'transport', 'facets', 'cloud'] as const

export async function saveStudy(elsewhere = false): Promise<void> {
  const study = useStudyStore()
  if (!study.summary) return
  try {
    await study.save(elsewhere)
  } catch (error) {
    useNoticesStore().fail('The study was not saved', error)
  }
}

export function closeStudy(): Promise<void> {
  return attempt('The study could not be closed', () => useStudyStore().close())
}
