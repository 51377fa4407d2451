import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'

/** The window in a plain browser with a made-up engine: `npx vite --config renderer/vite.browser.config.ts`. */
export default defineConfig({
  root: import.meta.dirname,
  mode: 'browser',
  plugins: [vue()],
  server: { port: 5273, strictPort: true },
  build: { target: 'chrome130', outDir: '../out/browser', assetsInlineLimit: 0 },
})
