import * as v from 'valibot'
import { firstNonFinite } from '../matrix'

/** Bounds that a message may not exceed: larger results travel as files. */
export const limits = { arrayBytes: 128 * 1024 * 1024, text: 10_000, list: 100_000 } as const

const bounded = <T extends Float32Array | Float64Array | Uint8Array | Uint32Array | Int32Array>(
  array: T,
): boolean => array.byteLength <= limits.arrayBytes

// `v.instance` would infer arrays over plain buffers only; those over shared memory are as good inside a process.
const arrayOf = <T extends Float32Array | Float64Array | Uint8Array | Uint32Array | Int32Array>(
  constructor: abstract new (...parameters: never[]) => T,
) =>
  v.pipe(
    v.custom<T>((value) => value instanceof constructor, `Expected a ${constructor.name}.`),
    v.check(bounded, 'Expected an array within the size bound.'),
  )

/** 32-bit floats, all finite. */
export const float32 = () =>
  v.pipe(
    arrayOf<Float32Array>(Float32Array),
    v.check((array) => firstNonFinite(array) < 0, 'Expected finite numbers only, got NaN or Infinity.'),
  )
/** 32-bit floats, with NaN where nothing was measured. */
export const measuredFloat32 = () =>
  v.pipe(
    arrayOf<Float32Array>(Float32Array),
    v.check(
      (array) => array.every((value) => Math.abs(value) !== Infinity),
      'Expected finite numbers or NaN, got Infinity.',
    ),
  )
/** 64-bit floats, all finite. */
export const float64 = () =>
  v.pipe(
    arrayOf<Float64Array>(Float64Array),
    v.check((array) => array.every(Number.isFinite), 'Expected finite numbers only, got NaN or Infinity.'),
  )
export const uint8 = () => arrayOf<Uint8Array>(Uint8Array)
export const uint32 = () => arrayOf<Uint32Array>(Uint32Array)
export const int32 = () => arrayOf<Int32Array>(Int32Array)

/** A finite number; valibot's `number` already refuses NaN. */
export const finite = () => v.pipe(v.number(), v.finite())
export const count = () => v.pipe(v.number(), v.integer(), v.minValue(0))
export const text = () => v.pipe(v.string(), v.maxLength(limits.text))
export const listOf = <T extends v.GenericSchema>(item: T) => v.pipe(v.array(item), v.maxLength(limits.list))
/** A finite number, or null where there is none yet. */
export const measured = () => v.nullable(finite())

/** Refuses a record whose array does not have the length its own fields declare. */
export const declared = <T>(lengthOf: (value: T) => readonly [number, number], what: string) =>
  v.check((value: T) => {
    const [expected, got] = lengthOf(value)
    return expected === got
  }, `Expected ${what} to have the declared length.`)
