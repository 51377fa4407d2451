import { mkdir, writeFile } from 'node:fs/promises'
import { cpus, loadavg } from 'node:os'
import { pathToFileURL } from 'node:url'
import { initialMoments, correctedRate } from '../main/nn/adam'
import { loadBackend, type Backend } from '../main/nn/backend'
import { picturesPerStep } from '../main/nn/encode'
import { gradientNorm } from '../main/nn/gradient-norms'
import { buildAutoencoder, trained } from '../main/nn/models/autoencoder'
import type { Program } from '../main/nn/program/definition'
import { eagerProgram, fastestProgram, type ProgramMaker } from '../main/nn/program-maker'
import type { ModelSpec } from '../main/nn/spec'
import { threadTensors } from '../main/nn/tensor-thread'
import { definitionsOf } from '../main/nn/tensors'
import { Trainer } from '../main/nn/trainer'
import { defaultTraining } from '../main/nn/training'
import { initialArrays, sizeOf } from '../main/nn/weights'
import { workerThread } from '../main/service/worker-thread'
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

/** Steps of an epoch of a whole training: some hundred, so that its end weighs what it does in use. */
const stepsPerEpoch = 150

function pixels({ spec, batch }: { spec: ModelSpec; batch: number }, batches = 1): Uint8Array {
  const source = random(1)
  return Uint8Array.from(
    { length: batches * batch * spec.height * spec.width * spec.channels },
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
const mean = (times: readonly number[]) => times.reduce((sum, time) => sum + time, 0) / times.length
const rounded = (value: number) => Number(value.toPrecision(3))

/** Something timed again in each round. */
interface Work {
  readonly name: string
  readonly runs: number
  run(i: number): void
  dispose(): void
}

/**
 * One training step of three nets, op by op and captured, and in a whole training as the app runs it; encoding 10,000 pictures; decoding a strip. With a peer, both
 * are timed in turn several times over, since other work on the machine comes and goes. Words: `peer` to run torch beside
 * it, `compile` to have it compile too, a number of steps (default 40), names of nets.
 */
export async function run(words: readonly string[]): Promise<void> {
  const steps = Number(words.find((word) => /^\d+$/.test(word)) ?? 40)
  const backend = await loadBackend()
  const chosen = Object.keys(nets).filter(
    (name) => !words.some((word) => word in nets) || words.includes(name),
  )
  const peer = words.includes('peer') ? await preparePeer([PEER]) : 'Add the word "peer" to run torch too.'
  if (typeof peer === 'string') console.log(peer)
  const figures: Figures = {}
  const works = [
    ...chosen.map((name) => training(backend, name, steps, (figures[name] = {}))),
    encodeMany(backend),
    decodeStrip(backend),
  ]
  const rounds: Round[] = []
  while (rounds.length < (typeof peer === 'string' ? 1 : 3)) {
    const runs = works.map(({ name, runs, run }) => [name, timed(runs, run)] as const)
    const settings = { steps, nets: chosen, compile: words.includes('compile') && rounds.length === 0 }
    const other =
      typeof peer === 'string'
        ? null
        : (JSON.parse(await peer('nn_torch.py', [JSON.stringify(settings)])) as PeerFigures)
    const whole: Record<string, number> = {}
    for (const name of chosen) whole[name] = await wholeTraining(name)
    const of = (figure: (times: readonly number[]) => number) =>
      Object.fromEntries(runs.map(([name, times]) => [name, figure(times)]))
    rounds.push({ own: of(median), mean: of(mean), whole, peer: other })
    console.log(`round ${rounds.length}`, JSON.stringify(rounds.at(-1)!.own))
  }
  for (const { name, dispose } of works) {
    dispose()
    figures[name] = { ...figures[name], ...summary(name, rounds) }
  }
  console.table(figures)
  await mkdir('bench/results', { recursive: true })
  const machine = { processor: cpus()[0]?.model, cores: cpus().length, load: loadavg()[0] }
  const versions = { node: process.version, backend: backend.name, peer: PEER }
  const record = { date: new Date().toISOString(), machine, versions, steps, figures }
  await writeFile('bench/results/nn.json', `${JSON.stringify(record, null, 2)}\n`)
}

/** @param row takes what is timed once: the step op by op, and the capture */
function training(backend: Backend, name: string, steps: number, row: Figures[string]): Work {
  const net = nets[name]!
  const pictures = pixels(net)
  const step = (program: Program) => (i: number) => {
    const inputs = { pictures, seed: Int32Array.of(1, i), ...correctedRate(adam, 1e-3, i + 1) }
    // A training takes these norms in one step of ten, and torch's script takes none.
    program.run('train', inputs, gradientNorm)
  }
  const eager = open(backend, net.spec, eagerProgram)
  row['eager ms'] = rounded(median(timed(Math.ceil(steps / 4), step(eager))))
  eager.dispose()
  const begun = performance.now()
  const program = open(backend, net.spec, fastestProgram)
  row['capture ms'] = rounded(performance.now() - begun)
  row['weights'] = buildAutoencoder(net.spec).parameters.reduce((sum, { shape }) => sum + sizeOf(shape), 0)
  return { name, runs: steps, run: step(program), dispose: () => program.dispose() }
}

/**
 * Milliseconds a step of a whole training takes in the thread of the built app: order of pictures, gathering, messages,
 * losses and the state kept at the end of an epoch with it. The second epoch of two.
 */
async function wholeTraining(name: string): Promise<number> {
  const { spec, batch } = nets[name]!
  const tensors = threadTensors(workerThread('./tensor-worker.js', pathToFileURL('out/main/').href))
  const count = batch * stepsPerEpoch
  const pictures = { ...spec, count, pixels: pixels({ spec, batch }, stepsPerEpoch) }
  const settings = { ...defaultTraining, ...adam, epochs: 2, batchSize: batch, heldOutShare: 0 }
  const trainer = await Trainer.start(tensors, pictures, spec, settings, () => performance.now())
  while (trainer.progress().epoch < 1) await trainer.step(true)
  const start = performance.now()
  while (!(await trainer.step(true)));
  const time = (performance.now() - start) / stepsPerEpoch
  trainer.dispose()
  await tensors.close()
  return time
}

function encodeMany(backend: Backend): Work {
  const { spec } = nets['mlp']!
  const program = open(backend, spec, fastestProgram)
  const size = picturesPerStep(spec, spec.kind)
  const batch = pixels({ spec, batch: size })
  const run = () => {
    for (let done = 0; done < 10_000; done += size) {
      const pictures = batch.subarray(0, Math.min(size, 10_000 - done) * 784)
      program.run('encode', { pictures })
    }
  }
  return { name: encoding, runs: 7, run, dispose: () => program.dispose() }
}

function decodeStrip(backend: Backend): Work {
  const program = open(backend, nets['dcgan64']!.spec, fastestProgram)
  const source = random(2)
  const codes = Float32Array.from({ length: 24 * 100 }, () => source.normal())
  const run = () => {
    program.run('decode', { codes })
  }
  return { name: decoding, runs: 20, run, dispose: () => program.dispose() }
}

type Figures = Record<string, Record<string, number | null>>

/** Milliseconds by what was timed. */
interface Round {
  readonly own: Readonly<Record<string, number>>
  /** Of the same runs, to be compared with a whole training, which has their outliers too. */
  readonly mean: Readonly<Record<string, number>>
  /** A step of a whole training. */
  readonly whole: Readonly<Record<string, number>>
  readonly peer: PeerFigures | null
}

interface Times {
  readonly medianMs: number
}

/** What `peers/nn_torch.py` prints. */
interface PeerFigures {
  readonly nets: Record<string, Times & { readonly fused: Times; readonly compiled: Times | null }>
  readonly encode10000: Times
  /** From bytes, as ours begins. */
  readonly encodeBytes10000: Times
  readonly decode24: Times
}

/** Our times with torch's beside them: as users write the step, with its fused Adam, and compiled where it can. */
function summary(name: string, rounds: readonly Round[]): Figures[string] {
  const own = rounds.map((round) => round.own[name]!)
  const row = {
    'captured ms': rounded(median(own)),
    ...(name in nets && {
      'training ms': rounded(median(rounds.map(({ whole }) => whole[name]!))),
      'in session': rounded(median(rounds.map(({ mean, whole }) => mean[name]! / whole[name]!))),
    }),
  }
  const peers = rounds.flatMap(({ peer }) => peer ?? [])
  if (peers.length === 0) return row
  const timesOf = (peer: PeerFigures): Times => {
    if (name === encoding) return peer.encode10000
    return name === decoding ? peer.decode24 : peer.nets[name]!
  }
  const other = peers.map(timesOf)
  const net = peers.map((peer) => peer.nets[name])
  return {
    ...row,
    'torch ms': rounded(median(other.map(({ medianMs }) => medianMs))),
    ...(name in nets && {
      'torch fused ms': rounded(median(net.map((times) => times!.fused.medianMs))),
      'torch compiled ms': net[0]!.compiled && rounded(net[0]!.compiled.medianMs),
    }),
    'of torch': rounded(median(own.map((time, i) => time / other[i]!.medianMs))),
    ...(name === encoding && {
      'torch from bytes ms': rounded(median(peers.map((peer) => peer.encodeBytes10000.medianMs))),
      'of torch from bytes': rounded(
        median(own.map((time, i) => time / peers[i]!.encodeBytes10000.medianMs)),
      ),
    }),
  }
}
