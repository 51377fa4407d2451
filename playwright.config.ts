import { defineConfig } from '@playwright/test'

/**
 * End-to-end tests drive the built app in the Electron that set-up found: no browser is downloaded.
 * Needs a display (`xvfb-run -a npx playwright test` without one) and a build (`npm run build`).
 */
export default defineConfig({
  testDir: 'tests/e2e',
  // One machine, one display, and timings that are asserted: never two apps at once.
  workers: 1,
  fullyParallel: false,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  forbidOnly: Boolean(process.env['CI']),
  reporter: [['list'], ['html', { open: 'never', outputFolder: 'playwright-report' }]],
  outputDir: 'test-results',
  use: { trace: 'retain-on-failure', screenshot: 'only-on-failure' },
})
