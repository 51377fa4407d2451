import { expect, it } from 'vitest'
import { random } from '../../shared/random'
import { FlatAdam } from './adam'
import { loadBackend } from './backend'
import { downloadArrays, initialArrays, uploadArrays } from './weights'

it('moves every parameter as Adam does, computed one number at a time in double precision', async () => {
  const { tf } = await loadBackend()
  const parameters = [
    { name: 'a', shape: [3, 2], bound: 1 },
    { name: 'b', shape: [4], bound: 1 },
  ]
  const settings = { beta1: 0.9, beta2: 0.99 }
  const rate = 0.05
  const arrays = initialArrays(parameters, 1)
  let weights = uploadArrays(tf, parameters, arrays)
  const adam = new FlatAdam(tf, parameters, settings, weights, undefined)

  const expected = [...arrays['a']!.data, ...arrays['b']!.data]
  const first = expected.map(() => 0)
  const second = expected.map(() => 0)
  const source = random(2)
  for (let step = 1; step <= 20; step++) {
    const gradient = expected.map(() => Math.fround(source.normal()))
    const tensors = [tf.tensor(gradient.slice(0, 6), [3, 2]), tf.tensor(gradient.slice(6), [4])]
    const moved = adam.update(tensors, rate, step)
    tf.dispose([...tensors, ...Object.values(weights)])
    weights = moved
    gradient.forEach((g, i) => {
      first[i] = 0.9 * first[i]! + 0.1 * g
      second[i] = 0.99 * second[i]! + 0.01 * g * g
      const m = first[i]! / (1 - 0.9 ** step)
      const v = second[i]! / (1 - 0.99 ** step)
      expected[i] = expected[i]! - (rate * m) / (Math.sqrt(v) + 1e-8)
    })
  }
  const got = downloadArrays(weights)
  // Each of 20 single-precision steps of at most 0.05 rounds by some 1e-7 of values around 1.
  ;[...got['a']!.data, ...got['b']!.data].forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 5))
  expect(got['a']!.shape).toEqual([3, 2])
  expect(Object.keys(adam.exportMoments())).toEqual(['first/a', 'first/b', 'second/a', 'second/b'])
  adam.dispose()
  tf.dispose(Object.values(weights))
  expect(tf.memory().numTensors).toBe(0)
})
