import { describe, expect, it } from 'vitest'
import { random } from '../../shared/random'
import { adamInputs, applyAdam, correctedRate, initialMoments, type AdamVariant } from './adam'
import { loadBackend } from './backend'
import type { Definitions } from './program/definition'
import { eagerProgram, fastestProgram, type ProgramMaker } from './program-maker'
import { initialArrays } from './weights'

const backend = await loadBackend()
const parameters = [
  { name: 'a', shape: [3, 2], bound: 1 },
  { name: 'b', shape: [4], bound: 1 },
]
const settings = { beta1: 0.9, beta2: 0.99 }
const makers: [string, ProgramMaker][] = [
  ['op by op', eagerProgram],
  ['captured', fastestProgram],
]

/** The variants in double precision, one number at a time, on a variable's values. */
function reference(variant: AdamVariant, start: readonly number[]) {
  const values = [...start]
  const first = start.map(() => 0)
  const second = start.map(() => 0)
  const largest = start.map(() => 0)
  return (given: readonly number[], rate: number, step: number): number[] => {
    const norm = variant === 'normalised' ? Math.hypot(...given) + 1e-7 : 1
    for (const [i, value] of given.entries()) {
      const g = value / norm
      first[i] = 0.9 * first[i]! + 0.1 * g
      second[i] = 0.99 * second[i]! + 0.01 * g * g
      largest[i] = Math.max(largest[i]!, second[i]!)
      const m = first[i]! / (1 - 0.9 ** step)
      const v = (variant === 'amsgrad' ? largest[i]! : second[i]!) / (1 - 0.99 ** step)
      values[i] = values[i]! - (rate * m) / (Math.sqrt(v) + 1e-8)
    }
    return values
  }
}

describe.each(makers)('Adam, %s', (_, makeProgram) => {
  it.each(['adam', 'amsgrad', 'normalised'] as const)(
    'moves every parameter as %s does, computed one number at a time in double precision',
    (variant) => {
      const functions: Definitions = {
        step: {
          inputs: {
            ...adamInputs,
            a: { kind: 'float', shape: [3, 2] },
            b: { kind: 'float', shape: [4] },
          },
          run: (call) => {
            applyAdam(call, ['a', 'b'], [call.inputs['a']!, call.inputs['b']!], settings, variant)
            return {}
          },
        },
      }
      const arrays = initialArrays(parameters, 1)
      const moments = initialMoments(parameters, variant)
      const before = backend.tf.memory().numTensors
      const program = makeProgram(backend, functions, { ...arrays, ...moments })
      const references = parameters.map(({ name }) => reference(variant, [...arrays[name]!.data]))
      const source = random(2)
      let expected: number[][] = []
      for (let step = 1; step <= 20; step++) {
        // The size falls, so that the largest second moment is not the latest.
        const [a, b] = [6, 4].map((n) => Float32Array.from({ length: n }, () => source.normal() / step))
        program.run('step', { a: a!, b: b!, ...correctedRate(settings, 0.05, step) })
        expected = [a!, b!].map((given, i) => references[i]!([...given], 0.05, step))
      }
      const got = program.read()
      // Each of 20 single-precision steps of at most 0.05 rounds by some 1e-7 of values around 1.
      parameters.forEach(({ name, shape }, i) => {
        expect(got[name]!.shape).toEqual(shape)
        got[name]!.data.forEach((value, k) => expect(value).toBeCloseTo(expected[i]![k]!, 5))
      })
      expect(Object.keys(moments)).toContain('second/b')
      program.dispose()
      expect(backend.tf.memory().numTensors).toBe(before)
    },
  )
})
