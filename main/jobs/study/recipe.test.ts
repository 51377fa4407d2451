import { describe, expect, it } from 'vitest'
import { sampleNames } from '../../data/samples'
import { BrenierError } from '../../../shared/errors'
import { createStudy } from './create-study'
import { parseRecipe, recipeOf } from './recipe'
import { listRecipes, loadRecipe, seedOf } from './recipe-files'

describe('recipes', () => {
  it('that ship are all sound, of samples that ship, with names of their own', async () => {
    const recipes = await listRecipes('resources')
    expect(recipes.length).toBeGreaterThan(5)
    expect(new Set(recipes.map(({ name }) => name)).size).toBe(recipes.length)
    for (const { data } of recipes) {
      expect(data.kind).toBe('sample')
      if (data.kind === 'sample') expect(sampleNames).toContain(data.name)
    }
  })

  it('are made of a study, and make the same study again', async () => {
    const seed = await loadRecipe('digits', 'resources')
    const study = await createStudy('a', 'Digits, twice', seed, { resources: 'resources' })
    const recipe = parseRecipe(JSON.stringify(recipeOf(study)), 'digits-twice.json')
    expect(recipe.name).toBe('digits-twice')
    expect(seedOf(recipe)).toEqual({ ...seed, title: 'Digits, twice', parameters: study.parameters })
  })

  it('name the field that does not fit, and the recipes there are', async () => {
    const refusal = async (work: () => unknown) => {
      try {
        await work()
      } catch (error) {
        if (error instanceof BrenierError) return error
      }
      throw new Error('Expected a BrenierError.')
    }
    expect((await refusal(() => parseRecipe('{', 'x.json'))).message).toContain('no JSON')
    const [recipe] = await listRecipes('resources')
    const wrong = { ...recipe, cloud: { ...recipe!.cloud, perplexity: -3 } }
    expect((await refusal(() => parseRecipe(JSON.stringify(wrong), 'x.json'))).message).toContain(
      'cloud.perplexity',
    )
    expect((await refusal(() => loadRecipe('nothing', 'resources'))).message).toContain('fashion')
  })
})
