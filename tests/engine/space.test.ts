/** Codes of three dimensions, over the contract: their map, cells and facets are exact, also after reopening. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { encodeNpy } from '../../main/data/npy'
import { random } from '../../shared/random'
import { quick, startEngine, type TestWindow } from './test-engine'

const count = 120

let folder = ''
let session: ReturnType<typeof startEngine>['session']
let close = async (): Promise<void> => undefined
let window: TestWindow
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'brenier-space-'))
  ;({ close, session, window } = startEngine(folder))
})
afterEach(async () => {
  await close()
  await rm(folder, { recursive: true, force: true })
})

async function writeCodes() {
  const stream = random(1)
  const codes = Float32Array.from({ length: 3 * count }, () => stream.normal())
  const file = path.join(folder, 'codes.npy')
  await writeFile(file, encodeNpy(codes, [count, 3]))
  session.grant('codes', file, 'read')
  return { kind: 'codes', codes: 'codes', metadata: null, pictures: null } as const
}

describe('a study of codes of three dimensions', () => {
  it('is solved exactly, and shows its cells and facets', async () => {
    await window.ask('study.create', { recipe: null, source: await writeCodes(), name: null })
    expect(await window.ask('transport.solid', {})).toBeNull()
    expect((await window.run({ kind: 'transport', parameters: quick.transport, rest: false })).state).toBe(
      'done',
    )
    expect((await window.run({ kind: 'facets', parameters: quick.facets })).state).toBe('done')

    const transport = window.summary?.transport
    expect(transport).toMatchObject({ method: 'newton3d', exact: true, converged: true, emptyCells: 0 })
    expect(await window.ask('transport.diagram', {})).toBeNull()
    const facets = await window.ask('facets.get', {})
    const solid = await window.ask('transport.solid', {})
    expect(solid?.cells).toBe(count)
    expect(solid?.offsets.length).toBe(facets!.count + 1)
    // Every facet is a polygon, and every centre and corner lies in the cube.
    solid!.offsets.slice(1).forEach((end, f) => expect(end - solid!.offsets[f]!).toBeGreaterThan(2))
    for (const place of [...solid!.centres, ...solid!.corners])
      expect(Math.abs(place)).toBeLessThan(0.5 + 1e-6)
  })
})
