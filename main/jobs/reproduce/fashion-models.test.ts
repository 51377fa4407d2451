import { expect, it } from 'vitest'
import type { ReproducedTable } from './experiment'
import { fashionTables } from './fashion-models'
import { job, tools } from './tools.fixture'

const scale = { pictures: 1000, epochs: 4, draws: 400, mapSeconds: 1, mapperSteps: 30 }

/** Our figure in a row and column. */
function ours({ rows }: ReproducedTable, name: string, column: number): number {
  const value = rows.find((row) => row.name === name)?.cells[column]?.ours
  if (!value) throw new Error(`Expected a figure of ours in column ${column} of "${name}".`)
  return value.mean
}

it('every model of clothes is drawn from and measured, its figures apart from those of other nets', async () => {
  const [drawn, models] = await fashionTables(scale, [1], tools, job)

  const measured = drawn.rows.map(({ name }) => name).filter((name) => !name.endsWith('(not run)'))
  expect(measured).toHaveLength(12)
  for (const name of measured.slice(1)) {
    // A few dozen steps give blurred clothes: far from the real pictures, whose halves differ by sampling alone.
    expect(ours(drawn, name, 0), name).toBeGreaterThan(2 * ours(drawn, 'real pictures', 0))
    expect(ours(drawn, name, 1), name).toBeLessThan(ours(drawn, 'real pictures', 1))
    expect(ours(drawn, name, 1), name).toBeGreaterThan(1)
  }
  // Figures of Inception, or of a net that is not ours, have columns in which we have none.
  for (const { cells } of drawn.rows) {
    expect(cells.slice(0, 2).map(({ published }) => published)).toEqual([null, null])
    expect(cells.slice(2).map(({ ours }) => ours)).toEqual([null, null, null])
  }
  expect(drawn.rows.find(({ name }) => name === 'VAE')!.cells.map(({ published }) => published)).toEqual([
    null,
    null,
    '60',
    '58.7',
    '5.39',
  ])

  for (const { name } of models.rows) {
    // 100 pictures of ten classes: chance tells 0.1 ± 0.03.
    expect(ours(models, name, 0), name).toBeGreaterThan(0.4)
  }
  const [before, after] = ['AE', 'AE, encoder frozen, decoder refined'] as const
  expect(ours(models, after, 0)).toBe(ours(models, before, 0))
  expect(ours(models, after, 1)).toBeLessThan(ours(models, before, 1))
}, 120_000)
