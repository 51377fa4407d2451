import { describe, expect, it } from 'vitest'
import { loadBackend } from '../backend'
import { blobs } from '../blobs.fixture'
import { eagerProgram, fastestProgram, type ProgramMaker } from '../program-maker'
import { modelKinds, type ModelKind, type ModelSpec } from '../spec'
import { Trainer } from '../trainer'
import { defaultTraining } from '../training'

const shape = { height: 12, width: 9, channels: 1 }
const pictures = blobs(150, shape)
const specs: Record<ModelKind, ModelSpec> = {
  'ae-dense': { kind: 'ae-dense', ...shape, latent: 3, hidden: [48, 24], activation: 'silu' },
  'ae-conv': {
    kind: 'ae-conv',
    ...shape,
    latent: 3,
    filters: [8, 12],
    kernel: 4,
    hidden: 16,
    activation: 'elu',
  },
}

const backend = await loadBackend()

describe.runIf(backend.native).each(modelKinds)('a captured step of an %s', (kind) => {
  it('gives the losses of the same step run op by op, over 200 steps', () => {
    const losses = (makeProgram: ProgramMaker) => {
      // 135 pictures to train on: batches of 16 and a last one of 7.
      const settings = { ...defaultTraining, epochs: 23, batchSize: 16, reportEvery: 1 }
      const trainer = new Trainer(backend, pictures, specs[kind], settings, () => 0, undefined, makeProgram)
      while (!trainer.step());
      const { losses, epochs } = trainer.checkpoint()
      trainer.dispose()
      return [...losses.map(({ loss }) => loss), ...epochs.map(({ heldOutLoss }) => heldOutLoss!)]
    }
    const eager = losses(eagerProgram)
    const captured = losses(fastestProgram)
    expect(eager.length).toBeGreaterThan(200)
    const worst = Math.max(...captured.map((loss, i) => Math.abs(loss / eager[i]! - 1)))
    // Rounding alone: operations may be fused or reordered within a graph.
    expect(worst).toBeLessThan(1e-4)
  })
})
