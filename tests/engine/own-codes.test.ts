/** Codes of a person's own model, over the contract: opened, solved, looked through, saved and reopened. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { encodeNpy } from '../../main/data/npy'
import { random } from '../../shared/random'
import { quick, startEngine, type TestWindow } from './test-engine'

const count = 240
const latent = 5

let folder = ''
let session: ReturnType<typeof startEngine>['session']
let close = async (): Promise<void> => undefined
let window: TestWindow
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'brenier-codes-'))
  ;({ close, session, window } = startEngine(folder))
})
afterEach(async () => {
  await close()
  await rm(folder, { recursive: true, force: true })
})

/** Three clusters far apart, a class each, with a picture of one grey a code. @returns the source by its tokens */
async function writeClusters() {
  const stream = random(1)
  const codes = Float32Array.from(
    { length: count * latent },
    (_, k) => (k % latent === Math.floor(k / latent) % 3 ? 8 : 0) + stream.normal(),
  )
  const pictures = new Uint8Array(count * 16)
  for (let i = 0; i < count; i++) pictures.fill(100 * (i % 3), 16 * i, 16 * (i + 1))
  const lines = Array.from({ length: count }, (_, i) => `cluster ${i % 3},${i < count / 2 ? 'old' : 'new'}`)
  const files = {
    codes: encodeNpy(codes, [count, latent]),
    metadata: ['label,age', ...lines].join('\n'),
    pictures: encodeNpy(pictures, [count, 4, 4]),
  }
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(folder, name === 'metadata' ? 'metadata.csv' : `${name}.npy`)
    await writeFile(file, content)
    session.grant(name, file, 'read')
  }
  return { kind: 'codes', codes: 'codes', metadata: 'metadata', pictures: 'pictures' } as const
}

describe('a study of codes', () => {
  it('has cloud, map, singular set, paths and modes without a model, and says what needs one', async () => {
    const source = await writeClusters()
    const made = await window.ask('study.create', { recipe: null, source, name: null })
    expect(made).toMatchObject({ trains: false, latent, data: { kind: 'pictures', count } })
    expect(made.data?.attributes.map(({ name }) => name)).toEqual(['age'])

    expect((await window.run({ kind: 'transport', parameters: quick.transport, rest: false })).state).toBe(
      'done',
    )
    expect((await window.run({ kind: 'embed', parameters: quick.cloud })).state).toBe('done')
    expect((await window.run({ kind: 'facets', parameters: quick.facets })).state).toBe('done')
    const trace = await window.ask('path.trace', {
      path: {
        id: 'path',
        name: 'Path',
        rule: 'noise',
        steps: 16,
        waypoints: [
          { kind: 'picture', index: 0 },
          { kind: 'picture', index: 1 },
        ],
      },
      revision: 1,
      threshold: { test: 'angle', value: 1 },
    })
    expect(trace.decoded.length).toBe(0)
    expect(trace.nearestPictures.length).toBe(16 * 16)
    expect(trace.crossings.length).toBeGreaterThan(0)

    const modes = { source: 'map', draws: 300, by: { kind: 'class' }, seed: 3 } as const
    expect((await window.run({ kind: 'modes', parameters: modes })).state).toBe('done')
    expect((await window.ask('modes.get', {}))?.reached).toBe(3)

    const training = await window.run({ kind: 'train', parameters: quick.model, rest: false })
    expect(training.error?.message).toContain('came with its data')
  })

  it('reopens from its folder as it was, without the files it was made of', async () => {
    const source = await writeClusters()
    await window.ask('study.create', { recipe: null, source, name: null })
    await window.run({ kind: 'embed', parameters: quick.cloud })
    const saved = path.join(folder, 'saved')
    session.grant('saved', saved, 'write')
    const before = await window.ask('study.save', { token: 'saved', view: window.summary!.view })
    const positions = (await window.ask('cloud.get', {}))!.positions
    for (const name of ['codes.npy', 'metadata.csv', 'pictures.npy']) await rm(path.join(folder, name))

    await window.ask('study.close', {})
    const after = await window.ask('study.open', { token: 'saved' })
    expect(after.damaged).toEqual([])
    expect(after.data).toEqual(before.data)
    expect(after).toMatchObject({ trains: false, latent })
    expect((await window.ask('cloud.get', {}))!.positions).toEqual(positions)
    const { attributes } = await window.ask('point.inspect', { index: 0 })
    expect(attributes).toEqual([{ name: 'age', value: 'old' }])
  })
})
