import { describe, expect, it } from 'vitest'
import { BrenierError } from '../../shared/errors'
import { channelThread } from '../kernels/channel-thread.fixture'
import { inThreadCompute, serveTasks, threadCompute, type Task } from './compute'
import { JobControl } from './control'

const counting: Task<{ end: number }, number, number> = {
  create({ end }) {
    if (end < 0) throw new BrenierError('bad-argument', 'Expected a positive end.')
    let count = 0
    return { step: () => ++count >= end, progress: () => count, result: () => count }
  },
}
const tasks = { counting }

const countingThread = () => channelThread((port) => serveTasks(tasks, port, () => performance.now()))

describe.each([
  ['in this thread', () => inThreadCompute(tasks, () => performance.now())],
  ['across a thread', () => threadCompute<typeof tasks>(() => countingThread().thread)],
])('tasks %s', (_where, make) => {
  it('run to their result, reporting as they go', async () => {
    const compute = make()
    const reports: number[] = []
    const outcome = await compute.run('counting', { end: 10 }, new JobControl(), (value) =>
      reports.push(value),
    )
    expect(outcome).toEqual({ result: 10, cancelled: false })
    expect(reports.at(-1)).toBe(10)
    await compute.close()
  })

  it('give their partial result on cancel, also while paused', async () => {
    const compute = make()
    const control = new JobControl()
    control.pause()
    const running = compute.run('counting', { end: 1e12 }, control)
    control.stepOnce()
    control.stepOnce()
    await new Promise((resolve) => setTimeout(resolve, 30))
    control.cancel()
    expect(await running).toEqual({ result: 2, cancelled: true })
    await compute.close()
  })

  it('reject with the code of what they throw', async () => {
    const compute = make()
    await expect(compute.run('counting', { end: -1 }, new JobControl())).rejects.toMatchObject({
      code: 'bad-argument',
    })
    await compute.close()
  })
})

it('rejects every open task when the thread dies, and starts another for the next', async () => {
  const made: ReturnType<typeof channelThread>[] = []
  const compute = threadCompute<typeof tasks>(() => {
    const next = countingThread()
    made.push(next)
    return next.thread
  })
  const control = new JobControl()
  control.pause()
  const lost = compute.run('counting', { end: 5 }, control)
  made[0]!.die()
  await expect(lost).rejects.toThrow('ended')
  expect((await compute.run('counting', { end: 5 }, new JobControl())).result).toBe(5)
  await made[0]!.thread.terminate()
  await compute.close()
})
