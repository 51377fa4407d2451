/** Classifiers on the built command line, and the measures that look at pictures through them. */
import { readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { brenier, workFolder } from './fixtures/command-line'

const { at, array } = workFolder()

describe('brenier classifier', () => {
  it('trains a classifier that measures take by its file', () => {
    const made = brenier('classifier', 'train', 'digits', '--epochs', '3', '--out', at('c.safetensors'))
    expect(made.status).toBe(0)
    // Chance tells a tenth.
    expect(made.result['accuracy']).toMatchObject({ of: 180 })
    expect(made.record).toMatchObject({ result: { provenance: { data: 'UCI digits', pictures: 1617 } } })
    const tested = brenier('classifier', 'test', 'digits', '--classifier', at('c.safetensors'))
    expect(tested.record).toMatchObject({ result: { accuracy: { of: 1797 } } })
    const measured = brenier('metrics', 'frechet', 'digits', 'digits', '--features', at('c.safetensors'))
    expect(measured.result['value']).toBeLessThan(1e-6)
    expect(measured.result['features']).toContain('UCI digits classifier')
  })

  it('sees in pictures what it writes to files', () => {
    const few = ['digits', '--limit', '400']
    brenier('data', 'export', ...few, '--out', at('x.npy'))
    brenier('classifier', 'apply', ...few, '--classifier', 'digits', '--features', at('few.npy'))
    brenier('classifier', 'apply', 'digits', '--classifier', 'digits', '--features', at('all.npy'))
    expect(array('few.npy').shape).toEqual([400, 128])
    const pictures = [at('x.npy'), 'digits']
    const seen = brenier('metrics', 'frechet', ...pictures, '--features', 'digits')
    const read = brenier('metrics', 'frechet', at('few.npy'), at('all.npy'), '--features', 'of the files')
    expect(seen.result['value']).toBeGreaterThan(0)
    expect(seen.result['value']).toBeCloseTo(read.result['value']!, 5)
    expect(seen.result['features']).toBe('digits classifier, 128 features before the classes')
    expect(read.result['features']).toBe('of the files')
    expect(read.record['backend']).toBe('wasm')

    const score = brenier('metrics', 'inception', ...pictures, '--classifier', 'digits').record['result'] as {
      real: { mean: number; classes: number; classifier: string }
    }
    // Ten classes in nearly equal shares, told with certainty, would score 10; dropout leaves the classifier less sure.
    expect(score.real.mean).toBeGreaterThan(7)
    expect(score.real.mean).toBeLessThan(10)
    expect(score.real).toMatchObject({ classifier: 'digits classifier', classes: 10 })
  })

  it('looks with a net of one’s own, named by its file, and refuses one whose weights lie elsewhere', () => {
    const net = (name: string) => ['--features', `tests/reference/onnx/${name}`]
    const same = brenier('metrics', 'frechet', 'digits', 'digits', ...net('means-nchw.onnx'))
    // Features from 0 to 1 in float32: what is left of equal sets is rounding.
    expect(same.result['value']).toBeLessThan(1e-6)
    expect(same.result['features']).toMatch(/^means-nchw\.onnx \(sha256 [0-9a-f]{12}\)/)
    const outside = brenier('metrics', 'frechet', 'digits', 'digits', ...net('outside.onnx'))
    expect(outside.error?.message).toContain('which lies outside')
  })

  it('measures what a study generates', () => {
    const recipe = JSON.parse(readFileSync('resources/recipes/30-digits.json', 'utf8')) as {
      model: object
      transport: object
      cloud: object
    }
    const short = {
      ...recipe,
      model: { ...recipe.model, epochs: 3 },
      transport: { ...recipe.transport, seconds: 2 },
      cloud: { ...recipe.cloud, method: 'pca' },
    }
    writeFileSync(at('digits.json'), JSON.stringify(short))
    expect(brenier('study', 'run', at('digits.json'), '--out', at('study')).status).toBe(0)
    const words = ['digits', '--study', at('study'), '--draws', '500', '--features', 'digits']
    const measured = brenier('metrics', 'frechet', ...words)
    expect(measured.status).toBe(0)
    expect(measured.record).toMatchObject({ result: { generatedSamples: 500, realSamples: 1797 } })
    expect(measured.result['value']).toBeGreaterThan(0)
    const named = brenier('metrics', 'frechet', ...words.slice(0, -1), 'pool3')
    expect(named.error?.message).toContain('got "pool3"')
  })
})
