import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'electron-vite'
import { existsSync } from 'node:fs'
import path from 'node:path'

const root = import.meta.dirname

/** The Electrons that the app must run on start at 33: Node 20.18 and Chromium 130. */
const nodeTarget = 'node20.18'
const chromeTarget = 'chrome130'

/** Entries of the Node side, by the name that they have in `out/main`; shared code becomes chunks beside them. */
const nodeEntries = {
  main: 'electron/main.ts',
  engine: 'main/engine.ts',
  cli: 'main/cli.ts',
  'compute-worker': 'main/compute-worker.ts',
  'tensor-worker': 'main/tensor-worker.ts',
  'kernel-worker': 'main/kernel-worker.ts',
}

const inputs = Object.fromEntries(
  Object.entries(nodeEntries)
    .map(([name, file]) => [name, path.join(root, file)] as const)
    .filter(([, file]) => existsSync(file)),
)

/** Native packages stay packages; everything else is bundled, so that a packaged app carries no node_modules but these. */
const native = [/^@tensorflow\//, /^onnxruntime-node$/, /^sharp(\/|$)/]

export default defineConfig({
  main: {
    build: {
      target: nodeTarget,
      externalizeDeps: false,
      sourcemap: true,
      rolldownOptions: {
        input: inputs,
        external: native,
        output: {
          format: 'es',
          entryFileNames: '[name].js',
          // Beside the entries, so that `new URL('./kernel-worker.js', import.meta.url)` holds in every chunk.
          chunkFileNames: '[name]-[hash].js',
        },
      },
    },
  },
  preload: {
    build: {
      target: nodeTarget,
      // A sandboxed preload can require nothing but electron.
      externalizeDeps: false,
      sourcemap: true,
      rolldownOptions: {
        input: { preload: path.join(root, 'electron/preload.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: path.join(root, 'renderer'),
    build: {
      target: chromeTarget,
      outDir: path.join(root, 'out/renderer'),
      minify: true,
      sourcemap: true,
      // Every asset is a file below app://: the content security policy allows no data: scripts or fonts.
      assetsInlineLimit: 0,
      rolldownOptions: { input: { index: path.join(root, 'renderer/index.html') } },
    },
    plugins: [vue()],
  },
})
