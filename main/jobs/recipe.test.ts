import { describe, expect, it } from 'vitest'
import { sampleNames } from '../data/samples'
import { BrenierError } from '../../shared/errors'
import { parseRecipe } from './recipe'
import { listRecipes, loadRecipe } from './recipe-files'

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
