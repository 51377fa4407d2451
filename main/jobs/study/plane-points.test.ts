import { expect, it } from 'vitest'
import { matrix } from '../../../shared/matrix'
import { pictureSet, pointSet } from '../../data/picture-set'
import { inThreadCompute } from '../compute'
import { computeTasks } from '../tasks'
import { planePoints } from './plane-points'

const tools = { compute: inThreadCompute(computeTasks(null), () => performance.now()) }

const points = (columns: number, ...values: number[]) =>
  pointSet('set', matrix(values.length / columns, columns, Float32Array.from(values)))

it('points of the plane lie where they lie, those of a line on an axis', async () => {
  expect(await planePoints(points(2, 1, 2, 3, 4), tools)).toEqual({
    places: Float32Array.of(1, 2, 3, 4),
    components: false,
  })
  expect(await planePoints(points(1, 5, 6), tools)).toEqual({
    places: Float32Array.of(5, 0, 6, 0),
    components: false,
  })
})

it('points of more dimensions are seen along their first two components', async () => {
  const plane = (await planePoints(points(3, 0, 0, 7, 4, 0, 7, 0, 1, 7, 4, 1, 7), tools))!
  expect(plane.components).toBe(true)
  const xs = plane.places.filter((_, i) => i % 2 === 0)
  expect(Math.max(...xs) - Math.min(...xs)).toBeCloseTo(4, 5)
})

it('pictures have no place', async () => {
  const set = pictureSet({ name: 'p', height: 1, width: 1, channels: 1, pixels: new Uint8Array(2) })
  expect(await planePoints(set, tools)).toBeNull()
})
