import { ESLint } from 'eslint'
import { describe, expect, it } from 'vitest'
import { verdict } from '../../scripts/lint/import-rules.mjs'

describe('import rules', () => {
  it.each([
    ['shared/matrix.ts', 'node:fs'],
    ['shared/matrix.ts', '../main/ot/facets'],
    ['main/ot/newton.ts', '@tensorflow/tfjs-node-gpu'],
    ['main/ot/newton.ts', '../embedding/pca'],
    ['main/metrics/frechet.ts', '../embedding/pca'],
    ['main/metrics/frechet.ts', '@tensorflow/tfjs-node-gpu'],
    ['main/data/idx.ts', '../jobs/runner'],
    ['main/engine.ts', 'electron'],
    ['electron/main.ts', '../main/engine'],
    ['electron/main.ts', 'vue'],
    ['renderer/scene/cloud.ts', 'vue'],
    ['renderer/stores/paths.ts', 'three'],
    ['renderer/stores/paths.ts', '../scene/cloud'],
    ['renderer/App.vue', 'electron'],
    ['renderer/App.vue', 'node:path'],
    ['renderer/ui/Button.vue', '../stores/paths'],
  ])('%s may not import %s', (importer, request) => {
    expect(verdict(importer, request)).toMatch(/may not import/)
  })

  it.each([
    ['main/ot/newton.ts', '../../shared/matrix'],
    ['main/ot/stochastic.ts', '../kernels/planes/index'],
    ['main/jobs/train.ts', '../nn/trainer'],
    ['main/engine.ts', './jobs/runner'],
    ['electron/main.ts', 'electron'],
    ['renderer/scene/cloud.ts', 'three'],
    ['renderer/features/latent/LatentView.vue', '../../scene/cloud'],
  ])('%s may import %s', (importer, request) => {
    expect(verdict(importer, request)).toBeNull()
  })

  it('fails the lint run of a file that breaks them', async () => {
    const eslint = new ESLint()
    const [result] = await eslint.lintText("import { app } from 'electron'\nexport const a = app\n", {
      filePath: 'main/forbidden.ts',
    })
    expect(result?.messages.map((message) => message.ruleId)).toContain('brenier/import-layers')
  })
})
