import type { Grant } from '../../../shared/contracts/window'
import { workbench } from '../../host/workbench'
import { useNoticesStore } from '../../stores/notices'
import { useOwnPicturesStore } from '../../stores/own-pictures'
import { useStudyStore } from '../../stores/study'
import { chosen } from './opening'

/** Endings that a person takes for pictures; which of them can be read, the engine says. */
const pictureName = /\.(png|jpe?g|webp|p[gpn]m|gif|bmp|tiff?|avif|heic|svg)$/i

/** Whether files are pictures to add to the open study: without a study, a picture opens nothing. */
export const arePictures = (files: readonly { readonly name: string }[]): boolean =>
  useStudyStore().summary !== null && files.length > 0 && files.every(({ name }) => pictureName.test(name))

/** Picture files of the person's own, dropped or chosen: asks how to fit them, once the study can encode them. */
function addPictures(grants: readonly Grant[]): void {
  const own = useOwnPicturesStore()
  const study = useStudyStore()
  if (grants.length === 0) return
  const why = whyNot()
  if (why) {
    useNoticesStore().fail(`${grants[0]!.name} could not be added`, new Error(why))
    return
  }
  study.setPage('latent')
  own.ask(grants)
}

/** Why the study takes no picture now; null where it does. */
function whyNot(): string | null {
  const own = useOwnPicturesStore()
  const { summary } = useStudyStore()
  if (own.takes) return null
  if (summary?.data?.kind === 'points')
    return 'This study is of points: there is no model that could give a picture a code. Open a study of pictures.'
  if (summary && !summary.trains && !summary.encodes)
    return 'This study has no encoder that could give a picture a code. Choose yours in the Train view.'
  return 'A picture is encoded by the study’s model and placed in its cloud. Run the study first, and wait for its cloud.'
}

export async function addDroppedPictures(files: readonly File[]): Promise<void> {
  const grants = await Promise.all(files.map((file) => workbench().grantDropped(file)))
  addPictures(grants.flatMap((grant) => grant ?? []))
}

export async function choosePicture(): Promise<void> {
  const grant = await chosen(() => workbench().choosePicture())
  if (grant) addPictures([grant])
}
