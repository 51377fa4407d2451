import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'vite'

/** Builds `main/kernel-worker.ts` into a folder of its own, for tests that need real threads. */
export async function buildKernelWorker(): Promise<{ url: URL; remove: () => Promise<void> }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'brenier-kernel-'))
  await build({
    configFile: false,
    logLevel: 'error',
    build: {
      outDir: folder,
      ssr: 'main/kernel-worker.ts',
      rolldownOptions: { output: { entryFileNames: 'kernel-worker.mjs' } },
    },
  })
  return {
    url: pathToFileURL(path.join(folder, 'kernel-worker.mjs')),
    remove: () => rm(folder, { recursive: true }),
  }
}
