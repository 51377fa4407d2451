import type { Tensor, TensorInfo } from '@tensorflow/tfjs-node-gpu'
import type { Backend } from '../backend'
import { BrenierError } from '../../../shared/errors'

/** An attribute of an operation as tfjs-node hands it to TensorFlow. */
export interface OpAttribute {
  readonly name: string
  /** One of the binding's `TF_ATTR_…` numbers. */
  readonly type: number
  readonly value: unknown
}

/** The native addon's functions and numbers that capture uses. */
export interface Binding {
  createTensor(shape: readonly number[], type: number, values: Float32Array | Int32Array | Uint8Array): number
  deleteTensor(id: number): void
  tensorDataSync(id: number): Float32Array | Int32Array | Uint8Array
  loadSavedModel(folder: string, tags: string): number
  deleteSavedModel(session: number): void
  runSavedModel(
    session: number,
    ids: readonly number[],
    inputs: string,
    outputs: string,
  ): readonly TensorHandle[]
  readonly TF_FLOAT: number
  readonly TF_INT32: number
  readonly TF_BOOL: number
  readonly TF_UINT8: number
  readonly TF_ATTR_STRING: number
  readonly TF_ATTR_INT: number
  readonly TF_ATTR_FLOAT: number
  readonly TF_ATTR_BOOL: number
  readonly TF_ATTR_TYPE: number
  readonly TF_ATTR_SHAPE: number
}

/** A tensor on TensorFlow's side. */
export interface TensorHandle {
  readonly id: number
  readonly shape: number[]
  readonly dtype: number
}

/** The functions of tfjs-node's backend through which every operation, constant and read-back passes. */
export interface Kernels {
  readonly binding: Binding
  readonly isUsingGpuDevice: boolean
  executeSingleOutput(op: string, attributes: readonly OpAttribute[], inputs: readonly TensorInfo[]): Tensor
  executeMultipleOutputs(
    op: string,
    attributes: readonly OpAttribute[],
    inputs: readonly TensorInfo[],
    outputs: number,
  ): Tensor[]
  move(dataId: object, values: unknown, shape: number[], dtype: string, refCount: number): void
  readSync(dataId: object): Float32Array | Int32Array | Uint8Array
  getDTypeInteger(dtype: string): number
}

/** @throws BrenierError `no-backend` where the backend is not native TensorFlow */
export function kernelsOf(backend: Backend): Kernels {
  if (!backend.native) {
    throw new BrenierError('no-backend', `Expected native TensorFlow to capture a step, got ${backend.name}.`)
  }
  return backend.tf.backend() as unknown as Kernels
}
