import { expect, it } from 'vitest'
import { tableText } from './experiment'
import { moonsCircles } from './moons-circles'
import { job, tools } from './tools.fixture'

it('the quick divergences of moons and circles stand in the order of the paper, beside its figures', async () => {
  const { tables, notes } = await moonsCircles('paper').run(
    { quick: true, seeds: [1], data: null },
    tools,
    job,
    () => undefined,
  )
  const table = tables[0]!
  const ours = (name: string, set: 0 | 1) =>
    table.rows.find((row) => row.name === name)!.cells[set]!.ours!.mean
  for (const set of [0, 1] as const) {
    const data = ours('data', set)
    // Four pairs of 500: their mean scatters by some 0.006. Noise on the square, unlearned, is at 0.5 and more.
    expect(data).toBeGreaterThan(0.07)
    expect(data).toBeLessThan(0.12)
    expect(ours('k-means, 16 Gaussians', set)).toBeGreaterThan(data - 0.01)
    expect(ours('k-means, 8 Gaussians', set)).toBeGreaterThan(ours('k-means, 16 Gaussians', set))
    for (const learned of ['OTgen', 'OTtrans']) {
      expect(ours(learned, set), learned).toBeGreaterThan(data - 0.01)
      expect(ours(learned, set), learned).toBeLessThan(0.2)
    }
  }
  expect(tableText(table)).toMatch(/\| OTtrans \| 0\.\d{3} \(\.086\) \| 0\.\d{3} \(\.075\) \|/)
  expect(notes.at(-1)).toMatch(/Quick/)
}, 240_000)
