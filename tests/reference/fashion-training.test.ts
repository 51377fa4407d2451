import path from 'node:path'
import { expect, it } from 'vitest'
import { openSample } from '../../main/data/samples'
import { loadBackend } from '../../main/nn/backend'
import { defaultSpec } from '../../main/nn/spec'
import { Trainer } from '../../main/nn/trainer'
import { defaultTraining } from '../../main/nn/training'

const backend = await loadBackend()

it.runIf(backend.native)(
  'trains a dense autoencoder of 16 dimensions on Fashion-MNIST to 0.0115 a pixel on held-out pictures within 4 minutes',
  async () => {
    const pictures = await openSample('fashion', path.resolve('resources'))
    if (pictures?.kind !== 'pictures') throw new Error('Expected the Fashion sample to hold pictures.')
    const { height, width, channels } = pictures
    const spec = defaultSpec('ae-dense', { height, width, channels }, 16)
    const trainer = new Trainer(backend, pictures, spec, defaultTraining, () => performance.now())
    while (!trainer.step());
    const { heldOutLoss, seconds, steps } = trainer.progress()
    expect(trainer.split.heldOut).toHaveLength(1000)
    trainer.dispose()
    process.stdout.write(`held-out error ${heldOutLoss?.toFixed(5)} after ${steps} steps, ${seconds.toFixed(0)} s\n`)
    expect(heldOutLoss).toBeLessThan(0.0115)
  },
  240_000,
)
