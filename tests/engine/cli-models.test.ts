/** Models on the built command line: training interrupted and gone on with, studies told apart. */
import { copyFileSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { decodeModel } from '../../main/jobs/study/model-file'
import { brenier, interrupted, workFolder } from './fixtures/command-line'

const { at, array } = workFolder()
const weightsOf = (name: string) => decodeModel(readFileSync(at(name)), name).weights

describe('brenier train', () => {
  const settings = ['--data', 'digits', '--latent', '2', '--width', '64', '--epochs', '60']

  it('goes on with an interrupted training as if it had never stopped', async () => {
    const stopped = await interrupted(
      /Train [1-9]\d? %/,
      'train',
      ...settings,
      '--out',
      at('part.safetensors'),
    )
    expect(stopped.status).toBe(130)
    expect(stopped.result['epochs']).toBeLessThan(60)
    copyFileSync(at('part.safetensors'), at('other.safetensors'))

    expect(brenier('train', ...settings, '--out', at('part.safetensors')).result['epochs']).toBe(60)
    expect(brenier('train', ...settings, '--out', at('whole.safetensors')).result['epochs']).toBe(60)
    expect(weightsOf('part.safetensors')).toEqual(weightsOf('whole.safetensors'))

    const other = brenier(
      'train',
      ...settings,
      '--seed',
      '2',
      '--epochs',
      '1',
      '--out',
      at('other.safetensors'),
    )
    expect(other.result['epochs']).toBe(1)
    expect(other.record).toMatchObject({ seed: 2, parameters: { kind: 'ae-dense', width: 64, latent: 2 } })
  })

  it('never writes over a file that is no model', () => {
    writeFileSync(at('letter.txt'), 'Dear reader')
    const refused = brenier('train', ...settings, '--out', at('letter.txt'))
    expect(refused.status).toBe(1)
    expect(refused.error!.message).toContain('letter.txt')
    expect(readFileSync(at('letter.txt'), 'utf8')).toBe('Dear reader')
  })

  it('encodes and decodes with the model it wrote', () => {
    brenier('train', ...settings, '--epochs', '1', '--out', at('m.safetensors'))
    expect(
      brenier('encode', '--model', at('m.safetensors'), '--data', 'digits', '--out', at('z.npy')).status,
    ).toBe(0)
    expect(array('z.npy').shape).toEqual([1797, 2])
    brenier('decode', '--model', at('m.safetensors'), '--codes', at('z.npy'), '--out', at('x.npy'))
    expect(array('x.npy').shape).toEqual([1797, 8, 8, 1])
    const refused = brenier('draw', '--model', at('m.safetensors'), '--out', at('new.npy'))
    expect(refused.error!.message).toContain('got a plain autoencoder')
  })

  it('draws pictures from the prior that a model was trained with', () => {
    const vae = ['--model', 'vae', '--set', 'beta=0.5', '--set', 'likelihood=gaussian', '--out', at('vae.st')]
    const trained = brenier('train', ...settings, '--epochs', '1', ...vae)
    expect(trained.record['parameters']).toMatchObject({
      objective: { kind: 'vae', beta: 0.5, likelihood: 'gaussian' },
    })
    const draw = ['draw', '--model', at('vae.st'), '--count', '30', '--seed', '3']
    brenier(...draw, '--out', at('new.npy'), '--codes', at('z.npy'))
    brenier(...draw, '--out', at('again.npy'))
    expect(array('z.npy').shape).toEqual([30, 2])
    expect(array('new.npy').shape).toEqual([30, 8, 8, 1])
    expect(array('again.npy')).toEqual(array('new.npy'))
    const refused = brenier('train', ...settings, '--model', 'vae', '--set', 'gamma=1', '--out', at('x.st'))
    expect(refused.error!.message).toContain('vae has beta, likelihood')
  })
})

describe.each([
  ['wgan-qc', ['--batch', '64'], ['transport cost', 'D(fake)']],
  ['glo', ['--set', 'codeRate=20'], ['error of learned codes', 'code regression']],
])('brenier train --model %s', (model, more, figures) => {
  it('trains it, writes it, encodes with it and draws from it', () => {
    const file = at(`${model}.st`)
    const settings = ['--data', 'digits', '--latent', '4', '--width', '64', '--epochs', '2']
    const trained = brenier('train', ...settings, '--model', model, ...more, '--out', file)
    expect(trained.record['parameters']).toMatchObject({ objective: { kind: model } })
    expect(Object.keys(trained.result['figures']!)).toEqual(expect.arrayContaining(figures))
    brenier('encode', '--model', file, '--data', 'digits', '--out', at('z.npy'))
    expect(array('z.npy').shape).toEqual([1797, 4])
    brenier('draw', '--model', file, '--count', '20', '--out', at('drawn.npy'))
    expect(array('drawn.npy').shape).toEqual([20, 8, 8, 1])
  })
})

describe('brenier train --refine-epochs', () => {
  it('trains on with the decoder alone, in the same file and with the same objective', () => {
    const settings = ['--data', 'digits', '--latent', '4', '--width', '64', '--epochs', '2']
    const vae = ['--model', 'vae', '--out', at('both.st')]
    const { result, record } = brenier('train', ...settings, '--refine-epochs', '2', ...vae)
    expect(record['parameters']).toMatchObject({ epochs: 2, refineEpochs: 2, objective: { kind: 'vae' } })
    expect(result['epochs']).toBe(4)
    expect(result['heldOutLoss']).toBeLessThan(Number(result['heldOutBefore']))
    brenier('train', ...settings, '--model', 'vae', '--out', at('one.st'))
    expect(weightsOf('both.st')['encoder/code/kernel']).toEqual(weightsOf('one.st')['encoder/code/kernel'])
    const refine = ['train', '--data', 'digits', '--model', 'refine', '--from', at('one.st')]
    const refused = brenier(...refine, '--refine-epochs', '2', '--out', at('none.st'))
    expect(refused.error!.message).toContain('leaves the encoder as it is')
  })
})

describe('brenier train --from', () => {
  it('refines a decoder, and makes it a generator of codes that a map drew, behind the same encoder', () => {
    const settings = ['--data', 'digits', '--latent', '2', '--width', '64']
    brenier('train', ...settings, '--epochs', '4', '--out', at('ae.st'))
    const from = ['train', '--data', 'digits', '--from', at('ae.st'), '--epochs', '4']
    const refined = brenier(...from, '--model', 'refine', '--out', at('refined.st')).result
    expect(refined['heldOutLoss']).toBeLessThan(Number(refined['heldOutBefore']))

    brenier('encode', '--model', at('ae.st'), '--data', 'digits', '--out', at('codes.npy'))
    brenier('transport', 'solve', '--targets', at('codes.npy'), '--out', at('map'))
    const sample = ['transport', 'sample', '--transport', at('map'), '--count', '300', '--out', at('new.npy')]
    const { w2, rootMeanSquare, epsilon } = brenier(...sample).result['bound']!
    expect(w2).toBeGreaterThan(0)
    expect(w2).toBeLessThanOrEqual(rootMeanSquare * (1 + 1e-6))
    expect(rootMeanSquare).toBeLessThanOrEqual(epsilon)

    const game = ['--model', 'ae-ot-gan', '--set', 'pool=300', '--codes', at('new.npy')]
    const made = brenier(...from, ...game, '--learning-rate', '1e-4', '--out', at('gan.st')).result
    expect(made['figures']).toMatchObject({ 'D(real)': expect.any(Number), 'D(fake)': expect.any(Number) })
    expect(weightsOf('gan.st')['generator/codes']!.data).toEqual(array('new.npy').data)
    for (const file of ['refined.st', 'gan.st']) {
      expect(weightsOf(file)['encoder/code/kernel']).toEqual(weightsOf('ae.st')['encoder/code/kernel'])
    }
    const refused = brenier('train', ...settings, '--model', 'refine', '--out', at('none.st'))
    expect(refused.error!.message).toContain('Name its file with --from')
  })
})

describe('brenier study run', () => {
  it('refuses a folder that holds another study, and goes on with its own', () => {
    expect(brenier('study', 'run', 'moons', '--out', at('study')).status).toBe(0)
    expect(brenier('study', 'run', 'moons', '--out', at('study')).status).toBe(0)
    const other = brenier('study', 'run', 'circles', '--out', at('study'))
    expect(other.status).toBe(1)
    expect(other.error!.message).toContain('Choose another folder')
    expect(brenier('study', 'run', 'moons', '--seed', '9', '--out', at('study')).error).toBeDefined()
  })

  it('makes a study whose modes are told, the same for the same seed, with the codes that were drawn', () => {
    const drawn = () => brenier('modes', at('study'), '--draws', '400', '--seed', '5', '--codes', at('g.npy'))
    const { result, record } = drawn()
    expect(record).toMatchObject({ seed: 5, parameters: { by: { kind: 'class' } } })
    expect(result).toMatchObject({ source: 'map', drawn: 400, present: 2, reached: 2 })
    expect(array('g.npy').shape).toEqual([400, 2])
    expect(drawn().result).toEqual(result)
  })
})

describe('brenier path', () => {
  it('says which part of a study is damaged, and goes on where it can', () => {
    expect(brenier('study', 'run', 'moons', '--out', at('moons')).status).toBe(0)
    const words = ['path', '--project', at('moons'), '--waypoints', '3,40', '--out', at('path')]
    expect(brenier(...words).result['damaged']).toEqual([])
    const damage = (part: string) => {
      const name = readdirSync(at('moons/parts')).find((file) => file.startsWith(`${part}-`))!
      writeFileSync(at(`moons/parts/${name}`), 'not what was saved')
    }
    damage('heights')
    const lame = brenier(...words)
    expect(lame.status).toBe(0)
    expect(lame.stderr).toContain('heights.npy is damaged')
    damage('cloud')
    const fallen = brenier(...words)
    expect(fallen.status).toBe(1)
    expect(fallen.stderr).toContain('cloud.npy is damaged')
  })
})

describe('brenier study new with a model of one’s own', () => {
  it('checks the nets, writes their settings into the recipe, and a study of it decodes', () => {
    const nets = path.resolve('tests/reference/onnx')
    const encoder = path.join(nets, 'digits-encoder.onnx')
    const decoder = path.join(nets, 'digits-decoder.onnx')
    const pictures = path.resolve('resources/samples/digits/digits-images-idx3-ubyte.gz')
    const named = ['--encoder', encoder, '--decoder', decoder, '--pictures', pictures]
    const made = brenier('study', 'new', 'mine', ...named, '--out', at('mine.json'))
    expect(made.result['model']).toMatchObject({ latent: 8, warnings: [], encoder: { output: 'mean' } })
    const recipe = JSON.parse(readFileSync(at('mine.json'), 'utf8')) as Record<string, object>
    expect(recipe).toMatchObject({
      model: null,
      nets: { decoder: { file: decoder, range: { kind: 'signed' } } },
    })
    const quick = {
      ...recipe,
      transport: { ...recipe['transport'], seconds: 3, targets: 300, tolerance: 0.2 },
    }
    writeFileSync(at('mine.json'), JSON.stringify({ ...quick, cloud: { ...recipe['cloud'], method: 'pca' } }))
    const run = brenier('study', 'run', at('mine.json'), '--out', at('mine'))
    expect(run.result).toMatchObject({
      stages: { model: 'done', codes: 'done', cloud: 'done', transport: 'done', facets: 'done' },
      ownModel: { encoder: 'digits-encoder.onnx', latent: 8 },
    })
    const way = ['--project', at('mine'), '--waypoints', '0,7', '--steps', '8', '--out', at('frames')]
    expect(brenier('path', ...way).status).toBe(0)
    expect(readdirSync(at('frames')).some((name) => name.endsWith('.gif'))).toBe(true)
    const alone = brenier('study', 'new', 'mine', '--encoder', encoder, '--pictures', pictures)
    expect(alone.error?.message).toContain('Expected --decoder')
  })
})
