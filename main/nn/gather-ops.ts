import type { Tensor, Tensor1D } from '@tensorflow/tfjs-node-gpu'
import type { TensorFlow } from './backend'
import type { OpAttribute } from './capture/binding'
import { nativeKernels } from './ops'

/**
 * Rows of a table, differentiable by the table only: tfjs' own gather asks for a gradient of the indices as well, which
 * fails where they were computed from something that is differentiated, and reads them back to check their bounds.
 * @param table [k, ...]
 * @param indices int32 [n]
 * @returns [n, ...]
 */
export function gatherRows(tf: TensorFlow, table: Tensor, indices: Tensor1D): Tensor {
  return tf.customGrad((given, save) => {
    const rows = given as Tensor
    ;(save as (tensors: Tensor[]) => void)([indices])
    return {
      value: gathered(tf, rows, indices),
      gradFunc: (dy: Tensor, saved: Tensor[]) =>
        tf.unsortedSegmentSum(dy, saved[0] as Tensor1D, rows.shape[0]!),
    }
  })(table)
}

function gathered(tf: TensorFlow, table: Tensor, indices: Tensor1D): Tensor {
  const kernels = nativeKernels(tf)
  if (!kernels) return tf.gather(table, indices)
  const { TF_ATTR_TYPE, TF_ATTR_INT, TF_FLOAT, TF_INT32 } = kernels.binding
  const attributes: OpAttribute[] = [
    { name: 'batch_dims', type: TF_ATTR_INT, value: 0 },
    { name: 'Tparams', type: TF_ATTR_TYPE, value: TF_FLOAT },
    { name: 'Tindices', type: TF_ATTR_TYPE, value: TF_INT32 },
    { name: 'Taxis', type: TF_ATTR_TYPE, value: TF_INT32 },
  ]
  return kernels.executeSingleOutput('GatherV2', attributes, [table, indices, tf.scalar(0, 'int32')])
}
