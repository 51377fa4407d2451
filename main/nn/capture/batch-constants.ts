import { BrenierError } from '../../../shared/errors'
import type { Trace, TracedConstant, TracedOperation } from './trace'

/** A number that grows with the batch: `fixed + perBatch · b`. */
export interface BatchNumber {
  readonly fixed: number
  readonly perBatch: number
}

/** A constant of a function that takes batches of any size. */
export type BatchConstant =
  | ({ readonly kind: 'fixed' } & TracedConstant)
  /** Shapes and counts: few numbers that grow with the batch. */
  | {
      readonly kind: 'scaled'
      readonly type: number
      readonly shape: readonly number[]
      readonly values: readonly BatchNumber[]
    }
  /** One value in an array whose shape grows with the batch. */
  | {
      readonly kind: 'filled'
      readonly type: number
      readonly shape: readonly BatchNumber[]
      readonly value: BatchNumber
    }

/** Sizes of batch that functions are traced with; primes, so that no other number of a net is a multiple by chance. */
export const tracedBatches = [5, 7] as const

/**
 * A step traced with two sizes of batch tells which of its constants depend on it: those that differ. They are shapes
 * and counts, all multiples of the batch.
 * @throws BrenierError `internal` where the two traces differ in another way
 */
export function batchConstants(a: Trace, b: Trace): BatchConstant[] {
  if (a.operations.length !== b.operations.length || a.constants.length !== b.constants.length) {
    throw refused(
      `runs ${a.operations.length} operations on a batch of ${tracedBatches[0]} and ${b.operations.length} on one of ${tracedBatches[1]}`,
    )
  }
  const other = a.operations.findIndex((operation, i) => !sameOperation(operation, b.operations[i]!))
  if (other >= 0) throw refused(`runs ${a.operations[other]!.op} in another way for each size`)
  return a.constants.map((constant, i) => merged(constant, b.constants[i]!))
}

function merged(a: TracedConstant, b: TracedConstant): BatchConstant {
  if (a.shape.join() === b.shape.join()) {
    if (sameValues(a, b)) return { kind: 'fixed', ...a }
    const values = Array.from(a.values, (value, i) => batchNumber(value, b.values[i]!, a))
    return { kind: 'scaled', type: a.type, shape: a.shape, values }
  }
  if (a.shape.length !== b.shape.length || !uniform(a) || !uniform(b)) {
    throw refused(`has a constant of shape [${a.shape.join(', ')}] or [${b.shape.join(', ')}]`)
  }
  return {
    kind: 'filled',
    type: a.type,
    shape: a.shape.map((side, i) => batchNumber(side, b.shape[i]!, a)),
    value: batchNumber(a.values[0]!, b.values[0]!, a),
  }
}

function batchNumber(x: number, y: number, { shape }: TracedConstant): BatchNumber {
  if (x === y) return { fixed: x, perBatch: 0 }
  const perBatch = x / tracedBatches[0]
  if (Number.isInteger(perBatch) && perBatch * tracedBatches[1] === y) return { fixed: 0, perBatch }
  throw refused(
    `has a constant of shape [${shape.join(', ')}] that is ${x} for a batch of ${tracedBatches[0]} and ${y} for ${tracedBatches[1]}`,
  )
}

const sameOperation = (a: TracedOperation, b: TracedOperation): boolean =>
  a.op === b.op && JSON.stringify([a.attributes, a.inputs]) === JSON.stringify([b.attributes, b.inputs])

const uniform = ({ values }: TracedConstant): boolean => values.every((value) => value === values[0])

const sameValues = (a: TracedConstant, b: TracedConstant): boolean =>
  a.values.every((value, i) => Object.is(value, b.values[i]))

function refused(what: string): BrenierError {
  return new BrenierError(
    'internal',
    `The step depends on the size of the batch in a way that a captured step cannot: it ${what}. Divide by tensors of the step's own, or declare the batch as a number.`,
  )
}
