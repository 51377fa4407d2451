import { createRequire } from 'node:module'
import { availableParallelism, constants } from 'node:os'
import { BrenierError } from '../../shared/errors'

/** The tensor library: the same functions whether native TensorFlow or plain tfjs stands behind them. */
export type TensorFlow = Omit<NativeTensorFlow, 'node'>

type NativeTensorFlow = typeof import('@tensorflow/tfjs-node-gpu')

/** Which tensor backend is in use, in words for the status bar and for the record of a run. */
export interface Backend {
  readonly tf: TensorFlow
  /** `TensorFlow 2.21 CPU`, `TensorFlow 2.21 CUDA` or `tfjs (slow)`. */
  readonly name: string
  /** Version of the library that computes: TensorFlow's own, or that of tfjs. */
  readonly version: string
  readonly native: boolean
  readonly device: 'CPU' | 'GPU'
  /** Threads within one operation. Sums may round differently under another number. */
  readonly threads: number
  /** One sentence: why this backend and no better one. */
  readonly reason: string
}

const requireHere = createRequire(import.meta.url)

let loading: Promise<Backend> | undefined

/**
 * The tensor backend of this process; loaded at the first call, which takes one to some seconds and blocks the thread
 * while the native library is read. Later calls give the same backend.
 *
 * Native TensorFlow is taken where its addon loads; plain tfjs is the last resort and says why in `reason`. The
 * environment variable `BRENIER_BACKEND=tfjs` asks for plain tfjs, to try what a machine without the addon would do.
 * @param options.threads threads within one operation; the machine's number of cores by default. It counts only at the
 *   first call of a process, since TensorFlow reads it once.
 * @throws BrenierError `no-backend` where neither can be loaded
 */
export function loadBackend(options: { threads?: number } = {}): Promise<Backend> {
  loading ??= load(options.threads)
  return loading
}

async function load(threads: number | undefined): Promise<Backend> {
  let failure = 'BRENIER_BACKEND=tfjs asks for it.'
  if (process.env['BRENIER_BACKEND'] !== 'tfjs') {
    try {
      return native(threads)
    } catch (thrown) {
      failure = firstLine(thrown)
    }
  }
  try {
    return await plain(failure)
  } catch (thrown) {
    throw new BrenierError(
      'no-backend',
      `No tensor backend could be loaded. Native TensorFlow: ${failure} Plain tfjs: ${firstLine(thrown)} Run the set-up again.`,
    )
  }
}

function native(threads: number | undefined): Backend {
  restoreRemovedUtilities()
  if (threads !== undefined) process.env['TF_NUM_INTRAOP_THREADS'] = String(threads)
  // Without this TensorFlow takes the whole memory of a GPU at once, whoever else uses it.
  process.env['TF_FORCE_GPU_ALLOW_GROWTH'] ??= 'true'
  // By itself TensorFlow takes oneDNN's convolutions only on processors of the last years; on those before they gain more.
  process.env['TF_ENABLE_ONEDNN_OPTS'] ??= '1'
  // Informational lines of the library would land on the engine's standard error.
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2'
  const tf = keptLoaded(() => requireHere('@tensorflow/tfjs-node-gpu')) as NativeTensorFlow
  const kernels = tf.backend() as unknown as {
    isUsingGpuDevice: boolean
    binding: { TF_Version: string }
  }
  const version = kernels.binding.TF_Version
  const device = kernels.isUsingGpuDevice ? 'GPU' : 'CPU'
  const release = version.split('.').slice(0, 2).join('.')
  return {
    tf,
    name: `TensorFlow ${release} ${device === 'GPU' ? 'CUDA' : 'CPU'}`,
    version,
    native: true,
    device,
    threads: Number(process.env['TF_NUM_INTRAOP_THREADS']) || availableParallelism(),
    reason:
      device === 'GPU'
        ? 'Native TensorFlow computes on the GPU.'
        : 'Native TensorFlow computes on the processor; it reports no usable GPU.',
  }
}

async function plain(failure: string): Promise<Backend> {
  const requireBeside = createRequire(requireHere.resolve('@tensorflow/tfjs-node-gpu/package.json'))
  const tf = requireBeside('@tensorflow/tfjs') as TensorFlow
  // Keeps a greeting off standard error; `reason` says what it would.
  tf.enableProdMode()
  await tf.setBackend('cpu')
  return {
    tf,
    name: 'tfjs (slow)',
    version: tf.version['tfjs'] ?? 'unknown',
    native: false,
    device: 'CPU',
    threads: 1,
    reason: `Plain tfjs computes instead of native TensorFlow, 10 to 100 times slower: ${failure}`,
  }
}

/** `RTLD_NODELETE`, which Node does not name; on Windows there are no such flags. */
const neverUnload = { linux: 0x1000, darwin: 0x80 }[process.platform as string] ?? 0

/**
 * Loads native libraries that stay in memory until the process ends. Node unloads those of a worker with the worker,
 * while TensorFlow's own threads still run in them: the process would end in a crash.
 */
function keptLoaded<T>(load: () => T): T {
  const { dlopen } = process
  process.dlopen = (module: object, file: string, flags: number = constants.dlopen.RTLD_LAZY) =>
    dlopen.call(process, module, file, flags | neverUnload)
  try {
    return load()
  } finally {
    process.dlopen = dlopen
  }
}

/** tfjs-node 4.22 calls two functions that Node 23 took out of `util`. */
function restoreRemovedUtilities(): void {
  const utilities = requireHere('node:util') as Record<string, unknown>
  utilities['isNullOrUndefined'] ??= (value: unknown) => value === null || value === undefined
  utilities['isArray'] ??= Array.isArray
}

function firstLine(thrown: unknown): string {
  const message = thrown instanceof Error ? thrown.message : String(thrown)
  const line = message.split('\n', 1)[0]!.trim()
  return /[.!?]$/.test(line) ? line : `${line}.`
}
