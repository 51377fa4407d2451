import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { frechetDistance } from '../../../main/metrics/frechet'
import { histogramJsd, histogramKl } from '../../../main/metrics/histogram-divergence'
import { miniBatchKMeans } from '../../../main/metrics/mini-batch-k-means'
import { neighbourAccuracy } from '../../../main/metrics/nearest-neighbour-accuracy'
import { largestF, prd, prdCurve } from '../../../main/metrics/prd'
import { shareOf } from '../../../main/metrics/share'
import { matrix, selectRows, type Matrix } from '../../../shared/matrix'
import { random } from '../../../shared/random'
import reference from './reference.json'

const bytes = gunzipSync(readFileSync(new URL('../tsne/digits.u8.gz', import.meta.url)))
const pixels = matrix(1797, 64, Float32Array.from(bytes.subarray(0, 1797 * 64)))
const labels = bytes.subarray(1797 * 64)
const rows = (keep: (i: number) => boolean): Matrix =>
  selectRows(
    pixels,
    Array.from({ length: 1797 }, (_, i) => i).filter((i) => keep(i)),
  )
const even = rows((i) => i % 2 === 0)
const odd = rows((i) => i % 2 === 1)
const few = rows((i) => i % 2 === 1 && labels[i]! < 6)
const first = (points: Matrix, n: number) =>
  selectRows(
    points,
    Uint32Array.from({ length: n }, (_, i) => i),
  )
const somePixels = (points: Matrix) => {
  const { pixels: some } = reference
  const value = (_: unknown, at: number) =>
    points.data[Math.floor(at / some.length) * 64 + some[at % some.length]!]!
  return matrix(points.rows, some.length, Float32Array.from({ length: points.rows * some.length }, value))
}

const frechetCases: Readonly<Record<string, readonly [Matrix, Matrix]>> = {
  'all digits': [odd, even],
  'digits below 6': [few, even],
  'digits below 6, eight pixels': [somePixels(few), somePixels(even)],
  'forty samples of 64 dimensions': [first(odd, 40), first(even, 40)],
}

describe('measures beside the published code, on the UCI digits', () => {
  it.each(reference.frechet)('the Fréchet distance of $name is that of pytorch-fid', ({ name, value }) => {
    const [generated, real] = frechetCases[name]!
    const ours = frechetDistance(generated, real, 'pixels').value
    // Where covariances are singular, its root of the product is good to the root of rounding, some 1e-7 of the traces.
    expect(Math.abs(ours / value - 1)).toBeLessThan(name.includes('eight') ? 1e-10 : 1e-5)
  })

  it.each(reference.histograms)(
    'curve, scores and divergences of $generated and $real are theirs',
    (theirs) => {
      const curve = prdCurve(theirs.generated, theirs.real)
      theirs.precision.forEach((value, i) => expect(curve.precision[50 * i]).toBeCloseTo(value, 12))
      theirs.recall.forEach((value, i) => expect(curve.recall[50 * i]).toBeCloseTo(value, 12))
      expect(largestF(curve, 8)).toBeCloseTo(theirs.f8, 12)
      expect(largestF(curve, 1 / 8)).toBeCloseTo(theirs.fEighth, 12)
      expect(histogramKl(theirs.generated, theirs.real)).toBeCloseTo(theirs.kl, 12)
      expect(histogramJsd(theirs.generated, theirs.real)).toBeCloseTo(theirs.jsd, 12)
    },
  )

  it.each(reference.prd)(
    'precision and recall of $name are theirs within the noise of clustering',
    (theirs) => {
      const generated = theirs.name === 'all digits' ? odd : few
      const stepper = prd(generated, first(even, theirs.samples), 'pixels')
      while (!stepper.step()) continue
      const ours = stepper.result()
      // Both are means over ten clusterings, so ours scatters as one of their runs does, and so does, less, their mean.
      const within = ({ deviation, runs }: { deviation: number; runs: number }) =>
        4 * deviation * Math.sqrt(1 + 1 / runs)
      expect(Math.abs(ours.f8 - theirs.f8.mean)).toBeLessThan(within(theirs.f8))
      expect(Math.abs(ours.fEighth - theirs.fEighth.mean)).toBeLessThan(within(theirs.fEighth))
    },
  )

  it('clusters are as tight as those of MiniBatchKMeans', () => {
    const { mean, deviation } = reference.meanInertia
    let ours = 0
    for (let seed = 0; seed < 4; seed++) ours += miniBatchKMeans(pixels, 20, random(seed)).meanSquare / 4
    expect(Math.abs(ours - mean)).toBeLessThan(3 * deviation)
  })

  it('five neighbours tell what scikit-learn says, but where distances tie', () => {
    const { training, accuracy, told } = reference.neighbours
    const part = (begin: number, end: number) => ({
      points: rows((i) => i >= begin && i < end),
      labels: labels.subarray(begin, end),
    })
    const ours = neighbourAccuracy(part(0, training), part(training, 1797))
    // Whole-numbered pixels tie now and then, and which of equals is taken is anybody's choice.
    expect(told.filter((label, i) => label !== ours.told[i]).length).toBeLessThanOrEqual(2)
    expect(Math.abs(ours.accuracy.share - accuracy)).toBeLessThan(0.003)
  })

  it.each(reference.intervals)(
    'the interval of $count of $of is that of SciPy',
    ({ count, of, low, high }) => {
      const ours = shareOf(count, of)
      expect(ours.low).toBeCloseTo(low, 12)
      expect(ours.high).toBeCloseTo(high, 12)
    },
  )
})
