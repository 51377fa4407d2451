import type { Tensor } from '@tensorflow/tfjs-node-gpu'
import { BrenierError } from '../../../shared/errors'
import type { Backend, TensorFlow } from '../backend'
import { scalePixels } from '../batches'
import type { NamedArrays } from '../weights'
import {
  checkVariables,
  shapesOfCall,
  wantedOf,
  type AdamUpdate,
  type Definitions,
  type InputSpec,
  type InputValues,
  type Program,
} from './definition'

/** Runs functions op by op through tfjs: on every backend, and what a captured program is compared with. */
export class EagerProgram implements Program {
  private readonly variables: Record<string, Tensor> = {}
  private readonly shapes: ReadonlyMap<string, readonly number[]>

  /** @param arrays the variables with their first values */
  constructor(
    private readonly backend: Backend,
    private readonly definitions: Definitions,
    arrays: NamedArrays,
  ) {
    this.shapes = new Map(Object.entries(arrays).map(([name, { shape }]) => [name, shape]))
    this.write(arrays)
  }

  run(
    name: string,
    inputs: Readonly<Record<string, InputValues>>,
    unwanted?: string,
  ): Record<string, Float32Array> {
    const { tf } = this.backend
    const definition = this.definitions[name]
    if (!definition) throw new BrenierError('internal', `The program has no function ${name}.`)
    const { shapes } = shapesOfCall(name, definition.inputs, inputs)
    const assigned = new Map<string, Tensor>()
    const assign = (variable: string, value: Tensor) => {
      assigned.set(variable, tf.keep(value.clone()))
    }
    // A tidy that returned the arrays themselves would look through them for tensors, number by number.
    const results = tf.tidy(() => {
      const tensors = Object.fromEntries(
        Object.entries(definition.inputs).map(([input, spec]) => [
          input,
          upload(tf, spec, shapes[input]!, inputs[input]!),
        ]),
      )
      const { variables } = this
      const adam = (update: AdamUpdate) => eagerAdam(tf, variables, update, assign)
      const made = definition.run({ tf, inputs: tensors, variables, assign, adam })
      // A result may be a variable itself, which its copy here is not disposed of with.
      return Object.fromEntries(
        wantedOf(Object.keys(made), unwanted).map((result) => [result, made[result]!.clone()]),
      )
    })
    for (const [variable, value] of assigned) {
      this.variables[variable]!.dispose()
      this.variables[variable] = value
    }
    return Object.fromEntries(
      Object.entries(results).map(([result, tensor]) => {
        const values = Float32Array.from(tensor.dataSync())
        tensor.dispose()
        return [result, values]
      }),
    )
  }

  read(names: readonly string[] = [...this.shapes.keys()]): NamedArrays {
    return Object.fromEntries(
      names.map((name) => {
        const tensor = this.variables[name]!
        return [name, { shape: [...tensor.shape], data: Float32Array.from(tensor.dataSync()) }]
      }),
    )
  }

  write(arrays: NamedArrays): void {
    checkVariables(this.shapes, arrays)
    const { tf } = this.backend
    for (const [name, { shape, data }] of Object.entries(arrays)) {
      this.variables[name]?.dispose()
      // A copy, since a backend may read the values later than this call.
      this.variables[name] = tf.keep(tf.tensor(data.slice(), [...shape], 'float32'))
    }
  }

  dispose(): void {
    for (const tensor of Object.values(this.variables)) tensor.dispose()
  }
}

function upload(tf: TensorFlow, { kind }: InputSpec, shape: number[], values: InputValues): Tensor {
  if (kind === 'int') return tf.tensor(Int32Array.from(values), shape, 'int32')
  return tf.tensor(
    kind === 'pixels' ? scalePixels(values as Uint8Array) : Float32Array.from(values),
    shape,
    'float32',
  )
}

/** What TensorFlow's `ResourceApplyAdam` and `ResourceApplyAdamWithAmsgrad` do, op by op. */
function eagerAdam(
  tf: TensorFlow,
  variables: Readonly<Record<string, Tensor>>,
  update: AdamUpdate,
  assign: (variable: string, value: Tensor) => void,
): void {
  const { beta1, beta2, gradient, clip } = update
  tf.tidy(() => {
    const moved = (held: Tensor, towards: Tensor, beta: number) =>
      tf.add(held, tf.mul(tf.sub(towards, held), 1 - beta))
    const first = moved(variables[update.first]!, gradient, beta1)
    const second = moved(variables[update.second]!, tf.square(gradient), beta2)
    assign(update.first, first)
    assign(update.second, second)
    let scale = second
    if (update.largest !== undefined) {
      scale = tf.maximum(variables[update.largest]!, second)
      assign(update.largest, scale)
    }
    const step = tf.mul(tf.div(first, tf.add(tf.sqrt(scale), update.epsilon)), update.rate)
    const value = tf.sub(variables[update.variable]!, step)
    assign(update.variable, clip === undefined ? value : tf.clipByValue(value, -clip, clip))
  })
}
