/** A person's own encoder and decoder, over the contract: checked, taken, looked through, saved, reopened and let go. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { RequestOf } from '../../shared/contracts/methods'
import type { OwnNets } from '../../shared/contracts/own-model'
import { encodeNpy } from '../../main/data/npy'
import { openDigits, quick, startEngine, type TestEngine, type TestWindow } from './test-engine'

/** Principal components of the digits, made by `tests/reference/onnx/make-models.py`. */
const models = path.resolve('tests/reference/onnx')
/** Mean squared error a value of all digits through eight components, by NumPy, rounded and clipped as pictures are. */
const errorOfAll = 0.022886
const latent = 8

let folder = ''
let session: TestEngine['session']
let close = async (): Promise<void> => undefined
let window: TestWindow
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'brenier-own-model-'))
  ;({ close, session, window } = startEngine(folder))
  for (const name of ['digits-encoder.onnx', 'digits-decoder.onnx', 'codes.onnx'])
    session.grant(name, path.join(models, name), 'read')
})
afterEach(async () => {
  await close()
  await rm(folder, { recursive: true, force: true })
})

const net = (file: string) => ({ file, output: null, range: null })
const both: OwnNets = { encoder: net('digits-encoder.onnx'), decoder: net('digits-decoder.onnx') }
const decoderAlone: OwnNets = { encoder: null, decoder: net('digits-decoder.onnx') }

const straight: RequestOf<'path.trace'> = {
  path: {
    id: 'path',
    name: 'Path',
    rule: 'straight',
    steps: 9,
    waypoints: [
      { kind: 'picture', index: 0 },
      { kind: 'picture', index: 7 },
    ],
  },
  revision: 1,
  threshold: { test: 'angle', value: 1 },
}

describe('a model of one’s own', () => {
  it('is checked by a round trip, which finds its output and its ranges', async () => {
    await openDigits(window)
    const report = await window.ask('own-model.check', both)
    expect(report.encoder).toMatchObject({ output: 'mean', range: { kind: 'unit' } })
    expect(report.encoder!.outputs.map(({ name }) => name)).toEqual(['total', 'mean'])
    expect(report.decoder).toMatchObject({ output: 'pictures', range: { kind: 'signed' } })
    expect(report).toMatchObject({ latent, made: { height: 8, width: 8, channels: 1 }, warnings: [] })
    expect(report.items.length).toBe(16)
    // Of these 16 digits by NumPy.
    expect(report.error).toBeCloseTo(0.02726, 4)
    const [best, next] = report.tried
    expect(best).toMatchObject({ encoder: { kind: 'unit' }, decoder: { kind: 'signed' } })
    expect(next!.error).toBeGreaterThan(1.4 * best!.error)
    expect(session.study!.ownModel).toBeNull()
  })

  it('says so where pictures come back wrong, and refuses nets that do not fit', async () => {
    await openDigits(window)
    const wrong = { ...both, decoder: { ...both.decoder, range: { kind: 'bytes' } } } as const
    expect((await window.ask('own-model.check', wrong)).warnings[0]).toContain('no nearer than their mean')
    const named = { ...both, encoder: { ...both.encoder!, output: 'total' } }
    await expect(window.ask('own-model.check', named)).rejects.toMatchObject({
      message: expect.stringContaining('Choose another of its outputs (total [n, 1], mean [n, 8])') as string,
    })
    await expect(window.ask('own-model.check', decoderAlone)).rejects.toMatchObject({
      message: expect.stringContaining('Expected an encoder beside the decoder') as string,
    })
    await expect(
      window.ask('own-model.check', { ...both, decoder: net('codes.onnx') }),
    ).rejects.toMatchObject({ code: 'bad-shape' })
    await expect(window.ask('own-model.check', { ...both, decoder: net('elsewhere') })).rejects.toMatchObject(
      {
        code: 'file-not-granted',
      },
    )
  })

  it('makes codes, cloud, map, singular set, paths and modes, and stays with the study', async () => {
    await openDigits(window)
    const job = await window.run({ kind: 'own-model', nets: both })
    expect(job).toMatchObject({ state: 'done', error: null })
    const summary = (await window.ask('study.summary', {}))!
    expect(summary).toMatchObject({ trains: false, decodes: true, encodes: true, latent, model: null })
    expect(summary.ownModel).toMatchObject({ encoder: 'digits-encoder.onnx', decoder: 'digits-decoder.onnx' })
    expect(Object.values(summary.stages)).toEqual(Object.values(summary.stages).map(() => 'done'))

    const { decoded } = await window.ask('path.trace', straight)
    const { picture, reconstructionError } = await window.ask('point.inspect', { index: 0 })
    const first = decoded.subarray(0, 64)
    const error = first.reduce((sum, value, k) => sum + ((value - picture[k]!) / 255) ** 2, 0) / 64
    expect(error).toBeCloseTo(reconstructionError!, 6)
    expect(await meanError()).toBeCloseTo(errorOfAll, 4)

    const modes = { source: 'map', draws: 200, by: { kind: 'class' }, seed: 3 } as const
    expect((await window.run({ kind: 'modes', parameters: modes })).state).toBe('done')
    expect((await window.ask('modes.pictures', { draws: [0, 1] })).pixels.length).toBe(128)

    const training = await window.run({ kind: 'train', parameters: quick.model, rest: false })
    expect(training.error?.message).toContain('Let it go')

    const saved = path.join(folder, 'saved')
    session.grant('saved', saved, 'write')
    await window.ask('study.save', { token: 'saved', view: window.summary!.view })
    await window.ask('study.close', {})
    const after = await window.ask('study.open', { token: 'saved' })
    expect(after).toMatchObject({ damaged: [], ownModel: summary.ownModel, stages: summary.stages })
    expect((await window.ask('path.trace', straight)).decoded).toEqual(decoded)

    const without = await window.ask('own-model.drop', {})
    expect(without).toMatchObject({ ownModel: null, trains: true, decodes: false })
    expect(without.stages).toMatchObject({ model: 'none', codes: 'stale', cloud: 'stale' })
    expect((await window.run({ kind: 'train', parameters: quick.model, rest: false })).state).toBe('done')
  })

  it('gives codes without pictures the pictures of its decoder', async () => {
    await openDigits(window)
    await window.run({ kind: 'own-model', nets: both })
    const { raw } = session.study!.codes!
    const file = path.join(folder, 'codes.npy')
    await writeFile(file, encodeNpy(raw.data, [raw.rows, raw.columns]))
    session.grant('codes', file, 'read')
    const source = { kind: 'codes', codes: 'codes', metadata: null, pictures: null } as const
    const opened = await window.ask('study.create', { recipe: null, source, name: null })
    expect(opened).toMatchObject({ decodes: false, data: { kind: 'points' } })
    const job = await window.run({ kind: 'own-model', nets: decoderAlone })
    expect(job).toMatchObject({ state: 'done', error: null })
    expect(await window.ask('study.summary', {})).toMatchObject({
      data: { kind: 'pictures', height: 8, width: 8, count: raw.rows },
      decodes: true,
      encodes: false,
      trains: false,
    })
    // Its own pictures are what it makes of their codes.
    expect((await window.ask('point.inspect', { index: 3 })).reconstructionError).toBe(0)
    expect((await window.ask('path.trace', straight)).decoded.length).toBe(9 * 64)
  })
})

/** Mean over all pictures of the study of what its model loses. */
async function meanError(): Promise<number> {
  const study = session.study!
  const { pixels } = study.pictures()
  const again = await study.coder!.decode(study.codes!.raw.data)
  let sum = 0
  for (let k = 0; k < pixels.length; k++) sum += (pixels[k]! / 255 - again[k]!) ** 2
  return sum / pixels.length
}
