import { expect, it } from 'vitest'
import type { ReproducedTable } from './experiment'
import { denoising } from './swae-denoising'
import { mixture } from './swae-mixture'
import { job, tools } from './tools.fixture'

/** Our figure in a row and column. */
function ours({ rows }: ReproducedTable, name: string, column: number): number {
  const value = rows.find((row) => row.name === name)?.cells[column]?.ours
  if (!value) throw new Error(`Expected a figure of ours in column ${column} of "${name}".`)
  return value.mean
}

it('codes of a mixture keep the order of distances far beyond chance, and are drawn with their numbers', async () => {
  const { tables, figures } = await mixture({ points: 1000, epochs: 6 }, [1], tools, job)
  for (const { name } of tables[0]!.rows) {
    // Five Gaussians along a line: who tells them apart alone is near 0.9, chance is 0; of ten nearest, chance keeps one.
    expect(ours(tables[0]!, name, 0), name).toBeGreaterThan(0.6)
    expect(ours(tables[0]!, name, 1), name).toBeGreaterThan(0.2)
  }
  const { picture } = figures![0]!
  expect(picture).toMatch(/^<svg/)
  expect(String(picture).match(/>99</g)).toHaveLength(tables[0]!.rows.length)
}, 120_000)

it('noise is taken out of clothes by every model, and the figure has a row for each', async () => {
  const { tables, figures } = await denoising({ pictures: 500, epochs: 4 }, [1], tools, job)
  const noisy = ours(tables[0]!, 'the pictures themselves', 1)
  // σ² = 0.09, of which black and white cut off nearly half where half of the values are black.
  expect(noisy).toBeGreaterThan(0.04)
  expect(noisy).toBeLessThan(0.09)
  for (const { name } of tables[0]!.rows.slice(1)) {
    // A few steps on 450 pictures give blurs, which are near the clean picture, but not very.
    expect(ours(tables[0]!, name, 0), name).toBeGreaterThan(0)
    expect(ours(tables[0]!, name, 1), name).toBeLessThan(0.12)
  }
  const { picture } = figures![0]!
  // Eight rows of twelve pictures, 28 pixels and 1 between.
  expect(picture).toMatchObject({ height: 8 * 29 - 1, width: 12 * 29 - 1 })
}, 120_000)
