/** Counts tests over several runners and writes the sum as one line. */

/**
 * @typedef {object} Tally
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 */

/** @type {Tally} */
const nothing = { passed: 0, failed: 0, skipped: 0 }

/** @returns {Tally} a runner that checks one thing, or that broke before it could count */
export const single = (/** @type {boolean} */ succeeded) =>
  succeeded ? { ...nothing, passed: 1 } : { ...nothing, failed: 1 }

/** @returns {Tally} */
export function add(/** @type {Tally[]} */ tallies) {
  return tallies.reduce(
    (sum, one) => ({
      passed: sum.passed + one.passed,
      failed: sum.failed + one.failed,
      skipped: sum.skipped + one.skipped,
    }),
    nothing,
  )
}

/** A runner that ends in failure without naming a failed test (a crash, an unhandled error) counts as one. */
const atLeastOneFailure = (/** @type {Tally} */ tally, /** @type {boolean} */ succeeded) =>
  succeeded || tally.failed > 0 ? tally : { ...tally, failed: 1 }

/**
 * @param {any} report what Vitest's JSON reporter wrote; null where it wrote nothing
 * @param {boolean} succeeded whether Vitest said so by its exit status
 * @returns {Tally}
 */
export function fromVitest(report, succeeded) {
  if (!report) return single(succeeded)
  // A file that does not load has no tests in it, and fails all the same.
  const broken = report.testResults.filter(
    (/** @type {any} */ file) => file.status === 'failed' && file.assertionResults.length === 0,
  )
  const tally = {
    passed: report.numPassedTests,
    failed: report.numFailedTests + broken.length,
    skipped: report.numPendingTests + report.numTodoTests,
  }
  return atLeastOneFailure(tally, succeeded)
}

/**
 * @param {any} report what Playwright's JSON reporter wrote; null where it wrote nothing
 * @param {boolean} succeeded whether Playwright said so by its exit status
 * @returns {Tally}
 */
export function fromPlaywright(report, succeeded) {
  if (!report) return single(succeeded)
  const { expected, unexpected, flaky, skipped } = report.stats
  return atLeastOneFailure({ passed: expected + flaky, failed: unexpected, skipped }, succeeded)
}

export function sumLine(/** @type {Tally} */ { passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
}
