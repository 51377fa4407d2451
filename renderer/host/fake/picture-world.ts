import type { FacetTable } from '../../../shared/contracts/results'
import { random, type Random } from '../../../shared/random'
import { drawShapes, shapeNames } from './shapes'
import { countsOf, type World } from './world'

const dimension = 6
const size = 28

/** Cluster centres spread over the unit sphere (a Fibonacci lattice). */
function centres(classes: number): Float32Array {
  const out = new Float32Array(classes * 3)
  for (let k = 0; k < classes; k++) {
    const z = 1 - (2 * k + 1) / classes
    const r = Math.sqrt(1 - z * z)
    const phi = k * 2.399963
    out.set([r * Math.cos(phi), r * Math.sin(phi), z], 3 * k)
  }
  return out
}

/** A world of `count` drawn pictures in ten clusters, with codes in six dimensions and a decoder. */
export function pictureWorld(
  recipe: string,
  title: string,
  count: number,
  classes: number = shapeNames.length,
): World {
  const source = random(7)
  const middle = centres(classes)
  const codes = new Float32Array(count * dimension)
  const classOf = new Int32Array(count)
  for (let i = 0; i < count; i++) {
    const k = source.integer(classes)
    classOf[i] = k
    for (let d = 0; d < 3; d++) codes[i * dimension + d] = middle[3 * k + d]! + 0.15 * source.normal()
    for (let d = 3; d < dimension; d++) codes[i * dimension + d] = 0.4 * source.normal()
  }
  const decode = (code: Float32Array): Uint8Array<ArrayBuffer> => {
    const weights = new Float64Array(classes)
    let total = 0
    for (let k = 0; k < classes; k++) {
      let far = 0
      for (let d = 0; d < 3; d++) far += (code[d]! - middle[3 * k + d]!) ** 2
      weights[k] = Math.exp(-far / 0.12)
      total += weights[k]!
    }
    const out = new Uint8Array(size * size)
    drawShapes(
      weights.map((weight) => weight / (total + 1e-12)),
      [code[3]!, code[4]!, code[5]!],
      size,
      out,
    )
    return out
  }
  const picture = (index: number): Uint8Array<ArrayBuffer> => {
    const weights = new Float64Array(classes)
    weights[classOf[index]!] = 1
    const at = index * dimension
    const out = new Uint8Array(size * size)
    drawShapes(weights, [codes[at + 3]!, codes[at + 4]!, codes[at + 5]!], size, out)
    return out
  }
  const layout = new Float32Array(count * 3)
  for (let i = 0; i < count; i++) {
    for (let d = 0; d < 3; d++) {
      layout[3 * i + d] = 30 * codes[i * dimension + d]! + 2 * codes[i * dimension + 3 + d]!
    }
  }
  const sizeOf = Int32Array.from({ length: count }, (_, i) => (codes[i * dimension + 3]! > 0 ? 1 : 0))
  const turnOf = Int32Array.from({ length: count }, (_, i) => {
    const turn = codes[i * dimension + 4]!
    return turn < -0.25 ? 0 : turn < 0.25 ? 1 : 2
  })
  const names = shapeNames.slice(0, classes)
  return {
    recipe,
    title,
    dimension,
    data: {
      kind: 'pictures',
      name: title,
      count,
      height: size,
      width: size,
      channels: 1,
      classes: countsOf(names, classOf),
      attributes: [
        { name: 'Size', values: countsOf(['small', 'large'], sizeOf) },
        { name: 'Turn', values: countsOf(['left', 'upright', 'right'], turnOf) },
      ],
      warnings: [],
    },
    labels: {
      count,
      classes: classOf,
      attributes: [
        { name: 'Size', codes: sizeOf },
        { name: 'Turn', codes: turnOf },
      ],
    },
    codes,
    layout,
    method: 'tsne',
    facets: clusterFacets(codes, classOf, middle, source.fork('facets')),
    diagram: null,
    transport: stochasticTransport(count, source.fork('transport')),
    report: {
      method: 'stochastic, averaged',
      source: 'cube',
      exact: false,
      converged: true,
      relativeRms: 0.019,
      worstCell: 0.31,
      emptyCells: 0,
      dualBound: 0.41274,
      primalCost: 0.41325,
      gap: 0.00051,
      noiseFloor: 0.012,
      samples: 18_400_000,
      steps: 460,
      targets: count,
      dimension,
      seconds: 24.6,
    },
    picture,
    decode,
  }
}

/** Facets within clusters (small angles) and between neighbouring clusters (large ones). */
function clusterFacets(
  codes: Float32Array,
  classOf: Int32Array,
  middle: Float32Array,
  source: Random,
): FacetTable {
  const count = classOf.length
  const classes = middle.length / 3
  const apart = (i: number, j: number) => {
    let sum = 0
    for (let d = 0; d < dimension; d++) sum += (codes[i * dimension + d]! - codes[j * dimension + d]!) ** 2
    return Math.sqrt(sum)
  }
  const members: number[][] = Array.from({ length: classes }, () => [])
  for (let i = 0; i < count; i++) members[classOf[i]!]!.push(i)
  const nearClasses = Array.from({ length: classes }, (_, a) =>
    Array.from({ length: classes }, (_, b) => b)
      .filter((b) => b !== a)
      .sort((b, c) => centreDistance(middle, a, b) - centreDistance(middle, a, c))
      .slice(0, 3),
  )
  const total = Math.min(14_000, count * 3)
  const first = new Uint32Array(total)
  const second = new Uint32Array(total)
  const angle = new Float32Array(total)
  const distance = new Float32Array(total)
  const mass = new Float32Array(total)
  for (let f = 0; f < total; f++) {
    const i = source.integer(count)
    const torn = source.uniform() < 0.12
    const near = nearClasses[classOf[i]!]!
    const from = members[torn ? near[source.integer(near.length)]! : classOf[i]!]!
    let best = i
    let least = Number.POSITIVE_INFINITY
    for (let tries = 0; tries < 20; tries++) {
      const j = from[source.integer(from.length)]!
      const far = apart(i, j)
      if (j !== i && far < least) {
        least = far
        best = j
      }
    }
    first[f] = Math.min(i, best)
    second[f] = Math.max(i, best)
    distance[f] = Number.isFinite(least) ? least : 0
    angle[f] = Math.max(0.01, Math.atan(0.8 * distance[f]! * (0.8 + 0.4 * source.uniform())))
    mass[f] = source.uniform() ** 3
  }
  return {
    count: total,
    exact: false,
    first,
    second,
    angle,
    distance,
    mass,
    suggested: { test: 'angle', value: 0.62 },
  }
}

function centreDistance(middle: Float32Array, a: number, b: number): number {
  return Math.hypot(
    middle[3 * a]! - middle[3 * b]!,
    middle[3 * a + 1]! - middle[3 * b + 1]!,
    middle[3 * a + 2]! - middle[3 * b + 2]!,
  )
}

function stochasticTransport(count: number, source: Random): World['transport'] {
  const steps = 60
  return {
    relativeRms: Float32Array.from(
      { length: steps },
      (_, s) => (0.05 + 0.9 * Math.exp(-s / 9)) * (1 + 0.05 * source.normal()),
    ),
    averagedRms: Float32Array.from({ length: steps }, (_, s) =>
      s < 8 ? Number.NaN : 0.02 + 0.3 * Math.exp(-s / 9),
    ),
    worstCell: new Float32Array(0),
    cellMass: Float32Array.from({ length: count }, () => Math.max(0, 1 + 0.06 * source.normal())),
    heights: Float32Array.from({ length: count }, () => source.normal()),
  }
}
