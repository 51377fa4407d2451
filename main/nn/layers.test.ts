import type { Scalar, Tensor, Tensor4D } from '@tensorflow/tfjs-node-gpu'
import { describe, expect, it } from 'vitest'
import { loadBackend } from './backend'
import { expectGradients, values } from './gradients.fixture'
import { adjointConvolution, stridedConvolution } from './conv-ops'
import {
  activation,
  convolution,
  dense,
  dropout,
  gated,
  residual,
  transposedConvolution,
  type Layer,
  type LayerActivation,
  type LayerContext,
} from './layers'
import {
  batchNormalisation,
  layerNormalisation,
  normalisedConvolution,
  spectralNormalisation,
} from './layers-normalisation'
import { batchNormalise, biasAdd, leakyRelu, meanSquaredDifference, sigmoid, silu } from './ops'
import { averagePool, enlarge, enlarging, pooling } from './resampling'
import { sizeOf } from './weights'

const { tf } = await loadBackend()

/** Weights of a layer with values unlike any it begins with. */
function weightsOf(layer: Layer): Record<string, Tensor> {
  return Object.fromEntries(
    layer.parameters.map(({ name, shape }, i) => {
      const drawn = values(sizeOf(shape), 7 + i).map((value) => 0.5 * value)
      return [name, tf.tensor(name.endsWith('variance') ? drawn.map((v) => v * v + 0.5) : drawn, [...shape])]
    }),
  )
}

/** Weights of a spectrally normalised layer after many steps of its power method. */
function settled(layer: Layer, inputs: number): Record<string, Tensor> {
  const weights = weightsOf(layer)
  const update = (name: string, value: Tensor) => (weights[name] = tf.keep(value.clone()))
  const x = tf.eye(inputs)
  for (let step = 0; step < 60; step++) tf.tidy(() => layer.apply({ tf, weights, training: true, update }, x))
  return weights
}

/** The layer's output, weighted so that no gradient cancels, as a function of its input and trained parameters. */
function checkLayer(
  layer: Layer,
  input: readonly number[],
  training = true,
  weights = weightsOf(layer),
): void {
  const trained = layer.parameters.filter(({ trainable }) => trainable !== false).map(({ name }) => name)
  const x = tf.tensor(values(sizeOf(input), 1), [...input])
  const weighting = tf.tensor(values(input[0]! * sizeOf(layer.outputShape), 2), [
    input[0]!,
    ...layer.outputShape,
  ])
  const of = (given: Tensor, ...parameters: Tensor[]): Scalar => {
    const changed = Object.fromEntries(trained.map((name, i) => [name, parameters[i]!]))
    const context: LayerContext = {
      tf,
      weights: { ...weights, ...changed },
      training,
      update: () => undefined,
      seed: tf.tensor1d([3, 4], 'int32'),
    }
    return tf.mean(tf.mul(layer.apply(context, given), weighting))
  }
  expectGradients(tf, [x, ...trained.map((name) => weights[name]!)], of)
  tf.dispose([x, weighting, ...Object.values(weights)])
}

const curves: LayerActivation[] = ['none', 'relu', 'leaky-relu', 'elu', 'silu', 'sigmoid']

describe('gradients, by finite differences,', () => {
  it.each(curves)('of the activation %s', (kind) => checkLayer(activation(kind, [9]), [4, 9]))
  it.each([
    ['dense', dense('d', 5, 4, 'silu'), [3, 5]],
    ['convolution', convolution('c', [6, 5, 2], 3, 4, 'elu'), [2, 6, 5, 2]],
    ['convolution with stride 1', convolution('c', [4, 5, 2], 3, 3, 'silu', true, 1), [2, 4, 5, 2]],
    ['transposed convolution', transposedConvolution('t', [3, 2, 3], [5, 4, 2], 4, 'sigmoid'), [2, 3, 2, 3]],
    ['gated layer', gated(dense('a', 5, 4, 'none'), dense('b', 5, 4, 'none')), [3, 5]],
    ['residual layer', residual(dense('a', 5, 4, 'silu'), dense('b', 5, 4, 'none')), [3, 5]],
    ['pooling', pooling([4, 5, 2]), [2, 4, 5, 2]],
    ['enlarging', enlarging([5, 4, 2]), [2, 3, 2, 2]],
    ['dropout', dropout('drop', 0.4, [7]), [5, 7]],
    ['batch normalisation of maps', batchNormalisation('n', [4, 3, 2]), [5, 4, 3, 2]],
    ['batch normalisation of vectors', batchNormalisation('n', [4]), [9, 4]],
    ['layer normalisation', layerNormalisation('n', [3, 2, 4]), [3, 3, 2, 4]],
  ] as const)('of %s', (_, layer, input) => checkLayer(layer, input))
  it.each([3, 9])('of a bias of %i channels', (channels) => {
    const x = tf.tensor4d(values(2 * 5 * 4 * channels, 1), [2, 5, 4, channels])
    const bias = tf.tensor1d(values(channels, 2))
    const weighting = tf.tensor(values(x.size, 3), x.shape)
    const of = (given: Tensor, b: Tensor): Scalar => tf.mean(tf.mul(biasAdd(tf, given, b), weighting))
    expectGradients(tf, [x, bias], of)
    expect(tf.tidy(() => tf.max(tf.abs(tf.sub(biasAdd(tf, x, bias), tf.add(x, bias)))).dataSync()[0])).toBe(0)
    tf.dispose([x, bias, weighting])
  })
  it('of the mean squared difference', () => {
    const [a, b] = [tf.tensor(values(12, 1), [3, 4]), tf.tensor(values(12, 2), [3, 4])]
    expectGradients(tf, [a, b], (one, other) => meanSquaredDifference(tf, one, other))
    tf.dispose([a, b])
  })
  it('of batch normalisation by running statistics', () =>
    checkLayer(batchNormalisation('n', [4, 3, 2]), [5, 4, 3, 2], false))
  it.each([
    ['a convolution', convolution('c', [4, 3, 2], 3, 4, 'none', false), [5, 4, 3, 2]],
    [
      'a transposed convolution',
      transposedConvolution('c', [2, 2, 3], [4, 3, 2], 4, 'none', false),
      [5, 2, 2, 3],
    ],
  ] as const)('of %s normalised by running statistics', (_, layer, input) =>
    checkLayer(normalisedConvolution('n', layer), input, false),
  )
  it('of spectral normalisation, where its singular vectors have settled', () => {
    const layer = spectralNormalisation('d', dense('d', 5, 4, 'none'))
    checkLayer(layer, [3, 5], true, settled(layer, 5))
  })
})

describe('batch normalisation', () => {
  const layer = batchNormalisation('n', [4, 3, 2])

  it('brings each channel to the offset and scale, and moves the running statistics towards the batch', () => {
    const weights = weightsOf(layer)
    const x = tf.tensor(values(6 * 24, 3), [6, 4, 3, 2])
    const moved: Record<string, number[]> = {}
    const update = (name: string, value: Tensor) => (moved[name] = [...value.dataSync()])
    const made = layer.apply({ tf, weights, training: true, update }, x)
    const { mean, variance } = tf.moments(made, [0, 1, 2])
    const given = tf.moments(x, [0, 1, 2])
    for (const c of [0, 1]) {
      const at = (tensor: Tensor) => tensor.dataSync()[c]!
      expect(at(mean)).toBeCloseTo(at(weights['n/beta']!), 4)
      expect(Math.sqrt(at(variance))).toBeCloseTo(Math.abs(at(weights['n/gamma']!)), 3)
      expect(moved['n/mean']![c]).toBeCloseTo(0.9 * at(weights['n/mean']!) + 0.1 * at(given.mean), 5)
      const unbiased = (at(given.variance) * 72) / 71
      expect(moved['n/variance']![c]).toBeCloseTo(0.9 * at(weights['n/variance']!) + 0.1 * unbiased, 5)
    }
    tf.dispose([x, made, mean, variance, ...Object.values(given), ...Object.values(weights)])
  })

  it.each([
    ['a convolution', convolution('c', [4, 3, 2], 3, 4, 'none', false), [5, 4, 3, 2]],
    [
      'a transposed convolution',
      transposedConvolution('c', [2, 2, 3], [4, 3, 2], 4, 'none', false),
      [5, 2, 2, 3],
    ],
  ] as const)('is one with %s by running statistics', (_, affine, shape) => {
    const layer = normalisedConvolution('n', affine)
    const weights = weightsOf(layer)
    const x = tf.tensor(values(sizeOf(shape), 3), [...shape])
    const context = { tf, weights, training: false }
    const apart = batchNormalisation('n', affine.outputShape).apply(context, affine.apply(context, x))
    const far = tf.tidy(() => tf.max(tf.abs(tf.sub(layer.apply(context, x), apart))).dataSync()[0])
    expect(far).toBeLessThan(1e-6)
    tf.dispose([x, apart, ...Object.values(weights)])
  })

  it('is the same computed by TensorFlow’s one operation as by many', () => {
    const composed = { ...tf, getBackend: () => 'cpu' } as typeof tf
    const [x, scale, offset] = [
      tf.tensor4d(values(5 * 24, 1), [5, 4, 3, 2]),
      tf.tensor1d([0.5, -2]),
      tf.tensor1d([1, 3]),
    ]
    const ways = [tf, composed].map((how) => batchNormalise(how, x as Tensor4D, scale!, offset!, 1e-5))
    for (const part of ['value', 'mean', 'variance'] as const) {
      const [one, other] = ways.map((made) => made[part].dataSync())
      one!.forEach((value, i) => expect(value).toBeCloseTo(other![i]!, 4))
    }
    tf.dispose([x!, scale!, offset!, ...ways.flatMap(({ value, mean, variance }) => [value, mean, variance])])
  })
})

describe('spectral normalisation', () => {
  it('divides the kernel by its largest singular value, once the power method has settled', () => {
    const layer = spectralNormalisation('d', dense('d', 6, 3, 'none'))
    const weights = settled(layer, 6)
    const kernel = tf.tidy(() =>
      tf.sub(layer.apply({ tf, weights, training: false }, tf.eye(6)), weights['d/bias']!),
    )
    // The largest eigenvalue of WᵀW is then 1: its powers neither vanish nor grow.
    const power = tf.tidy(() => {
      let square = tf.matMul(kernel as never, kernel as never, true)
      for (let k = 0; k < 6; k++) square = tf.matMul(square, square)
      return tf.sum(tf.mul(square, tf.eye(3))).dataSync()[0]!
    })
    expect(power).toBeGreaterThan(0.99)
    expect(power).toBeLessThan(1.02)
  })
})

describe('dropout', () => {
  it('keeps the mean, follows its seed, and does nothing outside of training', () => {
    const layer = dropout('drop', 0.25, [4000])
    const x = tf.ones([2, 4000])
    const run = (a: number, training = true) => [
      ...layer.apply({ tf, weights: {}, training, seed: tf.tensor1d([a, 1], 'int32') }, x).dataSync(),
    ]
    const [one, again, other] = [run(1), run(1), run(2)]
    expect(one).toEqual(again)
    expect(one).not.toEqual(other)
    expect(one.reduce((sum, value) => sum + value, 0) / 8000).toBeCloseTo(1, 1)
    expect(one.filter((value) => value === 0).length / 8000).toBeCloseTo(0.25, 1)
    expect(run(1, false).every((value) => value === 1)).toBe(true)
  })
})

describe('transposed convolution', () => {
  it.each([
    [8, 6],
    [7, 5],
    [7, 8],
    [1, 2],
  ])('onto %s × %s is the adjoint of the convolution, also by sub-pixels', (height, width) => {
    const x = tf.tensor4d(values(2 * height * width * 3, 1), [2, height, width, 3])
    const kernel = tf.tensor4d(values(16 * 3 * 5, 2), [4, 4, 3, 5])
    const convolved = stridedConvolution(tf, x, kernel)
    const y = tf.tensor(values(convolved.size, 3), convolved.shape) as Tensor4D
    const back = adjointConvolution(tf, y, kernel, [height, width])
    expect(back.shape).toEqual(x.shape)
    const own = tf.conv2dTranspose(y, kernel, [2, height, width, 3], 2, 'same').dataSync()
    back.dataSync().forEach((value, i) => expect(value).toBeCloseTo(own[i]!, 4))
    const inner = (a: Tensor, b: Tensor) => tf.sum(tf.mul(a, b)).dataSync()[0]!
    expect(inner(back, x)).toBeCloseTo(inner(y, convolved), 2)
  })
})

describe('pooling', () => {
  it('takes the mean of four pixels, and enlarging gives each of them its value', () => {
    const x = tf.tensor4d([1, 2, 5, 3, 4, 9], [1, 2, 3, 1])
    const pooled = averagePool(tf, x)
    expect(pooled.shape).toEqual([1, 1, 2, 1])
    // The last column has no neighbour: zeros stand in its place.
    expect([...pooled.dataSync()]).toEqual([2.5, 3.5])
    expect([...enlarge(tf, pooled, [2, 3]).dataSync()]).toEqual([2.5, 2.5, 3.5, 2.5, 2.5, 3.5])
  })
})

describe('second derivatives, by finite differences,', () => {
  const x = tf.tensor(values(12, 1), [4, 3])
  const w = tf.tensor(values(15, 2), [3, 5])
  const b = tf.tensor(values(5, 3), [5])

  it.each([0, 0.2])('of a gradient penalty through rectifiers of slope %s', (slope) => {
    // The critic of WGAN-GP: (‖∇ₓ D(x)‖ − 1)², as a function of D's weights.
    const critic = (given: Tensor, kernel: Tensor, bias: Tensor) =>
      tf.sum(tf.square(leakyRelu(tf, biasAdd(tf, tf.matMul(given as never, kernel as never), bias), slope)))
    const penalty = (kernel: Tensor, bias: Tensor): Scalar => {
      const slopes = tf.grad((given) => critic(given, kernel, bias))(x)
      return tf.mean(tf.square(tf.sub(tf.sqrt(tf.add(tf.sum(tf.square(slopes), 1), 1e-6)), 1)))
    }
    expectGradients(tf, [w, b], penalty)
  })

  it.each([
    ['the sigmoid', sigmoid],
    ['silu', silu],
  ])('of a gradient penalty through %s', (_, curve) => {
    const penalty = (kernel: Tensor): Scalar => {
      const made = (given: Tensor) => curve(tf, tf.matMul(given as never, kernel as never))
      const slopes = tf.grad((given) => tf.sum(tf.square(made(given))))(x)
      return tf.mean(tf.sqrt(tf.add(tf.sum(tf.square(slopes), 1), 1e-3)))
    }
    expectGradients(tf, [w], penalty)
  })

  it('of a penalty on the gradient of a mean squared difference', () => {
    const target = tf.tensor(values(20, 5), [4, 5])
    const penalty = (kernel: Tensor): Scalar => {
      const error = (given: Tensor) =>
        meanSquaredDifference(tf, tf.matMul(given as never, kernel as never), target)
      return tf.sum(tf.square(tf.grad(error)(x)))
    }
    expectGradients(tf, [w], penalty)
    target.dispose()
  })

  it('of a gradient penalty through convolutions', () => {
    const pictures = tf.tensor4d(values(2 * 8 * 8 * 2, 4), [2, 8, 8, 2])
    const first = tf.tensor4d(values(16 * 2 * 3, 5), [4, 4, 2, 3])
    const second = tf.tensor4d(values(16 * 3 * 2, 6), [4, 4, 3, 2])
    const critic = (given: Tensor, one: Tensor, two: Tensor) => {
      const inner = leakyRelu(tf, stridedConvolution(tf, given as Tensor4D, one as Tensor4D), 0.2)
      return tf.sum(tf.square(stridedConvolution(tf, inner as Tensor4D, two as Tensor4D))) as Scalar
    }
    const penalty = (one: Tensor, two: Tensor): Scalar => {
      const slopes = tf.grad((given) => critic(given, one, two))(pictures)
      return tf.mean(tf.sqrt(tf.add(tf.sum(tf.square(slopes), [1, 2, 3]), 1e-3)))
    }
    expectGradients(tf, [first, second], penalty)
  })

  it('of a gradient penalty through convolutions with stride 1, pooling and enlarging', () => {
    const pictures = tf.tensor4d(values(2 * 5 * 4 * 2, 4), [2, 5, 4, 2])
    const kernel = tf.tensor4d(values(9 * 2 * 3, 5), [3, 3, 2, 3])
    const critic = (given: Tensor, taps: Tensor) => {
      const curved = (x: Tensor) => silu(tf, x) as Tensor4D
      const made = curved(stridedConvolution(tf, given as Tensor4D, taps as Tensor4D, 1))
      return tf.sum(tf.square(enlarge(tf, curved(averagePool(tf, made)), [5, 4]))) as Scalar
    }
    const penalty = (taps: Tensor): Scalar => {
      const slopes = tf.grad((given) => critic(given, taps))(pictures)
      return tf.mean(tf.sqrt(tf.add(tf.sum(tf.square(slopes), [1, 2, 3]), 1e-3)))
    }
    expectGradients(tf, [kernel], penalty)
  })

  it('of a gradient penalty through transposed convolutions', () => {
    const maps = tf.tensor4d(values(2 * 3 * 3 * 2, 4), [2, 3, 3, 2])
    const kernel = tf.tensor4d(values(16 * 3 * 2, 5), [4, 4, 3, 2])
    const penalty = (taps: Tensor): Scalar => {
      const made = (given: Tensor) =>
        tf.sum(tf.square(adjointConvolution(tf, given as Tensor4D, taps as Tensor4D, [6, 5])))
      return tf.mean(tf.sqrt(tf.add(tf.sum(tf.square(tf.grad(made)(maps)), [1, 2, 3]), 1e-3)))
    }
    expectGradients(tf, [kernel], penalty)
  })
})
