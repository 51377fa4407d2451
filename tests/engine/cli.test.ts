/** The built command line, run as a person runs it: arrays in, arrays and one JSON object out. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { decodeNpy, encodeNpy } from '../../main/data/npy'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'brenier-cli-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const at = (name: string) => path.join(folder, name)

function brenier(...words: string[]) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['out/main/cli.js', ...words, '--json', '--quiet'],
    {
      encoding: 'utf8',
    },
  )
  const record = stdout.startsWith('{') ? (JSON.parse(stdout) as { result?: never; error?: never }) : {}
  return {
    status,
    stderr,
    result: record.result as unknown as Record<string, number & string & unknown[]>,
    error: record.error as unknown as { code: string; message: string } | undefined,
  }
}
const array = (name: string) => decodeNpy(readFileSync(at(name)), name)

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

  it('says what is wrong in one sentence and by its exit code', () => {
    const missing = brenier('transport', 'solve', '--targets', at('nothing.npy'), '--out', at('U'))
    expect(missing.status).toBe(1)
    expect(missing.error).toMatchObject({ code: 'file-not-found' })
    expect(missing.stderr.trim().split('\n')).toHaveLength(1)
    expect(brenier('transport', 'solve').status).toBe(2)
    expect(brenier('no-such-command').status).toBe(2)
  })
})
