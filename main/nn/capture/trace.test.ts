import { describe, expect, it } from 'vitest'
import { loadBackend } from '../backend'
import { kernelsOf } from './binding'
import { Graph } from './graph'
import { trace } from './trace'

const backend = await loadBackend()
const { tf } = backend

describe.runIf(backend.native)('a trace', () => {
  it('lists TensorFlow’s operations with where their inputs come from', () => {
    const x = tf.tensor2d([[1, 2, 3]])
    const { operations, constants, results } = trace(backend, { x }, () => ({
      y: tf.mul(tf.exp(x), 3).sum(),
    }))
    expect(operations.map(({ op }) => op)).toEqual(['Exp', 'Mul', 'Sum'])
    expect(operations[0]!.inputs).toEqual([{ kind: 'argument', name: 'x' }])
    expect(operations[1]!.inputs).toEqual([
      { kind: 'operation', operation: 0, output: 0 },
      { kind: 'constant', constant: 0 },
    ])
    expect([...constants[0]!.values]).toEqual([3])
    expect(results['y']).toEqual({ kind: 'operation', operation: 2, output: 0 })
    x.dispose()
  })

  it('becomes a graph that computes the same for other values', () => {
    const { binding } = kernelsOf(backend)
    const run = (x: ReturnType<typeof tf.tensor2d>) => {
      const [a, b] = tf.split(x, [1, 2], 1)
      return { y: tf.concat([tf.matMul(b!, a!, true), tf.transpose(tf.elu(b!))], 1) }
    }
    const x = tf.tensor2d([1, 2, 3, 4, 5, 6], [2, 3])
    const steps = trace(backend, { x }, () => run(x))
    x.dispose()
    const graph = new Graph(binding)
    const placeholder = graph.placeholder(binding.TF_FLOAT, [2, 3])
    const { y } = graph.insert(steps, { x: placeholder })
    const session = graph.session()
    const values = Float32Array.of(0.5, -1, 2, -0.25, 3, -2)
    const [got] = session.run([{ placeholder, type: binding.TF_FLOAT, shape: [2, 3], values }], [y!])
    session.dispose()
    const expected = tf.tidy(() => run(tf.tensor2d(values, [2, 3])).y.dataSync())
    expect([...got!]).toEqual([...expected])
  })

  it('takes a product of two matrices for what it is, and batches of them for batches', () => {
    const x = tf.tensor2d([1, 2, 3, 4], [2, 2])
    const { operations } = trace(backend, { x }, () => {
      const pair = tf.stack([x, x])
      return { plain: tf.matMul(x, x, false, true), batch: tf.matMul(pair, pair) }
    })
    const [, plain, batch] = operations
    expect([plain!.op, batch!.op]).toEqual(['MatMul', 'BatchMatMulV2'])
    const given = plain!.attributes.filter(({ name }) => name.startsWith('transpose'))
    expect(given.map(({ name, value }) => [name, value])).toEqual([
      ['transpose_a', false],
      ['transpose_b', true],
    ])
    x.dispose()
  })

  it('refuses a step that reads a value back, naming what it reads', () => {
    const x = tf.tensor1d([1, 2])
    const reading = () => ({ y: tf.mul(x, tf.exp(x).dataSync()[0]!) })
    expect(() => trace(backend, { x }, reading)).toThrow(/reads the value of Exp back/)
    // And the backend works as before.
    expect([...tf.exp(tf.zeros([1])).dataSync()]).toEqual([1])
    x.dispose()
  })

  it('refuses a tensor made before the step and not declared', () => {
    const x = tf.tensor1d([1, 2])
    const forgotten = tf.tensor1d([3, 4])
    expect(() => trace(backend, { x }, () => ({ y: tf.add(x, forgotten) }))).toThrow(
      /Add.* made before the step/,
    )
    tf.dispose([x, forgotten])
  })
})
