import type { InferenceSession } from 'onnxruntime-node'
import type { NetTensor } from '../../../shared/contracts/own-model'
import { asBrenierError, BrenierError } from '../../../shared/errors'
import type { OnnxFile } from '../../data/onnx-file'

type Runtime = typeof import('onnxruntime-node')

/** Numbers with the sides of their tensor. */
export interface Made {
  readonly sides: readonly number[]
  readonly data: Float32Array
}

/** A net of the person's own with one input, run by ONNX Runtime in threads of its own. */
export class OnnxSession {
  private constructor(
    private readonly runtime: Runtime,
    private readonly session: InferenceSession,
    readonly file: Pick<OnnxFile, 'name' | 'hash'>,
    readonly input: NetTensor,
    readonly outputs: readonly NetTensor[],
  ) {}

  /**
   * @throws BrenierError `no-backend` without ONNX Runtime, `file-format` where it refuses the model, `bad-shape` where the
   *   net takes more than one tensor, or others than of float32
   */
  static async open(file: OnnxFile): Promise<OnnxSession> {
    const runtime = await loadRuntime()
    const session = await openSession(runtime, file)
    const [input, ...others] = session.inputMetadata
    if (!input?.isTensor || input.type !== 'float32' || others.length > 0) {
      throw new BrenierError(
        'bad-shape',
        `Expected ${file.name} to take one tensor of float32, got ${session.inputMetadata.map((one) => (one.isTensor ? `${one.name}: ${one.type} [${one.shape.join(', ')}]` : one.name)).join('; ')}. Export it so.`,
      )
    }
    const outputs = session.outputMetadata.flatMap((one) =>
      one.isTensor ? [{ name: one.name, shape: [...one.shape] }] : [],
    )
    const { name, hash } = file
    return new OnnxSession(
      runtime,
      session,
      { name, hash },
      { name: input.name, shape: [...input.shape] },
      outputs,
    )
  }

  /** How many items the net takes at once; null where it leaves their number open. */
  get batch(): number | null {
    const [first] = this.input.shape
    return typeof first === 'number' ? first : null
  }

  /**
   * The name of an output: the one asked for, or the first.
   * @throws BrenierError `bad-argument` for one that the net does not have
   */
  output(asked: string | null): string {
    const names = this.outputs.map(({ name }) => name)
    const chosen = asked ?? names[0]
    if (chosen !== undefined && names.includes(chosen)) return chosen
    throw new BrenierError(
      'bad-argument',
      `Expected an output of ${this.file.name} (${names.join(', ')}), got "${chosen ?? ''}".`,
    )
  }

  /** @throws BrenierError `bad-shape` where the net refuses the sides or gives others than numbers of float32 */
  async run(values: Float32Array, sides: readonly number[], output: string): Promise<Made> {
    const feeds = { [this.input.name]: new this.runtime.Tensor('float32', values, sides) }
    const made = await this.session.run(feeds, [output]).catch((thrown: unknown) => {
      throw new BrenierError(
        'bad-shape',
        `${this.file.name} does not run on [${sides.join(', ')}]: ${asBrenierError(thrown).message}`,
        {},
        { cause: thrown },
      )
    })
    const tensor = made[output]
    if (tensor?.data instanceof Float32Array) return { sides: tensor.dims, data: tensor.data }
    throw new BrenierError(
      'bad-shape',
      `Expected ${output} of ${this.file.name} in float32, got ${tensor?.type ?? 'none'}. Export the net so.`,
    )
  }

  async dispose(): Promise<void> {
    await this.session.release()
  }
}

async function loadRuntime(): Promise<Runtime> {
  try {
    return await import('onnxruntime-node')
  } catch (thrown) {
    throw new BrenierError(
      'no-backend',
      `ONNX Runtime could not be loaded: ${asBrenierError(thrown).message}. Install Brenier’s packages again.`,
      {},
      { cause: thrown },
    )
  }
}

async function openSession(runtime: Runtime, { name, bytes, external }: OnnxFile): Promise<InferenceSession> {
  try {
    return await runtime.InferenceSession.create(bytes, { externalData: [...external], logSeverityLevel: 3 })
  } catch (thrown) {
    throw new BrenierError(
      'file-format',
      `Expected an ONNX model in ${name}, but ONNX Runtime refuses it: ${asBrenierError(thrown).message}`,
      {},
      { cause: thrown },
    )
  }
}
