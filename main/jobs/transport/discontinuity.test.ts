import * as v from 'valibot'
import { beforeAll, describe, expect, it } from 'vitest'
import type { DiscontinuityParameters } from '../../../shared/contracts/discontinuity'
import { methods } from '../../../shared/contracts/methods'
import { matrix } from '../../../shared/matrix'
import { random } from '../../../shared/random'
import { pointSet } from '../../data/picture-set'
import { tensorsHere } from '../../nn/tensors'
import { inThreadCompute } from '../compute'
import { JobControl } from '../control'
import { emptyView } from '../study/create-study'
import { testDiscontinuity } from './discontinuity'
import { discontinuityReport } from './discontinuity-report'
import { findFacets } from './find-facets'
import { makeCodes } from '../training/make-codes'
import { defaultParameters } from '../study/recipe'
import { solveTransport } from './solve-transport'
import { Study } from '../study/study'
import { computeTasks } from '../tasks'
import type { Tools } from '../tools'

const tools: Tools = {
  tensors: tensorsHere(),
  compute: inThreadCompute(computeTasks(null), () => 0),
  clock: () => 0,
  publisher: { event: () => undefined, frame: () => undefined },
  resources: 'resources',
  announce: () => undefined,
  autosave: async () => undefined,
}
const job = (control = new JobControl()) => ({ control, report: () => undefined })

/** A solved study of points in the plane around given centres, a class each. */
async function studyOf(centres: readonly (readonly [number, number])[], seed: number, count = 300) {
  const stream = random(seed)
  const points = matrix(count, 2)
  const labels = new Int32Array(count)
  for (let i = 0; i < count; i++) {
    labels[i] = i % centres.length
    points.data.set(
      centres[labels[i]!]!.map((value) => value + 0.3 * stream.normal()),
      2 * i,
    )
  }
  const classNames = centres.map((_, c) => `class ${c}`)
  const data = pointSet('points', points, labels, classNames)
  const study = new Study(
    'study',
    'Study',
    data,
    { kind: 'sample', name: 'points' },
    { ...defaultParameters },
    emptyView,
  )
  await makeCodes(study, tools, job())
  await solveTransport(study, defaultParameters.transport, tools, job())
  await findFacets(study, defaultParameters.facets, tools, job())
  return study
}

const corners = [
  [-2, -2],
  [2, -2],
  [2, 2],
  [-2, 2],
] as const
const usual: DiscontinuityParameters = { between: { kind: 'random' }, segments: 300, control: true, seed: 4 }
/** Between the spread of a cluster and the distance of two, in normalised codes. */
const apart = { test: 'distance', value: 0.7 } as const

async function tested(study: Study, change: Partial<DiscontinuityParameters> = {}) {
  await testDiscontinuity(study, { ...usual, ...change }, tools, job())
  return discontinuityReport(study, apart)!
}

describe('the discontinuity test of a study', () => {
  let study: Study
  beforeAll(async () => {
    study = await studyOf(corners, 1)
  })

  it('says nothing before it was made, and that it is of an earlier map once another was solved', async () => {
    const fresh = await studyOf(corners, 2, 60)
    expect(discontinuityReport(fresh, apart)).toBeNull()
    expect((await tested(fresh, { control: false })).changed).toBe(false)
    const anew = { ...defaultParameters.transport, source: 'gaussian', method: 'stochastic' } as const
    await solveTransport(fresh, anew, tools, job())
    const report = discontinuityReport(fresh, apart)!
    expect(report.changed).toBe(true)
    expect(report.area.all.exact).toBeNull()
  })

  it('finds the label change at singular crossings, in a report that the contract lets through', async () => {
    const report = await tested(study)
    expect(v.parse(methods['discontinuity.report'].answer, report)).toBeTruthy()
    const [change] = report.changes
    expect(report.singular).toBeGreaterThan(100)
    // Clusters 13 spreads apart: a long jump changes cluster, a short one does not.
    expect(change!.singular.count).toBe(change!.singular.of)
    expect(change!.ordinary.count).toBe(0)
    expect(change!.low).toBeGreaterThan(100)
    expect(change!.p).toBeLessThan(1e-20)
    expect(change!.byFifths[0]).toBe(0)
    expect(report.tornSegments.share).toBeGreaterThan(0.4)
  })

  it('estimates areas that agree with the exact lengths', async () => {
    const { area } = await tested(study, { control: false })
    for (const { estimate, error, exact } of [area.all, area.singular]) {
      // Four clusters in a square part along a cross of length 2.
      expect(exact).toBeGreaterThan(1.8)
      expect(Math.abs(estimate - exact!)).toBeLessThan(4 * error)
    }
  })

  it('lists the largest facets once each, with the segments that cross them and a mean code off the data', async () => {
    const { largest } = await tested(study, { control: false })
    const pairs = largest.map(({ from, to }) => [from, to].sort((a, b) => a - b).join())
    expect(new Set(pairs).size).toBe(largest.length)
    for (const [f, crossing] of largest.entries()) {
      if (f > 0) expect(crossing.relativeJump).toBeLessThanOrEqual(largest[f - 1]!.relativeJump)
      expect(crossing.changes).toEqual([null])
      // Further from every code than codes there lie from one another.
      expect(crossing.offData).toBeGreaterThan(1)
    }
  })

  it('follows a moved threshold without a new walk', async () => {
    await tested(study, { control: false })
    const all = discontinuityReport(study, { test: 'distance', value: 0 })!
    const none = discontinuityReport(study, { test: 'distance', value: 1e9 })!
    expect([all.singular, none.singular]).toEqual([all.crossings, 0])
    expect(none.tornSegments.share).toBe(0)
    expect(all.area.singular.estimate).toBeCloseTo(all.area.all.estimate, 12)
  })

  it('walks between two classes, and between two pictures, over the tear between them alone', async () => {
    const between = { kind: 'values', attribute: null, first: 0, second: 2 } as const
    const classes = await tested(study, { between, control: false })
    expect(classes.tornSegments.share).toBe(1)
    for (const { start, finish, way } of classes.largest) {
      expect([start % 4, finish % 4]).toEqual([0, 2])
      // Segments join centres, as a path between the two pictures does: it shows the same crossing.
      expect(way).toEqual([start, finish])
    }
    const pictures = await tested(study, {
      between: { kind: 'pictures', first: 4, second: 9 },
      control: false,
    })
    for (const { start, finish } of pictures.largest) expect([start, finish]).toEqual([4, 9])
  })

  it('keeps what there is where it is cancelled, and nothing where there is nothing', async () => {
    const fresh = await studyOf(corners, 3, 60)
    const control = new JobControl()
    control.cancel()
    await testDiscontinuity(fresh, usual, tools, job(control))
    expect(discontinuityReport(fresh, apart)).toBeNull()
  })

  it('refuses an attribute and a value that the study has not', async () => {
    const values = { kind: 'values', attribute: 'Hair', first: 0, second: 1 } as const
    await expect(tested(study, { between: values })).rejects.toThrow('this one has none')
    const classes = { kind: 'values', attribute: null, first: 0, second: 7 } as const
    await expect(tested(study, { between: classes })).rejects.toThrow('value 7')
    const pictures = { kind: 'pictures', first: 0, second: 5000 } as const
    await expect(tested(study, { between: pictures })).rejects.toThrow('number 5000')
  })

  it('calls separated clusters torn and one Gaussian not, seed for seed', async () => {
    for (let seed = 10; seed < 20; seed++) {
      const clusters = await tested(await studyOf(corners, seed), { seed })
      expect(clusters.tail).toMatchObject({ torn: true })
      const gaussian = await tested(await studyOf([[0, 0]], seed), { seed })
      expect(gaussian.tail).toMatchObject({ torn: false })
    }
  })
})
