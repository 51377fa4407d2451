/** Mappers from the built command line: a study of points, a map learned onto it, codes drawn from it. */
import { existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { brenier, workFolder } from './fixtures/command-line'

const { at, array } = workFolder()

describe('brenier mapper', () => {
  it('learns a map onto a study’s points, keeps it, and draws the same codes for the same seed', () => {
    expect(brenier('study', 'run', 'moons', '--out', at('moons')).status).toBe(0)
    const none = brenier('mapper', 'sample', at('moons'), '--count', '5', '--out', at('none.npy'))
    expect(none.error).toMatchObject({ code: 'missing-stage' })

    const small = ['--steps', '150', '--units', '32', '--learning-rate', '0.003']
    const trained = brenier('mapper', 'train', at('moons'), '--method', 'otgen', ...small)
    expect(trained.status).toBe(0)
    expect(trained.result).toMatchObject({ method: 'otgen', step: 150 })
    const foreign = brenier('mapper', 'train', at('moons'), '--method', 'ottrans', '--pack', '2')
    expect(foreign.error).toMatchObject({ code: 'bad-argument' })

    const draw = (file: string, seed: string) => {
      brenier('mapper', 'sample', at('moons'), '--count', '200', '--seed', seed, '--out', at(file))
      return array(file)
    }
    const [one, same, other] = [draw('1.npy', '1'), draw('2.npy', '1'), draw('3.npy', '2')]
    expect(one.shape).toEqual([200, 2])
    expect(same.data).toEqual(one.data)
    expect(other.data).not.toEqual(one.data)
    // The moons lie between −1.2 and 2.2 and are spread from side to side: codes are in their units, not normalised.
    const across = [...one.data].filter((_, i) => i % 2 === 0).map(Number)
    expect(Math.min(...across)).toBeLessThan(-0.2)
    expect(Math.max(...across)).toBeGreaterThan(1.2)

    const path = ['--project', at('moons'), '--waypoints', '3,40', '--space', 'learned', '--out', at('path')]
    const { result } = brenier('path', ...path)
    expect(result['note']).toContain('no inverse')
    expect(existsSync(at('path/steps.csv'))).toBe(true)
  })

  it('lists the experiments that can be run again', () => {
    const names = (brenier('reproduce').result['experiments'] as unknown as { name: string }[]).map(
      ({ name }) => name,
    )
    expect(names).toContain('moons-circles')
    expect(brenier('reproduce', 'table-9').error).toMatchObject({ code: 'bad-argument' })
  })
})
