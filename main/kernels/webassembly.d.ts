/**
 * The part of the WebAssembly JavaScript interface that the kernels use. Node has it; the typings of Node leave it
 * to those of the browser, which engine code must not see.
 */
declare namespace WebAssembly {
  type Module = object
  const Module: new (bytes: Uint8Array) => Module
  class Memory {
    constructor(descriptor: { initial: number; maximum: number; shared: boolean })
    readonly buffer: SharedArrayBuffer
  }
  class Instance {
    constructor(module: Module, imports: { env: { memory: Memory } })
    readonly exports: Readonly<Record<string, (...values: number[]) => number | undefined>>
  }
}
