import { describe, expect, it } from 'vitest'
import { add, fromPlaywright, fromVitest, single, sumLine } from './tally.mjs'

const vitest = {
  numPassedTests: 5,
  numFailedTests: 0,
  numPendingTests: 2,
  numTodoTests: 1,
  testResults: [{ status: 'passed', assertionResults: [{ status: 'passed' }] }],
}
const playwright = { stats: { expected: 3, unexpected: 0, flaky: 1, skipped: 2 } }

describe('counting tests', () => {
  it("adds up what the runners' reports say", () => {
    expect(sumLine(add([fromVitest(vitest, true), fromPlaywright(playwright, true), single(true)]))).toBe(
      '10 passed, 0 failed, 5 skipped',
    )
  })

  it('names skipped tests only where there are some', () => {
    expect(sumLine(add([single(true), single(false)]))).toBe('1 passed, 1 failed')
  })

  it('counts a test file that does not load as a failure', () => {
    const broken = { ...vitest, testResults: [{ status: 'failed', assertionResults: [] }] }
    expect(fromVitest(broken, false)).toEqual({ passed: 5, failed: 1, skipped: 3 })
  })

  it('does not count a file twice whose tests failed', () => {
    const failing = {
      ...vitest,
      numFailedTests: 2,
      testResults: [{ status: 'failed', assertionResults: [{ status: 'failed' }, { status: 'failed' }] }],
    }
    expect(fromVitest(failing, false).failed).toBe(2)
  })

  it('counts a runner as failed that ends badly with every test passed', () => {
    expect(fromVitest(vitest, false).failed).toBe(1)
    expect(fromPlaywright(playwright, false).failed).toBe(1)
  })

  it('counts a runner that leaves no report by its exit status', () => {
    expect(fromVitest(null, false)).toEqual(single(false))
    expect(fromPlaywright(null, true)).toEqual(single(true))
  })
})
