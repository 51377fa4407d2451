import { describe, expect, it } from 'vitest'
import { matrix } from './matrix'
import { columnMeans, scatter } from './scatter'

describe('columnMeans and scatter', () => {
  it.each([1, 3, 4, 5])(
    'are the sums of their definition for %i rows, a whole number of fours or not',
    (n) => {
      const rows = [
        [1, 2],
        [4, -2],
        [0, 0],
        [3, 8],
        [-7, 1],
      ].slice(0, n)
      const points = matrix(n, 2, Float32Array.from(rows.flat()))
      const mean = columnMeans(points)
      const sum = (value: (x: number, y: number) => number) =>
        rows.reduce((total, [x, y]) => total + value(x!, y!), 0)
      const [mx, my] = [sum((x) => x) / n, sum((_, y) => y) / n]
      expect(mean[0]).toBeCloseTo(mx, 12)
      expect(mean[1]).toBeCloseTo(my, 12)
      const cross = sum((x, y) => (x - mx) * (y - my))
      const expected = [sum((x) => (x - mx) ** 2), cross, cross, sum((_, y) => (y - my) ** 2)]
      scatter(points, mean).forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 10))
    },
  )
})
