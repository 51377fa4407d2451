import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'

/**
 * Unit tests stand beside the code; engine and reference tests live in `tests/`.
 * End-to-end tests run under Playwright instead (`playwright.config.ts`).
 */
export default defineConfig({
  plugins: [vue()],
  test: {
    include: [
      '{shared,main,electron,renderer,scripts}/**/*.test.ts',
      'tests/{engine,reference,rules}/**/*.test.ts',
    ],
    testTimeout: 60_000,
    // TensorFlow keeps native state for a process: one process a file keeps the files apart.
    pool: 'forks',
    maxWorkers: 2,
  },
})
