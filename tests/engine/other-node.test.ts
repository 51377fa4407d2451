/**
 * The built command line under another version of Node, and on plain tfjs: TensorFlow, kernels and threads work there too,
 * and the numbers are the same. `npm test` names the other Node in BRENIER_OTHER_NODE.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'

const otherNode = process.env['BRENIER_OTHER_NODE']
const folder = mkdtempSync(path.join(tmpdir(), 'brenier-node-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface Trained {
  readonly backend: string
  readonly result: { readonly heldOutLoss: number }
}

function run(
  node: string,
  words: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): unknown {
  const printed = execFileSync(node, ['out/main/cli.js', ...words, '--json', '--quiet'], {
    encoding: 'utf8',
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  return JSON.parse(printed)
}

const training = (net: string, epochs: number, out: string): string[] => [
  ...['train', '--data', 'digits', '--net', net, '--width', '32', '--latent', '4'],
  ...['--epochs', `${epochs}`, '--seed', '5', '--out', out],
]

describe.skipIf(!otherNode)('under another Node (skipped where none was named)', () => {
  it('trains to the same weights, bit for bit', () => {
    const [own, other] = [process.execPath, otherNode!].map((node, i) => {
      const file = path.join(folder, `model-${i}.safetensors`)
      const { backend, result } = run(node, training('conv', 2, file)) as Trained
      return { backend, loss: result.heldOutLoss, file }
    })
    expect(other!.backend).toBe(own!.backend)
    expect(other!.loss).toBe(own!.loss)
    expect(weights(other!.file).equals(weights(own!.file))).toBe(true)
  })

  it('solves, draws and measures the same', () => {
    const [own, other] = [process.execPath, otherNode!].map((node, i) => {
      const place = path.join(folder, `map-${i}`)
      const points = path.join(folder, 'points.npy')
      run(node, ['data', 'export', 'gaussians-25', '--out', points])
      run(node, ['transport', 'solve', '--targets', points, '--out', place])
      const facets = path.join(folder, `facets-${i}.json`)
      run(node, ['transport', 'singularities', '--transport', place, '--theta', '0.2', '--out', facets])
      return readFileSync(facets, 'utf8')
    })
    expect(other).toBe(own)
  })
})

describe('on plain tfjs', () => {
  it('trains the digits all the same, and says that it is slow', { timeout: 5 * 60_000 }, () => {
    const file = path.join(folder, 'plain.safetensors')
    const plain = { BRENIER_BACKEND: 'tfjs' }
    const slow = run(process.execPath, training('dense', 1, file), plain) as Trained
    expect(slow.backend).toBe('tfjs (slow)')
    const fast = run(
      process.execPath,
      training('dense', 1, path.join(folder, 'native.safetensors')),
    ) as Trained
    // The same net from the same weights: only the order of sums differs.
    expect(slow.result.heldOutLoss / fast.result.heldOutLoss).toBeCloseTo(1, 3)
  })
})

/** The file's values, without its header: that has the time the training took. */
function weights(file: string): Buffer {
  const bytes = readFileSync(file)
  return bytes.subarray(8 + Number(bytes.readBigUInt64LE(0)))
}
