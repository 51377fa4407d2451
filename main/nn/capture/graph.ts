import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { BatchConstant, BatchNumber } from './batch-constants'
import type { Binding, OpAttribute } from './binding'
import { messages, type AttrValue, type SignatureDef, type TensorShape } from './messages'
import type { Origin, Trace } from './trace'

/** An output of a node, as graphs name it: `node` or `node:1`. */
export type Output = string

/** A value that goes into or comes out of a signature. */
export interface SignatureTensor {
  readonly name: string
  readonly output: Output
  readonly type: number
  /** −1 for the batch; null where it follows from the graph. */
  readonly shape: readonly number[] | null
}

/** A function of a graph by which other programs call it. */
export interface Signature {
  readonly name: string
  readonly inputs: readonly SignatureTensor[]
  readonly outputs: readonly SignatureTensor[]
}

/** Version of TensorFlow's graph format that the nodes are written for: that of TensorFlow 2.9 and later. */
const graphVersion = 1087

/**
 * A TensorFlow graph under construction. Nodes get unique names; functions that add a node give its first output.
 */
export class Graph {
  private readonly graph = new (messages().GraphDef)()
  private count = 0

  constructor(private readonly binding: Binding) {}

  /**
   * @param inputs outputs of other nodes
   * @param after nodes that must have run before
   */
  node(
    op: string,
    inputs: readonly Output[],
    attributes: readonly OpAttribute[] = [],
    after: readonly Output[] = [],
  ): Output {
    const node = new (messages().NodeDef)()
    const name = `n${this.count++}_${op}`
    node.setName(name)
    node.setOp(op)
    for (const input of inputs) node.addInput(input)
    for (const output of after) node.addInput(`^${output.split(':', 1)[0]!}`)
    const map = node.getAttrMap()
    for (const attribute of attributes) map.set(attribute.name, this.attributeValue(attribute))
    this.graph.addNode(node)
    return name
  }

  type(name: string, type: number): OpAttribute {
    return { name, type: this.binding.TF_ATTR_TYPE, value: type }
  }

  shape(name: string, shape: readonly number[]): OpAttribute {
    return { name, type: this.binding.TF_ATTR_SHAPE, value: shape }
  }

  placeholder(type: number, shape: readonly number[]): Output {
    return this.node('Placeholder', [], [this.type('dtype', type), this.shape('shape', shape)])
  }

  constant(type: number, shape: readonly number[], values: Float32Array | Int32Array | Uint8Array): Output {
    const { AttrValue, Tensor, NodeDef } = messages()
    const tensor = new Tensor()
    tensor.setDtype(type)
    tensor.setTensorShape(shapeMessage(shape))
    tensor.setTensorContent(new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
    const value = new AttrValue()
    value.setTensor(tensor)
    const node = new NodeDef()
    const name = `n${this.count++}_Const`
    node.setName(name)
    node.setOp('Const')
    node.getAttrMap().set('value', value)
    node.getAttrMap().set('dtype', this.attributeValue(this.type('dtype', type)))
    this.graph.addNode(node)
    return name
  }

  /** A variable that lives as long as the session; its handle. */
  variable(name: string, shape: readonly number[]): Output {
    const { TF_ATTR_STRING, TF_FLOAT } = this.binding
    return this.node(
      'VarHandleOp',
      [],
      [
        { name: 'shared_name', type: TF_ATTR_STRING, value: name },
        { name: 'container', type: TF_ATTR_STRING, value: '' },
        this.type('dtype', TF_FLOAT),
        this.shape('shape', shape),
      ],
    )
  }

  read(variable: Output, after: readonly Output[] = []): Output {
    return this.node('ReadVariableOp', [variable], [this.type('dtype', this.binding.TF_FLOAT)], after)
  }

  /**
   * Sets a variable to a copy of a value. Without the copy the variable would share memory with a JavaScript array that
   * was fed, and change it in place.
   */
  assign(variable: Output, value: Output, after: readonly Output[] = []): Output {
    const { TF_FLOAT } = this.binding
    const copy = this.node('DeepCopy', [value], [this.type('T', TF_FLOAT)])
    return this.node('AssignVariableOp', [variable, copy], [this.type('dtype', TF_FLOAT)], after)
  }

  /** A value to ask a session for, so that the nodes `after` run. */
  done(after: readonly Output[]): Output {
    const { TF_FLOAT } = this.binding
    return this.afterwards(this.constant(TF_FLOAT, [], Float32Array.of(0)), after)
  }

  /** The value itself, once the nodes `after` have run. */
  afterwards(value: Output, after: readonly Output[]): Output {
    return this.node('Identity', [value], [this.type('T', this.binding.TF_FLOAT)], after)
  }

  /**
   * Adds the operations of a trace.
   * @param args outputs that stand for the trace's arguments
   * @param constants the trace's constants, made independent of its batch; those of the trace itself by default
   * @param batch the size of the batch, an int32 scalar, where constants depend on it
   * @returns the outputs of the trace's results, by name
   */
  insert(
    trace: Trace,
    args: Readonly<Record<string, Output>>,
    constants: readonly BatchConstant[] = trace.constants.map((fixed) => ({ kind: 'fixed', ...fixed })),
    batch?: Output,
  ): Record<string, Output> {
    const made = constants.map((constant) => this.batchConstant(constant, batch))
    const outputs: Output[] = []
    const output = (origin: Origin): Output => {
      if (origin.kind === 'argument') return args[origin.name]!
      if (origin.kind === 'constant') return made[origin.constant]!
      const name = outputs[origin.operation]!
      return origin.output === 0 ? name : `${name}:${origin.output}`
    }
    for (const { op, attributes, inputs } of trace.operations) {
      outputs.push(this.node(op, inputs.map(output), attributes))
    }
    return Object.fromEntries(Object.entries(trace.results).map(([name, origin]) => [name, output(origin)]))
  }

  /** Side `axis` of a value's shape, an int32 scalar. */
  side(value: Output, type: number, axis: number): Output {
    const { TF_INT32, TF_ATTR_INT } = this.binding
    const shape = this.node('Shape', [value], [this.type('T', type), this.type('out_type', TF_INT32)])
    const at = (index: number) => this.constant(TF_INT32, [1], Int32Array.of(index))
    const mask = (name: string, bits: number) => ({ name, type: TF_ATTR_INT, value: bits })
    return this.node(
      'StridedSlice',
      [shape, at(axis), at(axis + 1), at(1)],
      [
        this.type('T', TF_INT32),
        this.type('Index', TF_INT32),
        mask('shrink_axis_mask', 1),
        ...['begin_mask', 'end_mask', 'ellipsis_mask', 'new_axis_mask'].map((name) => mask(name, 0)),
      ],
    )
  }

  private batchConstant(constant: BatchConstant, batch: Output | undefined): Output {
    if (constant.kind === 'fixed') return this.constant(constant.type, constant.shape, constant.values)
    const { TF_INT32 } = this.binding
    const { type } = constant
    if (constant.kind === 'filled') {
      const value = this.batchNumber(constant.value, type, batch!)
      const dims = this.packed(constant.shape, TF_INT32, batch!)
      const attributes = [this.type('T', type), this.type('index_type', TF_INT32)]
      return this.node('Fill', [dims, value], attributes)
    }
    if (constant.shape.length === 0) return this.batchNumber(constant.values[0]!, type, batch!)
    const flat = this.packed(constant.values, type, batch!)
    if (constant.shape.length === 1) return flat
    const shape = this.constant(TF_INT32, [constant.shape.length], Int32Array.from(constant.shape))
    return this.node('Reshape', [flat, shape], [this.type('T', type), this.type('Tshape', TF_INT32)])
  }

  private packed(numbers: readonly BatchNumber[], type: number, batch: Output): Output {
    const { TF_ATTR_INT } = this.binding
    return this.node(
      'Pack',
      numbers.map((number) => this.batchNumber(number, type, batch)),
      [
        this.type('T', type),
        { name: 'N', type: TF_ATTR_INT, value: numbers.length },
        { name: 'axis', type: TF_ATTR_INT, value: 0 },
      ],
    )
  }

  private batchNumber({ fixed, perBatch }: BatchNumber, type: number, batch: Output): Output {
    const { TF_INT32, TF_FLOAT } = this.binding
    const scalar = (value: number) =>
      this.constant(type, [], type === TF_FLOAT ? Float32Array.of(value) : Int32Array.of(value))
    if (perBatch === 0) return scalar(fixed)
    const typed =
      type === TF_INT32
        ? batch
        : this.node('Cast', [batch], [this.type('SrcT', TF_INT32), this.type('DstT', type)])
    return perBatch === 1 ? typed : this.node('Mul', [typed, scalar(perBatch)], [this.type('T', type)])
  }

  /** Loads the graph as a session: it holds the variables from then on. */
  session(): Session {
    // TensorFlow reads a graph only from a folder.
    const folder = mkdtempSync(path.join(tmpdir(), 'brenier-graph-'))
    try {
      writeFileSync(path.join(folder, 'saved_model.pb'), this.savedModel([]))
      return new Session(this.binding, this.binding.loadSavedModel(folder, 'serve'))
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  }

  /** The graph in TensorFlow's own file format, `saved_model.pb`. */
  savedModel(signatures: readonly Signature[]): Uint8Array {
    const { SavedModel, MetaGraphDef, VersionDef } = messages()
    const versions = new VersionDef()
    versions.setProducer(graphVersion)
    this.graph.setVersions(versions)
    const info = new MetaGraphDef.MetaInfoDef()
    info.addTags('serve')
    const metaGraph = new MetaGraphDef()
    metaGraph.setMetaInfoDef(info)
    metaGraph.setGraphDef(this.graph)
    for (const signature of signatures) {
      metaGraph.getSignatureDefMap().set(signature.name, signatureMessage(signature))
    }
    const model = new SavedModel()
    model.setSavedModelSchemaVersion(1)
    model.addMetaGraphs(metaGraph)
    return model.serializeBinary()
  }

  private attributeValue(attribute: OpAttribute): AttrValue {
    const { AttrValue } = messages()
    const value = new AttrValue()
    const { TF_ATTR_STRING, TF_ATTR_INT, TF_ATTR_FLOAT, TF_ATTR_BOOL, TF_ATTR_TYPE } = this.binding
    const given = attribute.value
    const list = Array.isArray(given) && attribute.type !== this.binding.TF_ATTR_SHAPE
    if (list) {
      const values = new AttrValue.ListValue()
      if (attribute.type === TF_ATTR_INT) values.setIList(given as number[])
      else if (attribute.type === TF_ATTR_FLOAT) values.setFList(given as number[])
      else values.setBList(given as boolean[])
      value.setList(values)
    } else if (attribute.type === TF_ATTR_STRING) value.setS(Buffer.from(given as string))
    else if (attribute.type === TF_ATTR_INT) value.setI(given as number)
    else if (attribute.type === TF_ATTR_FLOAT) value.setF(given as number)
    else if (attribute.type === TF_ATTR_BOOL) value.setB(given as boolean)
    else if (attribute.type === TF_ATTR_TYPE) value.setType(given as number)
    else value.setShape(shapeMessage(given as number[]))
    return value
  }
}

function signatureMessage({ inputs, outputs }: Signature): SignatureDef {
  const { SignatureDef, TensorInfo } = messages()
  const info = ({ output, type, shape }: SignatureTensor) => {
    const message = new TensorInfo()
    message.setName(output.includes(':') ? output : `${output}:0`)
    message.setDtype(type)
    const unknown = new (messages().TensorShape)()
    unknown.setUnknownRank(true)
    message.setTensorShape(shape === null ? unknown : shapeMessage(shape))
    return message
  }
  const signature = new SignatureDef()
  for (const input of inputs) signature.getInputsMap().set(input.name, info(input))
  for (const output of outputs) signature.getOutputsMap().set(output.name, info(output))
  signature.setMethodName('tensorflow/serving/predict')
  return signature
}

function shapeMessage(shape: readonly number[]): TensorShape {
  const { TensorShape } = messages()
  const message = new TensorShape()
  for (const side of shape) {
    const dimension = new TensorShape.Dim()
    dimension.setSize(side)
    message.addDim(dimension)
  }
  return message
}

/** What goes into a run: values with their shape, of the type of the placeholder. */
export interface Feed {
  readonly placeholder: Output
  readonly type: number
  readonly shape: readonly number[]
  /** Must not change before the run is over. */
  readonly values: Float32Array | Int32Array | Uint8Array
}

/** A loaded graph with its variables. Dispose of it when done. */
export class Session {
  constructor(
    private readonly binding: Binding,
    private readonly id: number,
  ) {}

  /** Runs what the outputs need, in parallel where the graph lets it. @returns their values, copied */
  run(feeds: readonly Feed[], outputs: readonly Output[]): Float32Array[] {
    const ids = feeds.map(({ shape, type, values }) => this.binding.createTensor(shape, type, values))
    try {
      const inputs = feeds.map(({ placeholder }) => `${placeholder}:0`).join()
      const names = outputs.map((output) => (output.includes(':') ? output : `${output}:0`)).join()
      const results = this.binding.runSavedModel(this.id, ids, inputs, names)
      return results.map(({ id }) => {
        const values = this.binding.tensorDataSync(id) as Float32Array
        this.binding.deleteTensor(id)
        return values
      })
    } finally {
      for (const id of ids) this.binding.deleteTensor(id)
    }
  }

  dispose(): void {
    this.binding.deleteSavedModel(this.id)
  }
}
