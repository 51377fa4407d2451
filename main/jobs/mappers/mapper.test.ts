import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../../data/temporary-folder.fixture'
import { mapperSettings } from '../../../shared/mapper-settings'
import { tensorsHere } from '../../nn/tensors'
import { inThreadCompute } from '../compute'
import { JobControl } from '../control'
import { createStudy } from '../study/create-study'
import { makeCodes } from '../training/make-codes'
import { drawFromMapper, trainMapper } from './mapper'
import { openStudyFolder } from '../study/open-study'
import { saveStudy } from '../study/save-study'
import { computeTasks } from '../tasks'
import type { Tools } from '../tools'

const folder = temporaryFolder()
const tools: Tools = {
  tensors: tensorsHere(),
  compute: inThreadCompute(computeTasks(null), () => 0),
  clock: () => 0,
  publisher: { event: () => undefined, frame: () => undefined },
  resources: 'resources',
  announce: () => undefined,
  autosave: async () => undefined,
}
const job = () => ({ control: new JobControl(), report: () => undefined })

describe('the mapper of a study', () => {
  it('is saved with it and draws the same codes when reopened, until the codes are others', async () => {
    const seed = {
      title: 'Moons',
      data: { kind: 'sample', name: 'moons' },
      parameters: null,
      paths: [],
    } as const
    const study = await createStudy('moons', 'Moons', seed, tools)
    await expect(drawFromMapper(study, 5, 1, tools)).rejects.toMatchObject({ code: 'missing-stage' })
    await makeCodes(study, tools, job())
    const { spec, training } = mapperSettings('otgen', 2, 'code')
    const parameters = {
      spec: { ...spec, hidden: [16] },
      training: { ...training, steps: 60, batchSize: 32 },
    }
    const matched = mapperSettings('ottrans', 2, 'code')
    const another = {
      spec: { ...matched.spec, hidden: [16] },
      training: { ...matched.training, steps: 5, batchSize: 32 },
    }
    await trainMapper(study, another, tools, job())
    await trainMapper(study, parameters, tools, job())
    expect(study.mappers).toHaveLength(2)
    const drawn = await drawFromMapper(study, 5, 1, tools)
    expect(await drawFromMapper(study, 5, 2, tools)).not.toEqual(drawn)

    const place = folder.at('moons')
    await saveStudy(study, place)
    const reopened = await openStudyFolder(place, tools)
    expect(reopened.damaged).toEqual([])
    expect(reopened.mappers).toEqual(study.mappers)
    expect(await drawFromMapper(reopened, 5, 1, tools)).toEqual(drawn)

    const { normalisation } = reopened.requireCodes()
    reopened.codes = { ...reopened.requireCodes(), normalisation: { ...normalisation, scale: 2 } }
    await expect(drawFromMapper(reopened, 5, 1, tools)).rejects.toThrow(/of former codes/)
  })
})
