import { expect, it } from 'vitest'
import { loadBackend } from './backend'

it('loads one backend a process, says which and why, and computes with it', async () => {
  const backend = await loadBackend()
  expect(await loadBackend()).toBe(backend)
  expect(backend.name).toMatch(backend.native ? /^TensorFlow \d+\.\d+ (CPU|CUDA)$/ : /^tfjs \(slow\)$/)
  expect(backend.version).toMatch(/^\d+\.\d+\.\d+/)
  expect(backend.reason).toMatch(/\.$/)
  expect(backend.threads).toBeGreaterThan(0)
  const { tf } = backend
  const product = tf.tidy(() => tf.matMul([[1, 2]], [[3], [4]]).dataSync())
  expect([...product]).toEqual([11])
})
