import { mkdir, writeFile } from 'node:fs/promises'
import { cpus, loadavg } from 'node:os'
import { initialMoments, correctedRate } from '../main/nn/adam'
import { loadBackend, type Backend } from '../main/nn/backend'
import { buildAutoencoder, trained } from '../main/nn/models/autoencoder'
import type { Program } from '../main/nn/program/definition'
import { eagerProgram, fastestProgram, type ProgramMaker } from '../main/nn/program-maker'
import type { ModelSpec } from '../main/nn/spec'
import { definitionsOf } from '../main/nn/tensors'
import { initialArrays, sizeOf } from '../main/nn/weights'
import { random } from '../shared/random'
import { preparePeer } from './python-peer'

const PEER = 'torch==2.13.0'

/** The nets of the peer's script, layer for layer. */
const nets: Record<string, { spec: ModelSpec; batch: number }> = {
  mlp: {
    spec: {
      kind: 'ae-dense',
      height: 28,
      width: 28,
      channels: 1,
      latent: 8,
      hidden: [512, 256],
      activation: 'relu',
    },
    batch: 128,
  },
  infogan28: {
    spec: {
      kind: 'ae-conv',
      height: 28,
      width: 28,
      channels: 1,
      latent: 64,
      filters: [64, 128],
      kernel: 4,
      hidden: 1024,
      activation: 'leaky-relu',
      normalisation: 'batch',
    },
    batch: 64,
  },
  dcgan64: {
    spec: {
      kind: 'ae-conv',
      height: 64,
      width: 64,
      channels: 3,
      latent: 100,
      filters: [32, 64, 128, 256],
      kernel: 4,
      hidden: 0,
      activation: 'leaky-relu',
      normalisation: 'batch',
    },
    batch: 32,
  },
}

const encoding = 'encode 10,000 28×28'
const decoding = 'decode 24 64×64×3'

const adam = { beta1: 0.9, beta2: 0.999 }

function pixels({ spec, batch }: { spec: ModelSpec; batch: number }): Uint8Array {
  const source = random(1)
  return Uint8Array.from(
    { length: batch * spec.height * spec.width * spec.channels },
    () => 256 * source.uniform(),
  )
}

function open(backend: Backend, spec: ModelSpec, make: ProgramMaker): Program {
  const model = buildAutoencoder(spec)
  const variables = { ...initialArrays(model.parameters, 1), ...initialMoments(trained(model)) }
  return make(backend, definitionsOf({ model: spec, training: adam }), variables)
}

/** Milliseconds of each run after a warm-up. */
function timed(runs: number, run: (i: number) => void): number[] {
  const warmUp = Math.max(3, runs >> 2)
  const times: number[] = []
  for (let i = 0; i < warmUp + runs; i++) {
    const start = performance.now()
    run(i)
    if (i >= warmUp) times.push(performance.now() - start)
  }
  return times
}

const median = (times: readonly number[]) => times.toSorted((a, b) => a - b)[times.length >> 1]!
const rounded = (value: number) => Number(value.toPrecision(3))

/**
 * One training step of three nets, op by op and captured; encoding 10,000 pictures; decoding a strip. Words: `peer` to
 * run torch beside it, `compile` to have it compile too, a number of steps (default 40), names of nets.
 */
export async function run(words: readonly string[]): Promise<void> {
  const steps = Number(words.find((word) => /^\d+$/.test(word)) ?? 40)
  const backend = await loadBackend()
  const chosen = Object.keys(nets).filter(
    (name) => !words.some((word) => word in nets) || words.includes(name),
  )
  const figures: Record<string, Record<string, number | null>> = {}
  for (const name of chosen) {
    const net = nets[name]!
    const pictures = pixels(net)
    const row: Record<string, number | null> = {}
    for (const [way, make] of [
      ['eager', eagerProgram],
      ['captured', fastestProgram],
    ] as const) {
      const begun = performance.now()
      const program = open(backend, net.spec, make)
      if (way === 'captured') row['capture ms'] = rounded(performance.now() - begun)
      const times = timed(way === 'eager' ? Math.ceil(steps / 4) : steps, (i) => {
        program.run('train', { pictures, seed: Int32Array.of(1, i), ...correctedRate(adam, 1e-3, i + 1) })
      })
      row[`${way} ms`] = rounded(median(times))
      if (way === 'captured') {
        row['weights'] = buildAutoencoder(net.spec).parameters.reduce(
          (sum, { shape }) => sum + sizeOf(shape),
          0,
        )
      }
      program.dispose()
    }
    figures[name] = row
    console.log(name, JSON.stringify(row))
  }
  figures[encoding] = { 'captured ms': encodeMany(backend) }
  figures[decoding] = { 'captured ms': decodeStrip(backend) }
  if (words.includes('peer')) {
    const peer = await preparePeer([PEER])
    if (typeof peer === 'string') console.log(peer)
    else
      addPeer(
        figures,
        JSON.parse(
          await peer('nn_torch.py', [
            JSON.stringify({ steps, nets: chosen, compile: words.includes('compile') }),
          ]),
        ) as PeerFigures,
      )
  } else console.log('Add the word "peer" to run torch too.')
  console.table(figures)
  await mkdir('bench/results', { recursive: true })
  const machine = { processor: cpus()[0]?.model, cores: cpus().length, load: loadavg()[0] }
  const versions = { node: process.version, backend: backend.name, peer: PEER }
  const record = { date: new Date().toISOString(), machine, versions, steps, figures }
  await writeFile('bench/results/nn.json', `${JSON.stringify(record, null, 2)}\n`)
}

function encodeMany(backend: Backend): number {
  const { spec } = nets['mlp']!
  const program = open(backend, spec, fastestProgram)
  const batch = pixels({ spec, batch: 256 })
  const times = timed(5, () => {
    for (let done = 0; done < 10_000; done += 256) {
      program.run('encode', {
        pictures: done + 256 <= 10_000 ? batch : batch.subarray(0, (10_000 - done) * 784),
      })
    }
  })
  program.dispose()
  return rounded(median(times))
}

function decodeStrip(backend: Backend): number {
  const program = open(backend, nets['dcgan64']!.spec, fastestProgram)
  const source = random(2)
  const codes = Float32Array.from({ length: 24 * 100 }, () => source.normal())
  const times = timed(20, () => program.run('decode', { codes }))
  program.dispose()
  return rounded(median(times))
}

interface Times {
  readonly medianMs: number
}

/** What `peers/nn_torch.py` prints. */
interface PeerFigures {
  readonly nets: Record<string, Times & { readonly fused: Times; readonly compiled: Times | null }>
  readonly encode10000: Times
  readonly decode24: Times
}

/** Puts torch's times beside ours: as users write the step, with its fused Adam, and compiled where it can. */
function addPeer(figures: Record<string, Record<string, number | null>>, peer: PeerFigures): void {
  for (const [name, { medianMs, fused, compiled }] of Object.entries(peer.nets)) {
    const row = figures[name]
    if (!row) continue
    row['torch ms'] = rounded(medianMs)
    row['torch fused ms'] = rounded(fused.medianMs)
    row['torch compiled ms'] = compiled && rounded(compiled.medianMs)
    row['of torch'] = rounded(row['captured ms']! / medianMs)
  }
  for (const [name, { medianMs }] of [
    [encoding, peer.encode10000],
    [decoding, peer.decode24],
  ] as const) {
    const row = figures[name]!
    row['torch ms'] = rounded(medianMs)
    row['of torch'] = rounded(row['captured ms']! / medianMs)
  }
}
