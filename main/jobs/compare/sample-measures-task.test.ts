import { describe, expect, it } from 'vitest'
import { matrix, selectRows, type Matrix } from '../../../shared/matrix'
import { random } from '../../../shared/random'
import { neighbourSearch } from '../../embedding/neighbours'
import { JobControl } from '../control'
import { inThreadCompute } from '../compute'
import type { SampleMeasures, SampleToMeasure } from './sample-measures-task'
import { computeTasks } from '../tasks'

const compute = inThreadCompute(computeTasks(null), () => performance.now())

function normals(n: number, seed: number): Matrix {
  const source = random(seed)
  return matrix(
    n,
    3,
    Float32Array.from({ length: 3 * n }, () => source.normal()),
  )
}

async function measured(generated: Matrix, real: Matrix, more: Partial<SampleToMeasure> = {}) {
  const given = {
    generated,
    real,
    realNeighbours: neighbourSearch(real).nearestOthers(0, real.rows, 2),
    neighbours: 5,
    cells: null,
    gaussians: null,
    features: 'test',
    seed: 1,
    ...more,
  }
  const { result } = await compute.run('sampleMeasures', given, new JobControl())
  return result as SampleMeasures
}

const sum = (values: Float32Array) => values.reduce((total, value) => total + value, 0)

describe('measures of a sample', () => {
  it('finds a copied sample to be copies, and one of the same distribution to be as near as real ones among themselves', async () => {
    const real = normals(1500, 1)
    const copied = await measured(
      selectRows(
        real,
        Array.from({ length: 300 }, (_, i) => i),
      ),
      real,
    )
    expect(copied.generated.nearCopies.share).toBe(1)
    expect([...copied.generated.nearest.subarray(0, 4)]).toEqual([0, 1, 2, 3])
    expect(copied.histogram.generated[0]).toBeCloseTo(1, 5)

    const fresh = await measured(normals(1500, 2), real)
    // In three dimensions 1/27 are near copies by chance: 56 of 1,500, four deviations of 7.3 either way.
    expect(Math.abs(fresh.generated.nearCopies.count - 56)).toBeLessThan(30)
    expect(fresh.generated.medianDistance / fresh.real.medianDistance).toBeCloseTo(1, 0)
    expect(sum(fresh.histogram.generated)).toBeCloseTo(1, 4)
    expect(sum(fresh.histogram.real)).toBeCloseTo(1, 4)
  })

  it('compares equal numbers of both sets, and loses recall where half of the real ones are not reached', async () => {
    const real = normals(1000, 3)
    const half = normals(4000, 4)
    for (let i = 0; i < half.rows; i++) half.data[3 * i] = Math.abs(half.data[3 * i]!) + 0.2
    const { prd } = await measured(half, real)
    expect(prd.samples).toBe(1000)
    expect(prd.fEighth).toBeGreaterThan(prd.f8 + 0.2)
  })

  it('scores Gaussians in the units of the codes, not in normalised ones', async () => {
    const normalisation = { centre: Float64Array.of(7, 7, 7), scale: 10 }
    const gaussians = { centres: matrix(1, 3, Float32Array.of(7, 7, 7)), sigma: 10, normalisation }
    const { mixture } = await measured(normals(500, 5), normals(500, 6), { gaussians })
    // Within three deviations in space lie 97.1 %.
    expect(mixture!.highQuality.share).toBeGreaterThan(0.94)
  })
})
