/**
 * A long training as the app runs it, in the thread of the built bundle: it holds no more memory at its end than near its
 * beginning, its owner is never kept waiting, and nearly all of the time is the step's own.
 */
import { existsSync } from 'node:fs'
import path from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { pathToFileURL } from 'node:url'
import { expect, it } from 'vitest'
import { JobControl } from '../../main/jobs/control'
import { runStepper } from '../../main/jobs/runner'
import { threadTensors } from '../../main/nn/tensor-thread'
import { defaultSpec } from '../../main/nn/spec'
import { Trainer } from '../../main/nn/trainer'
import { defaultTraining } from '../../main/nn/training'
import { workerThread } from '../../main/service/worker-thread'
import { random } from '../../shared/random'

const bundle = path.resolve('out/main/tensor-worker.js')
const clock = () => performance.now()

function noise(count: number, height: number, width: number, channels: number) {
  const source = random(7)
  const pixels = Uint8Array.from({ length: count * height * width * channels }, () => 256 * source.uniform())
  return { count, height, width, channels, pixels }
}

it.skipIf(!existsSync(bundle))(
  'runs 5,000 steps in level memory without holding up its owner (skipped where the app is not built)',
  { timeout: 10 * 60_000 },
  async () => {
    const tensors = threadTensors(workerThread('tensor-worker.js', pathToFileURL(bundle).href))
    const pictures = noise(1280, 16, 16, 1)
    const spec = {
      kind: 'ae-dense',
      height: 16,
      width: 16,
      channels: 1,
      latent: 8,
      hidden: [64],
      activation: 'relu',
    } as const
    // Ten steps an epoch.
    const settings = { ...defaultTraining, epochs: 500, heldOutShare: 0, reportEvery: 100 }
    const trainer = await Trainer.start(tensors, pictures, spec, settings, clock)
    const resident: number[] = []
    const delay = monitorEventLoopDelay({ resolution: 5 })
    for (let step = 0; step < 500; step++) await trainer.step()
    delay.enable()
    const outcome = await runStepper(trainer, {
      control: new JobControl(),
      clock,
      onProgress: ({ step }) => {
        if (step > 1000) resident.push(process.memoryUsage.rss() / 2 ** 20)
      },
    })
    delay.disable()
    expect(outcome.result.finished).toBe(true)
    trainer.dispose()
    await tensors.close()
    const early = Math.min(...resident.slice(0, 10))
    const growth = Math.min(...resident.slice(-10)) - early
    const longest = delay.max / 1e6
    console.log(
      `5,000 steps: resident memory ${early.toFixed(0)} MiB and ${growth.toFixed(1)} more at the end, longest hold of the event loop ${longest.toFixed(0)} ms (goal 50 ms)`,
    )
    // 4,000 steps that each lost one batch of pictures would hold 128 MiB more.
    expect(growth).toBeLessThan(40)
    // The bound is 50 ms on a quiet machine; a busy one gets five times as much.
    expect(longest).toBeLessThan(250)
  },
)

it.skipIf(!existsSync(bundle))(
  'begins and keeps a training of a large net without holding up its owner (skipped where the app is not built)',
  async () => {
    const tensors = threadTensors(workerThread('tensor-worker.js', pathToFileURL(bundle).href))
    const pictures = noise(600, 64, 64, 3)
    const spec = defaultSpec('ae-conv', { height: 64, width: 64, channels: 3 }, 64)
    await tensors.facts()
    const delay = monitorEventLoopDelay({ resolution: 5 })
    delay.enable()
    const trainer = await Trainer.start(tensors, pictures, spec, defaultTraining, clock)
    while (trainer.progress().epoch < 1) await trainer.step(true)
    const { weights } = await trainer.checkpoint()
    delay.disable()
    trainer.dispose()
    await tensors.close()
    const values = Object.values(weights).reduce((sum, { data }) => sum + data.length, 0)
    const longest = delay.max / 1e6
    console.log(
      `the start of a net of ${values} weights: longest hold of the event loop ${longest.toFixed(0)} ms (goal 50 ms)`,
    )
    // As above.
    expect(longest).toBeLessThan(250)
  },
)
