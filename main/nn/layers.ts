import type { Tensor, Tensor2D, Tensor4D } from '@tensorflow/tfjs-node-gpu'
import { BrenierError } from '../../shared/errors'
import { random } from '../../shared/random'
import type { TensorFlow } from './backend'
import { adjointConvolution, stridedConvolution, type Stride } from './conv-ops'
import { biasAdd, drawn, leakyRelu, sigmoid, silu } from './ops'
import type { Activation } from './spec'
import { sizeOf, type Parameter, type Weights } from './weights'

/**
 * A function of a batch with named parameters. It holds no tensors: the weights come with each call, so that the same
 * layer runs op by op or is traced into a graph.
 */
export interface Layer {
  readonly parameters: readonly Parameter[]
  /** Shape of one output, without the batch. */
  readonly outputShape: readonly number[]
  /** @param x a batch, first dimension its size */
  apply(context: LayerContext, x: Tensor): Tensor
}

/** A layer that is linear in a kernel but for what follows it. */
export interface Convolution extends Layer {
  /** Its parameter of shape [side, side, …], and the axis of that which counts the channels of the output. */
  readonly kernel: { readonly name: string; readonly axis: 2 | 3 }
}

/** What layers work with in one call. */
export interface LayerContext {
  readonly tf: TensorFlow
  /** Values of all parameters, those that are not trained too. */
  readonly weights: Weights
  /** How layers behave that are different in training: batch statistics are taken, values dropped. */
  readonly training: boolean
  /** Takes the new value of a parameter that is not trained; for training only. */
  update?(name: string, value: Tensor): void
  /** Seed of this step's random numbers, int32 [2]; layers that draw need it in training. */
  readonly seed?: Tensor
}

/** Height, width and channels of one feature map. */
export type MapShape = readonly [height: number, width: number, channels: number]

/** What follows a layer's affine part; `sigmoid` ends a decoder, `none` ends an encoder. */
export type LayerActivation = Activation | 'sigmoid' | 'none'

/** Slope of the leaky rectifier for negative arguments. */
const leak = 0.1

/**
 * Bound of a uniform distribution that keeps the variance of the activations from layer to layer (He et al. 2015 for
 * rectifiers, LeCun 1998 elsewhere): variance gain/fanIn, so bound √(3·gain/fanIn).
 */
function initialBound(fanIn: number, activation: LayerActivation): number {
  const gain = activation === 'none' || activation === 'sigmoid' ? 1 : 2
  return Math.sqrt((3 * gain) / fanIn)
}

function activate(tf: TensorFlow, x: Tensor, activation: LayerActivation): Tensor {
  switch (activation) {
    case 'none':
      return x
    case 'relu':
      return leakyRelu(tf, x, 0)
    case 'leaky-relu':
      return leakyRelu(tf, x, leak)
    case 'elu':
      return tf.elu(x)
    case 'silu':
      return silu(tf, x)
    case 'sigmoid':
      return sigmoid(tf, x)
  }
}

/**
 * The bias of a layer, if it has one: without effect before a batch normalisation, which takes the mean away, it would
 * drift there on rounding errors alone.
 */
function biasOf(name: string, channels: number, biased: boolean): Parameter[] {
  return biased ? [{ name, shape: [channels], bound: 0 }] : []
}

/** `x W + b` on flat batches [n, inputs] → [n, outputs]. */
export function dense(
  name: string,
  inputs: number,
  outputs: number,
  activation: LayerActivation,
  biased = true,
): Layer {
  const kernel = `${name}/kernel`
  const bias = `${name}/bias`
  return {
    parameters: [
      { name: kernel, shape: [inputs, outputs], bound: initialBound(inputs, activation) },
      ...biasOf(bias, outputs, biased),
    ],
    outputShape: [outputs],
    apply({ tf, weights }, x) {
      const product = tf.matMul(x as Tensor2D, weights[kernel] as Tensor2D)
      return activate(tf, biased ? biasAdd(tf, product, weights[bias]!) : product, activation)
    },
  }
}

/**
 * Convolution with zero padding: height and width stay with stride 1, halve, rounding up, with stride 2. Kernel
 * [side, side, in, out].
 */
export function convolution(
  name: string,
  input: MapShape,
  filters: number,
  side: number,
  activation: LayerActivation,
  biased = true,
  stride: Stride = 2,
): Convolution {
  const kernel = `${name}/kernel`
  const bias = `${name}/bias`
  const [height, width, channels] = input
  return {
    parameters: [
      {
        name: kernel,
        shape: [side, side, channels, filters],
        bound: initialBound(side * side * channels, activation),
      },
      ...biasOf(bias, filters, biased),
    ],
    kernel: { name: kernel, axis: 3 },
    outputShape: [Math.ceil(height / stride), Math.ceil(width / stride), filters],
    apply({ tf, weights }, x) {
      const map = stridedConvolution(tf, x as Tensor4D, weights[kernel] as Tensor4D, stride)
      return activate(tf, biased ? biasAdd(tf, map, weights[bias]!) : map, activation)
    },
  }
}

/**
 * Transposed convolution with stride 2 onto an output of exactly `output`: the adjoint of a convolution from that size,
 * so odd sizes come out right. Kernel [side, side, out, in].
 */
export function transposedConvolution(
  name: string,
  input: MapShape,
  output: MapShape,
  side: number,
  activation: LayerActivation,
  biased = true,
): Convolution {
  const kernel = `${name}/kernel`
  const bias = `${name}/bias`
  const [height, width, channels] = output
  // With stride 2 a quarter of the kernel's taps meets each output pixel.
  const fanIn = (side * side * input[2]) / 4
  return {
    parameters: [
      { name: kernel, shape: [side, side, channels, input[2]], bound: initialBound(fanIn, activation) },
      ...biasOf(bias, channels, biased),
    ],
    kernel: { name: kernel, axis: 2 },
    outputShape: [height, width, channels],
    apply({ tf, weights }, x) {
      const map = adjointConvolution(tf, x as Tensor4D, weights[kernel] as Tensor4D, [height, width])
      return activate(tf, biased ? biasAdd(tf, map, weights[bias]!) : map, activation)
    },
  }
}

/** Gives each element of the batch the shape `shape`, of as many values. */
export function reshape(shape: readonly number[]): Layer {
  return {
    parameters: [],
    outputShape: shape,
    apply: ({ tf }, x) => tf.reshape(x, [x.shape[0]!, ...shape]),
  }
}

/** A function of each value alone. */
export function activation(kind: LayerActivation, shape: readonly number[]): Layer {
  return { parameters: [], outputShape: shape, apply: ({ tf }, x) => activate(tf, x, kind) }
}

/** values(x) ⊙ σ(gate(x)): a layer that a second one of the same sizes opens and closes (Dauphin et al. 2017). */
export function gated(values: Layer, gate: Layer): Layer {
  return {
    parameters: [...values.parameters, ...gate.parameters],
    outputShape: values.outputShape,
    apply: (context, x) =>
      context.tf.mul(values.apply(context, x), sigmoid(context.tf, gate.apply(context, x))),
  }
}

/** values(x) + shortcut(x): a residual layer (He et al. 2016). */
export function residual(values: Layer, shortcut: Layer): Layer {
  return {
    parameters: [...values.parameters, ...shortcut.parameters],
    outputShape: values.outputShape,
    apply: (context, x) => context.tf.add(values.apply(context, x), shortcut.apply(context, x)),
  }
}

/**
 * Drops each value with probability `share` in training and scales the others so that the mean stays (Srivastava et al.
 * 2014).
 * @param name decides the layer's own stream of the step's random numbers
 */
export function dropout(name: string, share: number, shape: readonly number[]): Layer {
  const stream = Int32Array.of(0, Math.floor(random(0).fork(name).uniform() * 2 ** 31))
  return {
    parameters: [],
    outputShape: shape,
    apply({ tf, training, seed }, x) {
      if (!training || share === 0) return x
      if (!seed) throw new BrenierError('internal', `The dropout layer ${name} needs a seed in training.`)
      const own = tf.add(seed, tf.tensor1d(stream, 'int32'))
      const kept = tf.cast(tf.greaterEqual(drawn(tf, 'uniform', own, x.shape), share), 'float32')
      return tf.mul(x, tf.div(kept, 1 - share))
    },
  }
}

export interface Sequence extends Layer {
  readonly layers: readonly Layer[]
}

/** Layers one after another. */
export function sequence(layers: readonly Layer[]): Sequence {
  return {
    layers,
    parameters: layers.flatMap((layer) => layer.parameters),
    outputShape: layers.at(-1)?.outputShape ?? [],
    apply: (context, x) => layers.reduce((value, layer) => layer.apply(context, value), x),
  }
}

/** The layer that lays a map out flat. */
export function flatten(shape: readonly number[]): Layer {
  return reshape([sizeOf(shape)])
}
