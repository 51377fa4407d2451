import { expect, it } from 'vitest'
import { realData } from '../../data/real-data.fixture'
import path from 'node:path'
import { compareDecoders } from './ae-ot-gan'
import type { ReproducedTable } from './experiment'
import { precisionRecallFigure } from './picture-figures'
import { measured } from './picture-models'
import { binaryTable, drawnTable, modelTable } from './picture-tables'
import { job, tools } from './tools.fixture'

const scale = {
  pictures: 1000,
  epochs: 4,
  draws: 400,
  mapSeconds: 1,
  mapperSteps: 30,
  judgePictures: 1000,
  judgeEpochs: 2,
}
const mnist = realData('mnist/train-images-idx3-ubyte.gz')

/** Our figure in a row and column. */
function ours({ rows }: ReproducedTable, name: string, column: number): number {
  const value = rows.find((row) => row.name === name)?.cells[column]?.ours
  if (!value) throw new Error(`Expected a figure of ours in column ${column} of "${name}".`)
  return value.mean
}

it('every model of clothes is drawn from and measured, its figures apart from those of other nets', async () => {
  const which = { autoencoder: true, priors: ['vae', 'swae 0.5', 'glo', 'gan'], binarise: false } as const
  const told: number[] = []
  const { measures } = await measured('fashion', which, scale, [1], null, tools, job, (_, soFar) =>
    told.push(soFar.drawn.size),
  )
  // The real pictures; the autoencoder, reconstructed and drawn in six ways; each model in turn, GLO in two ways.
  expect(told).toEqual([8, 9, 10, 12, 13])
  const drawn = drawnTable('fashion', measures, scale.draws)
  const models = modelTable('fashion', measures)

  const made = drawn.rows.filter(({ cells }) => cells[0]!.ours).map(({ name }) => name)
  expect(made).toHaveLength(13)
  for (const name of made.slice(1)) {
    // A few dozen steps give blurred clothes: far from the real pictures, whose halves differ by sampling alone.
    expect(ours(drawn, name, 0), name).toBeGreaterThan(2 * ours(drawn, 'real pictures', 0))
    expect(ours(drawn, name, 1), name).toBeLessThan(ours(drawn, 'real pictures', 1))
    expect(ours(drawn, name, 1), name).toBeGreaterThanOrEqual(1)
  }
  // Three ways of fourteen pictures, from one end to another.
  for (const [map, pixels] of measures.strips) {
    expect(pixels, map).toHaveLength(3 * 14 * 28 * 28)
    expect(pixels.slice(0, 28 * 28), map).not.toEqual(pixels.slice(13 * 28 * 28, 14 * 28 * 28))
  }
  expect([...measures.strips.keys()]).toEqual(['otgen', 'ottrans', 'kantorovich'])

  // Figures of Inception, or of a net that is not ours, have columns in which we have none.
  for (const { cells } of drawn.rows) {
    expect(cells.slice(0, 4).every(({ published }) => published === null)).toBe(true)
    expect(cells.slice(4).every(({ ours }) => ours === null)).toBe(true)
  }
  expect(drawn.rows.find(({ name }) => name === 'VAE')!.cells.map(({ published }) => published)).toEqual([
    ...[null, null, null, null],
    '60',
    '58.7',
    '5.39',
    null,
  ])

  // Halves of real pictures reach one another and lie on one another; blurred clothes do neither as well.
  for (const column of [2, 3]) {
    expect(ours(drawn, 'real pictures', column)).toBeGreaterThan(0.85)
    for (const name of made.slice(1)) {
      expect(ours(drawn, name, column), name).toBeLessThan(ours(drawn, 'real pictures', column))
    }
  }
  const plot = String(precisionRecallFigure(measures).picture)
  expect(plot.match(/<circle /g)).toHaveLength(made.length)
  for (const name of made) expect(plot).toContain(`>${name}</text>`)

  for (const name of ['AE', 'VAE', 'SWAE, β = 0.5']) {
    // 100 pictures of ten classes: chance tells 0.1 ± 0.03.
    expect(ours(models, name, 0), name).toBeGreaterThan(0.4)
  }
  const [before, after] = ['AE', 'AE, encoder frozen, decoder refined'] as const
  expect(ours(models, after, 0)).toBe(ours(models, before, 0))
  expect(ours(models, after, 1)).toBeLessThan(ours(models, before, 1))
}, 120_000)

it.skipIf(mnist.absent)(
  'digits of a person’s folder are judged by a classifier of other pictures, binarised ones too',
  async () => {
    const which = { autoencoder: false, priors: ['vae'], binarise: true } as const
    const folder = path.dirname(mnist.path)
    const { data, measures } = await measured('mnist', which, scale, [1], folder, tools, job)
    expect(data.pictures.count).toBe(1000)
    expect(data.notes.join()).toContain('1000 other training pictures')
    const table = binaryTable('mnist', measures, scale.draws)
    expect(ours(table, 'VAE', 0)).toBeGreaterThan(0.4)
    // Binarising alone costs about 25 a picture: more than the error of grey pictures.
    expect(ours(table, 'VAE', 1)).toBeGreaterThan(20)
    expect(ours(table, 'VAE', 1)).toBeLessThan(100)
  },
  120_000,
)

it('decoders that go on from one autoencoder are judged by the same draws', async () => {
  const small = { ...scale, pictures: 600, epochs: 2, decoderEpochs: 2, draws: 300 }
  const { tables, figures } = await compareDecoders('fashion', small, [1], null, tools, job)
  const [drawn, errors] = tables as [ReproducedTable, ReproducedTable]
  const plain = 'AE-OT, decoder of the autoencoder'
  for (const name of ['AE-OT, encoder frozen, decoder refined', 'AE-OT-GAN, non-saturating, R 1, T 1']) {
    // So short a training leaves much to gain.
    expect(ours(drawn, name, 0), name).toBeLessThan(ours(drawn, plain, 0))
    expect(ours(errors, name, 0), name).toBeLessThan(ours(errors, plain, 0))
  }
  expect(figures).toHaveLength(1)
}, 120_000)
