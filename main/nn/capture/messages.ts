import { createRequire } from 'node:module'

/**
 * TensorFlow's graph messages as tfjs-node-gpu carries them (generated protobuf code without types): the few functions
 * that writing a graph takes.
 */
export interface Messages {
  readonly GraphDef: new () => GraphDef
  readonly NodeDef: new () => NodeDef
  readonly AttrValue: AttrValueClass
  readonly Tensor: new () => TensorMessage
  readonly TensorShape: TensorShapeClass
  readonly VersionDef: new () => { setProducer(version: number): void }
  readonly SavedModel: new () => SavedModel
  readonly MetaGraphDef: MetaGraphClass
  readonly SignatureDef: new () => SignatureDef
  readonly TensorInfo: new () => TensorInfo
}

interface GraphDef {
  addNode(node: NodeDef): void
  setVersions(versions: object): void
}

export interface NodeDef {
  setName(name: string): void
  setOp(op: string): void
  addInput(name: string): void
  getAttrMap(): { set(name: string, value: AttrValue): void }
}

export interface AttrValue {
  setS(bytes: Uint8Array): void
  setI(value: number): void
  setF(value: number): void
  setB(value: boolean): void
  setType(type: number): void
  setShape(shape: TensorShape): void
  setTensor(tensor: TensorMessage): void
  setList(list: ListValue): void
}

interface AttrValueClass {
  new (): AttrValue
  readonly ListValue: new () => ListValue
}

interface ListValue {
  setIList(values: readonly number[]): void
  setFList(values: readonly number[]): void
  setBList(values: readonly boolean[]): void
}

interface TensorMessage {
  setDtype(type: number): void
  setTensorShape(shape: TensorShape): void
  setTensorContent(bytes: Uint8Array): void
}

interface TensorInfo {
  setName(name: string): void
  setDtype(type: number): void
  setTensorShape(shape: TensorShape): void
}

export interface SignatureDef {
  getInputsMap(): { set(name: string, info: TensorInfo): void }
  getOutputsMap(): { set(name: string, info: TensorInfo): void }
  setMethodName(name: string): void
}

export interface TensorShape {
  setUnknownRank(unknown: boolean): void
  addDim(dimension: { setSize(size: number): void }): void
}

interface TensorShapeClass {
  new (): TensorShape
  readonly Dim: new () => { setSize(size: number): void }
}

interface MetaGraph {
  setMetaInfoDef(info: { addTags(tag: string): void }): void
  setGraphDef(graph: GraphDef): void
  getSignatureDefMap(): { set(name: string, signature: SignatureDef): void }
}

interface MetaGraphClass {
  new (): MetaGraph
  readonly MetaInfoDef: new () => { addTags(tag: string): void }
}

interface SavedModel {
  setSavedModelSchemaVersion(version: number): void
  addMetaGraphs(graph: MetaGraph): void
  serializeBinary(): Uint8Array
}

let loaded: Messages | undefined

export function messages(): Messages {
  loaded ??= createRequire(import.meta.url)('@tensorflow/tfjs-node-gpu/dist/proto/api_pb.js') as Messages
  return loaded
}
