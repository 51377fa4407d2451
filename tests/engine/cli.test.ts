/** The built command line, run as a person runs it: arrays in, arrays and one JSON object out. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { encodeNpy } from '../../main/data/npy'
import { encodePng } from '../../main/data/png'
import { brenier, interrupted, workFolder } from './fixtures/command-line'

const { at, array } = workFolder()

describe('brenier transport', () => {
  it('solves a map of the plane exactly, and measures, applies and samples it', () => {
    expect(brenier('data', 'export', 'gaussians-25', '--out', at('y.npy')).status).toBe(0)
    const solved = brenier('transport', 'solve', '--targets', at('y.npy'), '--out', at('T'))
    expect(solved.status).toBe(0)
    expect(solved.result).toMatchObject({ method: 'newton2d', exact: true, converged: true, emptyCells: 0 })

    const measured = brenier('transport', 'measure', '--transport', at('T'), '--out', at('w.npy'))
    expect(measured.result).toMatchObject({ exact: true, emptyCells: 0 })
    expect(measured.result['relativeRms']).toBeLessThan(1e-7)
    const masses = array('w.npy')
    expect(masses.shape).toEqual([512, 2])
    let total = 0
    for (let cell = 0; cell < 512; cell++) total += Number(masses.data[2 * cell])
    expect(total).toBeCloseTo(1, 9)

    writeFileSync(at('x.npy'), encodeNpy(Float32Array.of(0, 0, 0.45, 0.45), [2, 2]))
    const mapped = brenier(
      'transport',
      'map',
      '--transport',
      at('T'),
      '--points',
      at('x.npy'),
      '--out',
      at('z.npy'),
      '--indices',
      at('i.npy'),
    )
    expect(mapped.status).toBe(0)
    const codes = array('y.npy').data
    const image = array('z.npy').data
    for (const [point, code] of [...array('i.npy').data].entries()) {
      for (const k of [0, 1]) expect(image[2 * point + k]).toBeCloseTo(codes[2 * code + k]!, 5)
    }

    const torn = brenier('transport', 'singularities', '--transport', at('T'), '--out', at('s.json'))
    expect(torn.result['components']).toBe(25)

    // Between neighbours of one mode only: every new code lies within its mode, six deviations of 0.0177 wide.
    const sampled = brenier(
      'transport',
      'sample',
      '--transport',
      at('T'),
      '--count',
      '300',
      '--seed',
      '4',
      '--out',
      at('g.npy'),
    )
    expect(sampled.result).toMatchObject({ codes: 300, wanted: 300 })
    expect(sampled.result['refused']).toBeGreaterThan(0)
    for (const value of array('g.npy').data) {
      const nearest = Math.round(value / Math.SQRT1_2) * Math.SQRT1_2
      expect(Math.abs(value - nearest)).toBeLessThan(0.107)
    }
  })

  it('gives each code the mass that was asked for, and places every facet in the source', () => {
    const masses = Float64Array.from({ length: 512 }, (_, i) => (i < 100 ? 4 : 1))
    writeFileSync(at('nu.npy'), encodeNpy(masses, [512]))
    brenier('data', 'export', 'gaussians-25', '--out', at('y.npy'))
    brenier('transport', 'solve', '--targets', at('y.npy'), '--masses', at('nu.npy'), '--out', at('N'))
    const share = array('N/cell-masses.npy').data[0]!
    expect(share * (400 + 412)).toBeCloseTo(4, 6)
    brenier('transport', 'singularities', '--transport', at('N'), '--out', at('n.json'))
    const { facets, histogram } = JSON.parse(readFileSync(at('n.json'), 'utf8')) as {
      facets: { where: number[]; mass: number }[]
      histogram: { edges: number[]; mass: number[] }
    }
    expect(facets.every(({ where }) => where.length === 2 && where.every((x) => Math.abs(x) <= 0.5))).toBe(
      true,
    )
    const total = facets.reduce((sum, { mass }) => sum + mass, 0)
    expect(histogram.mass.reduce((sum, mass) => sum + mass, 0)).toBeCloseTo(total, 4)

    writeFileSync(at('few.npy'), encodeNpy(Float64Array.of(1, 2), [2]))
    const few = brenier(
      'transport',
      'solve',
      '--targets',
      at('y.npy'),
      '--masses',
      at('few.npy'),
      '--out',
      at('N'),
    )
    expect(few.error).toMatchObject({
      code: 'bad-shape',
      message: expect.stringContaining('512 masses') as string,
    })
  })

  it('draws noise from a domain of corners, also when the map is read again', () => {
    // Two codes and the triangle (0, 0), (2, 0), (0, 2): a quarter of its mass lies beyond x = 1.
    writeFileSync(at('two.npy'), encodeNpy(Float32Array.of(0, 0, 1, 0), [2, 2]))
    writeFileSync(at('share.npy'), encodeNpy(Float64Array.of(3, 1), [2]))
    writeFileSync(at('triangle.npy'), encodeNpy(Float64Array.of(0, 0, 2, 0, 0.3, 0.3, 0, 2), [4, 2]))
    const solve = ['transport', 'solve', '--targets', at('two.npy'), '--masses', at('share.npy')]
    const solved = brenier(...solve, '--domain', at('triangle.npy'), '--out', at('D'))
    expect(solved.result).toMatchObject({ method: 'newton2d', source: 'polygon', converged: true })

    const x = Float32Array.of(0.99, 0.5, 1.01, 0.5)
    writeFileSync(at('d.npy'), encodeNpy(x, [2, 2]))
    const files = ['--points', at('d.npy'), '--out', at('dz.npy'), '--indices', at('di.npy')]
    expect(brenier('transport', 'map', '--transport', at('D'), ...files).status).toBe(0)
    expect([...array('di.npy').data]).toEqual([0, 1])
    expect(brenier('transport', 'measure', '--transport', at('D')).result['relativeRms']).toBeLessThan(1e-7)

    // A draw is a code itself here: of 4,000, a quarter but for 5 standard errors are the second.
    const draws = ['--count', '4000', '--extension', 'none', '--out', at('dg.npy')]
    expect(brenier('transport', 'sample', '--transport', at('D'), ...draws).status).toBe(0)
    const second = array('dg.npy').data.filter((value, k) => k % 2 === 0 && Number(value) > 0.5).length
    expect(Math.abs(second / 4000 - 0.25)).toBeLessThan(5 * Math.sqrt((0.25 * 0.75) / 4000))
  })

  it('names what a domain lacks', () => {
    writeFileSync(at('two.npy'), encodeNpy(Float32Array.of(0, 0, 1, 0), [2, 2]))
    const refusal = (corners: number[], shape: number[], ...words: string[]) => {
      writeFileSync(at('domain.npy'), encodeNpy(Float64Array.from(corners), shape))
      const files = ['--targets', at('two.npy'), '--domain', at('domain.npy'), '--out', at('R')]
      return brenier('transport', 'solve', ...files, ...words).error
    }
    expect(refusal([0, 0, 1, 1, 2, 2], [3, 2])?.message).toContain('on one line')
    expect(refusal([0, 0, 1, 0], [2, 2])).toMatchObject({ code: 'bad-shape' })
    expect(refusal([0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1], [4, 3])?.message).toContain('2 coordinates')
    expect(refusal([0, 1, 2, 3], [4])?.message).toContain('[k, 2] or [k, 3]')
    expect(refusal([0, 0, 1, 0, 0, Number.NaN], [3, 2])).toMatchObject({ code: 'not-finite' })
    expect(refusal([0, 0, 1, 0, 0, 1], [3, 2], '--method', 'stochastic')?.message).toContain('method at auto')
    const words = ['--targets', at('two.npy'), '--source', 'ball', '--out', at('R')]
    expect(brenier('transport', 'solve', ...words).error?.message).toContain('codes of 3 coordinates')
  })

  it('keeps what was counted when a person interrupts', async () => {
    // Four dimensions: counted on noise, 10¹¹ draws of which would take hours.
    const codes = Float32Array.from({ length: 400 }, (_, i) => Math.sin(i * i))
    writeFileSync(at('y4.npy'), encodeNpy(codes, [100, 4]))
    brenier('transport', 'solve', '--targets', at('y4.npy'), '--out', at('F'), '--seconds', '1')
    const words = ['measure', '--transport', at('F'), '--samples', '1e11', '--out', at('w4.npy')]
    const stopped = await interrupted(/Count/, 'transport', ...words)
    expect(stopped.status).toBe(130)
    expect(stopped.record['interrupted']).toBe(true)
    expect(stopped.result['samples']).toBeLessThan(1e11)
    expect(array('w4.npy').shape).toEqual([100, 2])
  })

  it('says what is wrong in one sentence and by its exit code', () => {
    const missing = brenier('transport', 'solve', '--targets', at('nothing.npy'), '--out', at('U'))
    expect(missing.status).toBe(1)
    expect(missing.error).toMatchObject({ code: 'file-not-found' })
    expect(missing.stderr.trim().split('\n')).toHaveLength(1)
  })
})

describe('every command', () => {
  it('prints one record of the same fields, with the seed it used', () => {
    brenier('data', 'export', 'moons', '--out', at('moons.npy'))
    const { record } = brenier('embed', at('moons.npy'), '--iterations', '50', '--out', at('e.npy'))
    expect(Object.keys(record).sort()).toEqual(
      ['backend', 'command', 'parameters', 'result', 'seed', 'threads', 'version', 'wallSeconds'].sort(),
    )
    expect(record).toMatchObject({ command: 'embed', seed: 1, parameters: { iterations: 50, dof: 2 } })
  })

  it('gives the same bytes for the same seed and others for another', () => {
    const embed = (seed: string, name: string) => {
      brenier('embed', at('moons.npy'), '--iterations', '50', '--seed', seed, '--out', at(name))
      return readFileSync(at(name))
    }
    brenier('data', 'export', 'moons', '--out', at('moons.npy'))
    const first = embed('7', 'e7.npy')
    expect(embed('7', 'again.npy').equals(first)).toBe(true)
    expect(embed('8', 'e8.npy').equals(first)).toBe(false)
  })

  it.each([
    [['transport', 'solve']],
    [['no-such-command']],
    [['train', '--data', 'digits', '--latent', '0', '--out', 'm']],
    [['train', '--data', 'digits', '--latent', '2.5', '--out', 'm']],
    [['train', '--data', 'digits', '--latent', 'many', '--out', 'm']],
    [['train', '--data', 'digits', '--model', 'no-such-kind', '--out', 'm']],
    [['path', '--project', 'p', '--waypoints', '3', '--out', 'o']],
    [['transport', 'singularities', '--transport', 'T', '--theta', '1', '--epsilon', '1', '--out', 's']],
    [['transport', 'solve', '--targets', 'y', '--source', 'disc', '--domain', 'd', '--out', 'T']],
    [['data', 'info', 'digits', '--size', 'large']],
  ])('answers bad usage with 2 and a sentence: %j', (words) => {
    const { status, stderr } = brenier(...words)
    expect(status).toBe(2)
    expect(stderr).toMatch(/^error: .+\n\(add --help/)
    expect(stderr).not.toContain('    at ')
  })

  it('finds out before the work that a result has no place to go', () => {
    writeFileSync(at('taken'), 'a file')
    const inside = brenier('train', '--data', 'fashion', '--out', at('taken/model.safetensors'))
    expect(inside.status).toBe(1)
    expect(inside.error).toMatchObject({ code: 'disk-full' })
    expect(inside.error!.message).toMatch(/^Expected to write .+ Choose another place with --out\.$/)
    mkdirSync(at('folder'))
    const folder = brenier('data', 'export', 'digits', '--out', at('folder'))
    expect(folder.error!.message).toContain('there is a folder of this name')
    expect(brenier('data', 'export', 'moons', '--out', at('made/at/need.npy')).status).toBe(0)
  })
})

describe('brenier metrics', () => {
  const write = (name: string, data: Float32Array | Int32Array, ...shape: number[]) => {
    writeFileSync(at(name), encodeNpy(data, shape))
    return at(name)
  }
  const real = () => {
    brenier('data', 'export', 'gaussians-25', '--out', at('real.npy'), '--labels', at('modes.npy'))
    return at('real.npy')
  }

  it('measures the modes of a mixture it knows and of one it is given', () => {
    for (const modes of [
      ['--mixture', 'gaussians-25'],
      ['--labels', at('modes.npy')],
    ]) {
      const { result } = brenier('metrics', 'modes', real(), at('real.npy'), ...modes)
      expect(result).toMatchObject({ found: 25, modes: 25, missed: [], reverseKl: 0, realSamples: 512 })
      expect(result['highQuality']).toMatchObject({ of: 512 })
    }
    const neither = brenier('metrics', 'modes', at('real.npy'), at('real.npy'))
    expect(neither.error).toMatchObject({ code: 'bad-argument' })
  })

  it('measures a set against itself: no distance, full precision and recall', () => {
    const twice = [real(), at('real.npy')]
    const features = ['--features', 'the plane']
    expect(brenier('metrics', 'frechet', ...twice, ...features).result).toMatchObject({
      value: expect.closeTo(0, 6) as number,
      features: 'the plane',
      realSamples: 512,
    })
    const scores = brenier('metrics', 'prd', ...twice, ...features, '--clusterings', '2').result
    expect(scores).toMatchObject({ f8: expect.closeTo(1, 6) as number, samples: 512, clusterings: 2 })
    expect(scores['precision']).toHaveLength(1001)
    expect(brenier('metrics', 'w2', ...twice).result).toMatchObject({ w2: 0, meanLength: 0, samples: 512 })
    expect(brenier('metrics', 'frechet', ...twice).status).toBe(2)
  })

  it('tells classes by neighbours, and scores class probabilities', () => {
    const labels = ['--train-labels', at('modes.npy'), '--test-labels', at('modes.npy')]
    expect(brenier('metrics', 'knn', real(), at('real.npy'), ...labels).result).toMatchObject({
      accuracy: { count: 512, of: 512, share: 1 },
      neighbours: 5,
    })
    const sure = write('p.npy', Float32Array.of(1, 0, 0, 1), 2, 2)
    const words = ['metrics', 'inception', sure, '--classifier', 'made up', '--splits', '1']
    expect(brenier(...words).result).toMatchObject({
      generated: { mean: expect.closeTo(2, 9) as number, classifier: 'made up', samples: 2 },
      real: null,
    })
  })

  it('names missed modes, clusters that are not reached and cells never hit', () => {
    const drawn = write('drawn.npy', new Int32Array(100), 100)
    const had = write(
      'had.npy',
      Int32Array.from({ length: 100 }, (_, i) => i % 2),
      100,
    )
    expect(brenier('metrics', 'coverage', drawn, had).result).toMatchObject({
      missed: [1],
      reached: 1,
      present: 2,
    })
    const clusters = brenier('metrics', 'coverage', real(), at('real.npy'), '--clusters', '25').result
    expect(clusters).toMatchObject({ reached: 25, totalVariation: 0 })
    const cells = brenier('metrics', 'coverage', drawn, '--cells', '3').result
    expect(cells).toMatchObject({ neverHit: [1, 2], draws: 100 })
    expect(brenier('metrics', 'coverage', drawn).error).toMatchObject({ code: 'bad-argument' })
  })
})

describe('brenier data', () => {
  it('brings pictures of several sizes to one where it is told to', async () => {
    mkdirSync(at('größer und kleiner'))
    for (const [name, side] of [
      ['a', 16],
      ['b', 24],
    ] as const) {
      const pixels = new Uint8Array(side * side).fill(90)
      const file = at(`größer und kleiner/${name}.png`)
      writeFileSync(file, await encodePng({ height: side, width: side, channels: 1, pixels }))
    }
    const mixed = brenier('data', 'info', at('größer und kleiner'))
    expect(mixed.error).toMatchObject({
      code: 'mixed-sizes',
      message: expect.stringContaining('--size') as string,
    })
    const sized = brenier('data', 'info', at('größer und kleiner'), '--size', '12x10')
    expect(sized.result).toMatchObject({ count: 2, width: 12, height: 10 })
  })
})

describe('brenier assign', () => {
  it('writes the bijection and its duals, which prove it on every arc', () => {
    const n = 200
    const side = (phase: number) => Float64Array.from({ length: 2 * n }, (_, c) => Math.sin(phase + c * c))
    const [a, b] = [side(1), side(2)]
    writeFileSync(at('a.npy'), encodeNpy(a, [n, 2]))
    writeFileSync(at('b.npy'), encodeNpy(b, [n, 2]))
    const files = ['--out', at('p.npy'), '--duals', `${at('u.npy')},${at('v.npy')}`]
    const assigned = brenier('assign', at('a.npy'), at('b.npy'), '--cost', 'l1', ...files)
    expect(assigned.status).toBe(0)
    const [pairs, u, v] = ['p.npy', 'u.npy', 'v.npy'].map((name) => array(name).data)
    const arc = (i: number, j: number) =>
      Math.abs(a[2 * i]! - b[2 * j]!) + Math.abs(a[2 * i + 1]! - b[2 * j + 1]!)
    let cost = 0
    for (let i = 0; i < n; i++) {
      cost += arc(i, pairs![i]!)
      for (let j = 0; j < n; j++) expect(u![i]! + v![j]!).toBeLessThan(arc(i, j) + 1e-13)
    }
    expect(new Set(pairs).size).toBe(n)
    expect(assigned.result['cost']).toBeCloseTo(cost, 11)
    expect(Math.abs(assigned.result['gap']!)).toBeLessThan(1e-11)
  })

  it('writes the plan between unequal masses, and its duals', () => {
    const side = (count: number, phase: number) =>
      encodeNpy(
        Float64Array.from({ length: 2 * count }, (_, c) => Math.cos(phase + c * c)),
        [count, 2],
      )
    writeFileSync(at('many.npy'), side(60, 1))
    writeFileSync(at('few.npy'), side(25, 2))
    writeFileSync(at('light.npy'), encodeNpy(new Float64Array(60).fill(1 / 60), [60]))
    writeFileSync(at('heavy.npy'), encodeNpy(new Float64Array(25).fill(1 / 25), [25]))
    const files = ['--out', at('plan.npy'), '--duals', `${at('mu.npy')},${at('mv.npy')}`]
    const masses = ['--masses', `${at('light.npy')},${at('heavy.npy')}`]
    const moved = brenier('assign', at('many.npy'), at('few.npy'), ...masses, ...files)
    expect(moved.status).toBe(0)
    const [plan, u, v] = ['plan.npy', 'mu.npy', 'mv.npy'].map((name) => array(name))
    expect(plan!.shape).toEqual([moved.result['entries'], 3])
    const into = new Float64Array(25)
    for (let k = 0; k < plan!.data.length; k += 3)
      into[plan!.data[k + 1]!] = into[plan!.data[k + 1]!]! + plan!.data[k + 2]!
    for (const mass of into) expect(mass).toBeCloseTo(1 / 25, 13)
    const sum = (values: ArrayLike<number>) => Array.from(values).reduce((total, value) => total + value, 0)
    // By duality the cost is the masses' sum of duals.
    expect(sum(u!.data) / 60 + sum(v!.data) / 25).toBeCloseTo(moved.result['cost']!, 12)
    const refused = brenier(
      'assign',
      at('many.npy'),
      at('few.npy'),
      '--masses',
      `${at('light.npy')},${at('light.npy')}`,
    )
    expect(refused.error).toMatchObject({ code: 'bad-shape' })
  })

  it('brackets the cost by entropic potentials', () => {
    const masses = ['--masses', `${at('light.npy')},${at('heavy.npy')}`]
    const exact = brenier('assign', at('many.npy'), at('few.npy'), ...masses).result['cost']!
    const duals = ['--duals', `${at('su.npy')},${at('sv.npy')}`]
    const { result, status } = brenier(
      'assign',
      at('many.npy'),
      at('few.npy'),
      ...masses,
      '--entropy',
      '0.02',
      ...duals,
    )
    expect(status).toBe(0)
    expect(result['bound']!).toBeLessThan(exact)
    expect(result['cost']!).toBeGreaterThan(exact)
    expect(result['cost']! / result['bound']!).toBeLessThan(1.5)
    expect([array('su.npy').shape, array('sv.npy').shape]).toEqual([[60], [25]])
    const refused = brenier(
      'assign',
      at('many.npy'),
      at('few.npy'),
      '--entropy',
      '0.02',
      '--out',
      at('plan.npy'),
    )
    expect(refused.error).toMatchObject({ code: 'bad-argument' })
  })

  it('refuses sides of different sizes', () => {
    writeFileSync(at('three.npy'), encodeNpy(new Float32Array(6), [3, 2]))
    const refused = brenier('assign', at('a.npy'), at('three.npy'))
    expect(refused.status).toBe(1)
    expect(refused.error).toMatchObject({ code: 'bad-shape' })
  })
})
