import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadBackend } from '../../main/nn/backend'
import { Network } from '../../main/nn/network'
import type { ModelSpec } from '../../main/nn/spec'
import { tensorsHere } from '../../main/nn/tensors'
import { random } from '../../shared/random'

const backend = await loadBackend()
const tensors = tensorsHere()
/** A Python that can import TensorFlow: the one named by BRENIER_TENSORFLOW_PYTHON, or `python3`. */
const python = [process.env['BRENIER_TENSORFLOW_PYTHON'], 'python3'].find(
  (command) => command && spawnSync(command, ['-c', 'import tensorflow']).status === 0,
)
const folder = mkdtempSync(path.join(tmpdir(), 'brenier-saved-model-'))
afterAll(() => rmSync(folder, { recursive: true }))

const shape = { height: 11, width: 8, channels: 3, latent: 4 }
const specs: ModelSpec[] = [
  { kind: 'ae-dense', ...shape, hidden: [20], activation: 'silu' },
  {
    kind: 'ae-conv',
    ...shape,
    filters: [6, 8],
    kernel: 4,
    hidden: 12,
    activation: 'leaky-relu',
    normalisation: 'batch',
  },
  { kind: 'ae-resnet', ...shape, filters: [6, 8], activation: 'relu', normalisation: 'batch' },
  { kind: 'ae-gated', ...shape, filters: [4, 6], hidden: 20 },
]

const source = random(3)
const pictures = Uint8Array.from({ length: 3 * 11 * 8 * 3 }, () => 256 * source.uniform())
const codes = Float32Array.from({ length: 2 * 4 }, () => source.normal())

interface Output {
  readonly shape: number[]
  readonly values: number[]
}

function expectEqual(got: ArrayLike<number>, expected: Float32Array): void {
  expect(got).toHaveLength(expected.length)
  expected.forEach((value, i) => expect(got[i]).toBeCloseTo(value, 5))
}

describe.runIf(backend.native).each(specs)('a SavedModel of an $kind', (spec) => {
  let network: Network
  const place = path.join(folder, spec.kind)
  beforeAll(async () => {
    network = await Network.initial(tensors, spec, 1)
  })
  afterAll(() => network.dispose())

  it('is loaded by TensorFlow, with batches of any size', async () => {
    await tensors.saveModel(spec, await network.exportWeights(), place)
    const { node } = backend.tf as unknown as typeof import('@tensorflow/tfjs-node-gpu')
    const model = await node.loadSavedModel(place, ['serve'], 'decode')
    const made = backend.tf.tidy(() => {
      const outputs = model.predict({ codes: backend.tf.tensor2d(codes, [2, 4]) }) as Record<
        string,
        ReturnType<typeof backend.tf.tensor>
      >
      expect(outputs['pictures']!.shape).toEqual([2, 11, 8, 3])
      return Float32Array.from(outputs['pictures']!.dataSync())
    })
    model.dispose()
    expectEqual(made, await network.decode(codes))
  })

  it.skipIf(!python)('gives the same in Python’s TensorFlow (skipped where Python has none)', async () => {
    const calls = {
      'encode/pictures': { type: 'uint8', shape: [3, 11, 8, 3], values: [...pictures] },
      'decode/codes': { type: 'float32', shape: [2, 4], values: [...codes] },
      'reconstruct/pictures': { type: 'uint8', shape: [3, 11, 8, 3], values: [...pictures] },
    }
    const file = path.join(folder, 'calls.json')
    writeFileSync(file, JSON.stringify(calls))
    const printed = execFileSync(python!, [path.resolve('tests/engine/saved_model.py'), place, file], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    const made = JSON.parse(printed) as Record<string, Output>
    expect(made['encode/codes']!.shape).toEqual([3, 4])
    expectEqual(made['encode/codes']!.values, await network.encode(pictures))
    expectEqual(made['decode/pictures']!.values, await network.decode(codes))
    expectEqual(made['reconstruct/pictures']!.values, await network.reconstruct(pictures))
  })
})
