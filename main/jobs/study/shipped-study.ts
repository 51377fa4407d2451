import path from 'node:path'
import { isStudyFolder } from '../../project/study-folder'
import { openStudyFolder } from './open-study'
import { saveStudy } from './save-study'
import type { Study } from './study'
import type { Tools } from '../tools'

const folderOf = (recipe: string, resources: string) => path.join(resources, 'studies', recipe)

/**
 * A recipe's study that ships as it was made, opened as a new one that lies nowhere yet: a path can be drawn in it at once,
 * and its stages can be run again. Null where none ships, or where it is not whole: the recipe then makes it.
 */
export async function openShippedStudy(
  recipe: string,
  id: string,
  name: string,
  tools: Pick<Tools, 'tensors' | 'resources'>,
): Promise<Study | null> {
  const folder = folderOf(recipe, tools.resources)
  if (!(await isStudyFolder(folder))) return null
  const study = await openStudyFolder(folder, tools, id)
  if (study.damaged.length > 0) {
    study.dispose()
    return null
  }
  study.name = name
  study.location = null
  study.saved = false
  return study
}

/**
 * Writes a made study as the one that ships with its recipe: without kept epochs, and without what only a training that
 * goes on needs.
 */
export async function shipStudy(study: Study, recipe: string, resources: string): Promise<string> {
  const { model } = study
  if (model) study.model = { ...model, checkpoint: { ...model.checkpoint, moments: {}, kept: {} } }
  study.runs = study.runs.map((run) => ({ ...run, kept: [] }))
  const folder = folderOf(recipe, resources)
  await saveStudy(study, folder)
  return folder
}
