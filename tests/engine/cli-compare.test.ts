/** Runs side by side on the built command line, of a study that the engine has trained twice. */
import { existsSync, readFileSync } from 'node:fs'
import sharp from 'sharp'
import { beforeAll, describe, expect, it } from 'vitest'
import { brenier, workFolder } from './fixtures/command-line'
import { openDigits, quick, startEngine } from './test-engine'

const { at } = workFolder()
let study = ''

beforeAll(async () => {
  const { window, session, close } = startEngine(at('engine'))
  await openDigits(window)
  for (const latent of [2, 6]) {
    await window.run({ kind: 'train', parameters: { ...quick.model, latent }, rest: false })
  }
  study = session.study!.location!
  await close()
})

describe('brenier compare', () => {
  it('measures every run of a study, or those named, and leaves the study as it was', () => {
    const before = readFileSync(`${study}/study.json`, 'utf8')
    const all = brenier('compare', study)
    expect(all.status).toBe(0)
    const names = (all.result['runs'] as unknown as { name: string; epoch: number }[]).map(
      ({ name, epoch }) => [name, epoch],
    )
    expect(names).toEqual([
      ['ae 2-d', 3],
      ['ae 6-d', 3],
    ])
    const one = brenier('compare', study, 'ae 6-d')
    expect(one.result['runs']).toEqual([(all.result['runs'] as unknown as unknown[])[1]])
    expect(readFileSync(`${study}/study.json`, 'utf8')).toBe(before)

    const unknown = brenier('compare', study, 'ae 7-d')
    expect(unknown.status).toBe(1)
    expect(unknown.error).toMatchObject({ code: 'bad-argument' })
  })

  it('decodes one path by each run, a strip a run and one of all', async () => {
    const { status, result } = brenier(
      'compare',
      study,
      '--path',
      '3,40',
      '--steps',
      '9',
      '--out',
      at('strips'),
    )
    expect(status).toBe(0)
    const written = result['written'] as unknown as string[]
    expect(written).toHaveLength(3)
    for (const file of written) expect(existsSync(file)).toBe(true)
    const { width, height } = await sharp(at('strips/all-runs.png')).metadata()
    expect([width, height]).toEqual([9 * 8, 2 * 8])
    expect(brenier('compare', study, '--path', '3,40').status).toBe(1)
  })
})
