import { readFile, readdir } from 'node:fs/promises'
import path from 'node:path'
import { BrenierError } from '../../../shared/errors'
import type { StudySeed } from './create-study'
import { parseRecipe, type StudyRecipe } from './recipe'

const folder = (resources: string) => path.join(resources, 'recipes')

/** The recipes that ship, in the order of their file names. */
export async function listRecipes(resources: string): Promise<StudyRecipe[]> {
  const files = (await readdir(folder(resources))).filter((file) => file.endsWith('.json')).sort()
  return Promise.all(
    files.map(async (file) => parseRecipe(await readFile(path.join(folder(resources), file), 'utf8'), file)),
  )
}

/** What a recipe makes a study of. */
export function seedOf(recipe: StudyRecipe): StudySeed {
  const { title, data, model, nets, transport, facets, cloud, paths } = recipe
  const origin = data.kind === 'path' ? { ...data, kind: 'file' as const } : data
  const parameters = { ...(model && { model }), transport, facets, cloud }
  return { title, data: origin, nets, parameters, paths }
}

/**
 * A recipe that ships, by its name.
 * @throws BrenierError `file-not-found` with the names there are
 */
export async function loadRecipe(name: string, resources: string): Promise<StudySeed> {
  const recipes = await listRecipes(resources)
  const found = recipes.find((recipe) => recipe.name === name)
  if (found) return seedOf(found)
  const names = recipes.map((recipe) => recipe.name).join(', ')
  throw new BrenierError('file-not-found', `Expected a recipe's name, got "${name}". There are: ${names}.`)
}
