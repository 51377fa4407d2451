import type { Tensor, Tensor4D } from '@tensorflow/tfjs-node-gpu'
import type { TensorFlow } from './backend'
import { nativeKernels } from './ops'

/**
 * Convolution, its adjoint and its gradient by the kernel, each differentiable by the others, any number of
 * times: what gradient penalties need, and tfjs' own lack for the last.
 */

/** Pixels from one place of the kernel to the next. */
export type Stride = 1 | 2

type Size = readonly [height: number, width: number]

const sizeOf = (x: Tensor4D): Size => [x.shape[1], x.shape[2]]

/**
 * Convolution with zero padding: [n, h, w, in] → [n, ⌈h/stride⌉, ⌈w/stride⌉, out].
 * @param kernel [side, side, in, out]
 */
export function stridedConvolution(
  tf: TensorFlow,
  x: Tensor4D,
  kernel: Tensor4D,
  stride: Stride = 2,
): Tensor4D {
  return tf.customGrad((a, k, save) => {
    const [map, taps] = [a as Tensor4D, k as Tensor4D]
    ;(save as (tensors: Tensor[]) => void)([map, taps])
    return {
      value: tf.conv2d(map, taps, stride, 'same'),
      gradFunc: (dy: Tensor, saved: Tensor[]) => {
        const [at, by] = saved as [Tensor4D, Tensor4D]
        const gradient = dy as Tensor4D
        return [
          adjointConvolution(tf, gradient, by, sizeOf(at), stride),
          kernelGradient(tf, at, gradient, by, stride),
        ]
      },
    }
  })(x, kernel)
}

/**
 * The adjoint of `stridedConvolution` in its first argument, or transposed convolution: [n, ⌈h/stride⌉, ⌈w/stride⌉, out] →
 * [n, h, w, in].
 * @param kernel [side, side, in, out]
 * @param size h and w
 */
export function adjointConvolution(
  tf: TensorFlow,
  y: Tensor4D,
  kernel: Tensor4D,
  size: Size,
  stride: Stride = 2,
): Tensor4D {
  return tf.customGrad((a, k, save) => {
    const [map, taps] = [a as Tensor4D, k as Tensor4D]
    ;(save as (tensors: Tensor[]) => void)([map, taps])
    return {
      value: adjoint(tf, map, taps, size, stride),
      gradFunc: (dx: Tensor, saved: Tensor[]) => {
        const [at, by] = saved as [Tensor4D, Tensor4D]
        const gradient = dx as Tensor4D
        return [stridedConvolution(tf, gradient, by, stride), kernelGradient(tf, gradient, at, by, stride)]
      },
    }
  })(y, kernel)
}

/** The gradient of ⟨stridedConvolution(x, kernel), dy⟩ by the kernel, whose value does not matter. */
function kernelGradient(
  tf: TensorFlow,
  x: Tensor4D,
  dy: Tensor4D,
  kernel: Tensor4D,
  stride: Stride,
): Tensor4D {
  const { shape } = kernel
  return tf.customGrad((a, b, save) => {
    const [map, gradient] = [a as Tensor4D, b as Tensor4D]
    ;(save as (tensors: Tensor[]) => void)([map, gradient])
    return {
      value: filterGradient(tf, map, gradient, shape, stride),
      gradFunc: (dk: Tensor, saved: Tensor[]) => {
        const [at, by] = saved as [Tensor4D, Tensor4D]
        const taps = dk as Tensor4D
        return [
          adjointConvolution(tf, by, taps, sizeOf(at), stride),
          stridedConvolution(tf, at, taps, stride),
        ]
      },
    }
  })(x, dy)
}

/** TensorFlow's `Conv2DBackpropFilter`, which tfjs has as a kernel without a function of its own. */
function filterGradient(
  tf: TensorFlow,
  x: Tensor4D,
  dy: Tensor4D,
  shape: Tensor4D['shape'],
  stride: Stride,
): Tensor4D {
  const settings = { strides: [stride, stride], pad: 'same', dataFormat: 'NHWC', filterShape: shape }
  return tf.engine().runKernel('Conv2DBackpropFilter', { x, dy }, settings) as Tensor4D
}

/**
 * Channels of x up to which sub-pixels are the faster way on a processor. On x64 TensorFlow has oneDNN's transposed
 * convolution, which loses only where it fills few of a vector's places; elsewhere its own loses everywhere.
 */
const mostSubpixelChannels = process.arch === 'x64' ? 8 : Infinity

function adjoint(tf: TensorFlow, y: Tensor4D, kernel: Tensor4D, size: Size, stride: Stride): Tensor4D {
  const kernels = nativeKernels(tf)
  const [rows, columns, channels] = kernel.shape
  const fits = stride === 2 && rows === 4 && columns === 4 && channels <= mostSubpixelChannels
  if (kernels && !kernels.isUsingGpuDevice && fits) return adjointBySubpixels(tf, y, kernel, size)
  return tf.conv2dTranspose(y, kernel, [y.shape[0], ...size, kernel.shape[2]], stride, 'same')
}

/**
 * For kernels of side 4 and stride 2: each of the 2×2 positions within a pixel
 * of y is an ordinary convolution of y with a quarter of the taps, so all four are one convolution to four times the
 * channels, laid out as pixels.
 *
 * Pixel p of x meets pixel i of y through tap p + 1 − 2i. For windows (j − 1, j) of y that is tap 2(1 − u) + s of window
 * position u for p = 2j − 1 + s, s = 0, 1: the result begins at p = −1, where it is cut off.
 */
function adjointBySubpixels(tf: TensorFlow, y: Tensor4D, kernel: Tensor4D, [height, width]: Size): Tensor4D {
  const [n] = y.shape
  const [, , inputs, outputs] = kernel.shape
  const split = tf.reshape(kernel, [2, 2, 2, 2, inputs * outputs])
  const windows = tf.reshape(tf.reverse(split, [0, 2]), [2, 2, 2, 2, inputs, outputs])
  const taps = tf.reshape(tf.transpose(windows, [0, 2, 5, 1, 3, 4]), [2, 2, outputs, 4 * inputs])
  const [none, one]: [number, number][] = [
    [0, 0],
    [1, 1],
  ]
  const quarters = tf.conv2d(y, taps as Tensor4D, 1, [none!, one!, one!, none!])
  return tf.slice(tf.depthToSpace(quarters, 2), [0, 1, 1, 0], [n, height, width, inputs])
}
