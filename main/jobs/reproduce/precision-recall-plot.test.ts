import { expect, it } from 'vitest'
import { precisionRecallPlot } from './precision-recall-plot'

const model = (name: string, recall: number[], precision: number[]) =>
  ({ name, kind: 'GAN', recall, precision }) as const
const dots = (svg: string) =>
  [...svg.matchAll(/<circle cx="([\d.]+)" cy="([\d.]+)"/g)].map(([, x, y]) => [Number(x), Number(y)] as const)

it('a model of more recall lies further right, of more precision further up, by one scale from a whole tenth', () => {
  const svg = precisionRecallPlot([
    model('both', [1], [1]),
    model('neither', [0.6], [0.6]),
    model('recall', [0.8], [0.6]),
    model('seeds', [0.7, 0.9], [0.6, 1]),
  ])
  const [both, neither, recall, seeds] = dots(svg)
  expect(both![0] - neither![0]).toBeCloseTo(neither![1] - both![1], 1)
  expect(recall).toEqual([(both![0] + neither![0]) / 2, neither![1]])
  expect(seeds).toEqual([recall![0], (both![1] + neither![1]) / 2])
  // Deviations over seeds, .14 and .28 of the .4 that both span.
  const [, half] = /h([\d.]+)M/.exec(svg)!
  expect(Number(half) / 2 / (both![0] - neither![0])).toBeCloseTo(Math.SQRT2 / 10 / 0.4, 2)
})

it('names each model once by the number at its dot', () => {
  const names = Array.from({ length: 6 }, (_, i) => `model ${i}`)
  // All in one place but for the last: numbers stand clear of one another.
  const svg = precisionRecallPlot([
    ...names.map((name) => model(name, [0.75], [0.75])),
    model('far', [0.5], [0.5]),
  ])
  for (const name of names) expect(svg.split(`>${name}<`)).toHaveLength(2)
  const places = [...svg.matchAll(/x="([\d.]+)" y="([\d.]+)" text-anchor="middle" font-size="10"/g)].map(
    (match) => `${match[1]},${match[2]}`,
  )
  expect(new Set(places).size).toBe(7)
})
