/** The part of ONNX Runtime that is used. Declared here, types hold also where its native package is not installed. */
declare module 'onnxruntime-node' {
  export type ValueMetadata =
    | { readonly name: string; readonly isTensor: false }
    | {
        readonly name: string
        readonly isTensor: true
        readonly type: string
        /** A name where a side is open. */
        readonly shape: readonly (number | string)[]
      }

  export class Tensor {
    constructor(type: 'float32', data: Float32Array, dims: readonly number[])
    readonly type: string
    readonly dims: readonly number[]
    readonly data: unknown
  }

  export class InferenceSession {
    static create(
      model: Uint8Array,
      options: {
        readonly externalData: readonly { readonly path: string; readonly data: Uint8Array }[]
        readonly logSeverityLevel: 0 | 1 | 2 | 3 | 4
      },
    ): Promise<InferenceSession>
    readonly inputMetadata: readonly ValueMetadata[]
    readonly outputMetadata: readonly ValueMetadata[]
    run(
      feeds: Readonly<Record<string, Tensor>>,
      fetches: readonly string[],
    ): Promise<Readonly<Record<string, Tensor>>>
    release(): Promise<void>
  }
}
