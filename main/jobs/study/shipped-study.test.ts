import { describe, expect, it } from 'vitest'
import { tensorsHere } from '../../nn/tensors'
import { loadRecipe } from './recipe-files'
import { openShippedStudy } from './shipped-study'
import { inThreadCompute } from '../compute'
import { tracePath } from '../paths/trace-path'
import { computeTasks } from '../tasks'
import { epochView, storedHistory } from '../training/training-history'

const tools = { tensors: tensorsHere(), resources: 'resources' }

describe('the study of faces that ships', () => {
  it('is what its recipe makes, whole, and a path in it is decoded', async () => {
    const study = (await openShippedStudy('faces', 'faces-1', 'My faces', tools))!
    const recipe = await loadRecipe('faces', 'resources')
    expect(study.parameters).toMatchObject(recipe.parameters!)
    expect(Object.values(study.stages)).toEqual(Array(6).fill('done'))
    expect(study).toMatchObject({ id: 'faces-1', name: 'My faces', location: null, saved: false })
    expect(study.model!.checkpoint.epochs.at(-1)!.heldOutLoss).toBeLessThan(0.002)
    const [path] = recipe.paths
    const trace = await tracePath(
      study,
      path!,
      0,
      { test: 'angle', value: 0.5 },
      { ...tools, clock: () => 0 },
    )
    expect(trace.decoded.length).toBe(path!.steps * 64 * 64 * 3)
    expect(trace.crossings.length).toBeGreaterThan(0)
    study.dispose()
  })

  it('shows what its model makes, though no epoch of the training ships', async () => {
    const study = (await openShippedStudy('faces', 'faces-2', 'Faces', tools))!
    const { run, kept } = storedHistory(study, null)!
    expect([...kept]).toEqual([50])
    const compute = inThreadCompute(computeTasks(null), () => performance.now())
    const view = await epochView(study, run, 50, { compute })
    expect(view.same.made.length).toBe(view.same.items.length * 64 * 64 * 3)
    // Not far from the error held out, by single pictures.
    expect(view.same.loss).toBeLessThan(0.002)
    expect(await epochView(study, run, 50, { compute })).toBe(view)
    await expect(epochView(study, run, 49, { compute })).rejects.toMatchObject({ code: 'bad-argument' })
    study.dispose()
  })

  it('ships with no other recipe, which are then made', async () => {
    expect(await openShippedStudy('digits', 'digits-1', 'Digits', tools)).toBeNull()
  })
})
