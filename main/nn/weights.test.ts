import { expect, it } from 'vitest'
import { checkArrays, firstBroken, initialArrays, initialArraysInTurns } from './weights'

const parameters = [
  { name: 'small', shape: [3, 2], bound: 0.5 },
  { name: 'large', shape: [1000, 1100], bound: 0.1 },
  { name: 'scale', shape: [4], bound: 0, fill: 1 },
]

it('weights drawn in turns are those drawn in one go, and others get their turn in between', async () => {
  let turns = 0
  const count = () => {
    turns++
    counting = setImmediate(count)
  }
  let counting = setImmediate(count)
  const inTurns = await initialArraysInTurns(parameters, 3)
  clearImmediate(counting)
  const atOnce = initialArrays(parameters, 3)
  for (const { name } of parameters) {
    const [got, expected] = [inTurns[name]!.data, atOnce[name]!.data]
    expect(Buffer.compare(Buffer.from(got.buffer), Buffer.from(expected.buffer)), name).toBe(0)
  }
  // 1.1 million values are drawn in three parts.
  expect(turns).toBeGreaterThanOrEqual(2)
})

it('a value that is no number is found anywhere in an array, and named by the array in the refusal', async () => {
  const arrays = initialArrays(parameters, 3)
  expect(await firstBroken(arrays)).toBeUndefined()
  await checkArrays(parameters, arrays)
  arrays['large']!.data[1_099_999] = Number.NaN
  expect(await firstBroken(arrays)).toBe('large')
  await expect(checkArrays(parameters, arrays)).rejects.toThrow('"large" holds NaN or infinity')
})
