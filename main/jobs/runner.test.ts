import { describe, expect, it } from 'vitest'
import type { Stepper } from '../../shared/stepper'
import { JobControl } from './control'
import { runStepper } from './runner'

/** Counts to `end`, one a step, each step taking `cost` milliseconds of a made-up clock. */
function counter(end: number, cost = 1) {
  let count = 0
  let now = 0
  const stepper: Stepper<number, number> = {
    step() {
      count++
      now += cost
      return count >= end
    },
    progress: () => count,
    result: () => count,
  }
  return { stepper, clock: () => now, count: () => count }
}

const settle = () => new Promise<void>((resolve) => setTimeout(resolve, 5))

describe('runStepper', () => {
  it('runs to the end and reports no more often than asked', async () => {
    const { stepper, clock } = counter(1000)
    const reports: number[] = []
    const outcome = await runStepper(stepper, {
      control: new JobControl(),
      clock,
      onProgress: (value) => {
        reports.push(value)
      },
    })
    expect(outcome).toEqual({ result: 1000, cancelled: false })
    // 1000 ms of work at one report each 100 ms, the first at once and one at the end.
    expect(reports.length).toBeLessThanOrEqual(12)
    expect(reports.at(-1)).toBe(1000)
  })

  it('keeps the last valid state on cancel', async () => {
    const { stepper, clock } = counter(1e9, 10)
    const control = new JobControl()
    const running = runStepper(stepper, { control, clock })
    await settle()
    control.cancel()
    const outcome = await running
    expect(outcome.cancelled).toBe(true)
    expect(outcome.result).toBeGreaterThan(0)
  })

  it('stands still while paused, takes single steps, and goes on', async () => {
    const { stepper, clock, count } = counter(50, 50)
    const control = new JobControl()
    control.pause()
    const running = runStepper(stepper, { control, clock })
    await settle()
    expect(count()).toBe(0)
    control.stepOnce()
    await settle()
    expect(count()).toBe(1)
    control.resume()
    expect((await running).result).toBe(50)
  })

  it('says whether another step follows at once, and has a begun one finished before it stands still', async () => {
    const control = new JobControl()
    const told: (boolean | undefined)[] = []
    const stepper = {
      begun: false,
      step(more?: boolean) {
        told.push(more)
        // As a person's click that comes while a step runs.
        if (told.length === 2) control.pause()
        stepper.begun = more ?? false
        return false
      },
      progress: () => 0,
      result: () => 0,
    }
    const running = runStepper(stepper, { control, clock: () => told.length })
    await settle()
    expect(told).toEqual([true, true, undefined])
    control.stepOnce()
    await settle()
    expect(told.slice(3)).toEqual([false])
    control.cancel()
    await running
    expect(told).toHaveLength(4)
  })

  it('answers a cancel while paused', async () => {
    const { stepper, clock } = counter(50)
    const control = new JobControl()
    control.pause()
    const running = runStepper(stepper, { control, clock })
    await settle()
    control.cancel()
    expect(await running).toEqual({ result: 0, cancelled: true })
  })

  it('lets an error through to the caller', async () => {
    const stepper: Stepper<number, number> = {
      step: () => {
        throw new Error('broken')
      },
      progress: () => 0,
      result: () => 0,
    }
    await expect(runStepper(stepper, { control: new JobControl(), clock: () => 0 })).rejects.toThrow('broken')
  })
})
