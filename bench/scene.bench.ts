import { _electron, type Page } from '@playwright/test'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { cpus, loadavg, tmpdir } from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'vite'
import type { CanvasFigures, CloudFigures, ScenePage } from './scene/measured'

const RESULTS = 'bench/results/scene.json'
const SIZES = [10_000, 60_000, 250_000, 1_000_000]
const THUMBNAILS = [600, 6000, 60_000]
const folder = path.resolve('bench/scene')

/**
 * The window's own scene in Electron: what a frame costs while the cloud turns, in script and until it is drawn, on
 * three sizes of canvas; draw calls, a pick, new positions, thumbnails. Words: numbers of points instead of 10,000 to
 * 1,000,000.
 */
export async function run(words: readonly string[]): Promise<void> {
  const sizes = words.length > 0 ? words.map(Number) : SIZES
  const made = await mkdtemp(path.join(tmpdir(), 'brenier-scene-'))
  try {
    const outDir = path.join(made, 'page')
    await build({
      root: folder,
      base: './',
      configFile: false,
      logLevel: 'warn',
      build: { outDir, emptyOutDir: true, target: 'chrome130', chunkSizeWarningLimit: 2000 },
    })
    await inElectron(path.join(made, 'profile'), path.join(outDir, 'index.html'), async (page) => {
      const renderer = await page.evaluate(() => scenePage.renderer)
      const clouds: CloudFigures[] = []
      for (const points of sizes) {
        clouds.push(await page.evaluate((n) => scenePage.cloud(n), points))
        console.log(`${points} points: ${limits(clouds.at(-1)!.canvases[1]!)}`)
      }
      const thumbnails = []
      for (const count of THUMBNAILS)
        thumbnails.push(await page.evaluate((n) => scenePage.thumbnails(n), count))
      console.log(renderer)
      console.table(clouds.flatMap((cloud) => cloud.canvases.map((canvas) => canvasRow(cloud, canvas))))
      console.table(clouds.map(cloudRow))
      console.table(
        thumbnails.map(({ script, whole, ...rest }) => ({
          ...rest,
          script: script.median,
          whole: whole.median,
        })),
      )
      if (words.length > 0) return
      const machine = { processor: cpus()[0]?.model ?? '', cores: cpus().length, load: loadavg()[0]! }
      await mkdir(path.dirname(RESULTS), { recursive: true })
      const record = { date: new Date().toISOString(), machine, renderer, clouds, thumbnails }
      await writeFile(RESULTS, `${JSON.stringify(record, rounded, 2)}\n`)
    })
  } finally {
    await rm(made, { recursive: true, force: true, maxRetries: 5 })
  }
}

declare const scenePage: ScenePage

async function inElectron(profile: string, file: string, work: (page: Page) => Promise<void>): Promise<void> {
  const { executable } = JSON.parse(await readFile('.runtime/electron.json', 'utf8')) as {
    executable: string
  }
  const app = await _electron.launch({
    executablePath: executable,
    args: [
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--enable-unsafe-swiftshader',
      `--user-data-dir=${profile}`,
      path.join(folder, 'main.mjs'),
      pathToFileURL(file).href,
    ],
  })
  try {
    const page = await app.firstWindow()
    page.on('pageerror', (error) => console.error(error))
    await page.waitForFunction(() => typeof scenePage === 'object')
    await work(page)
  } finally {
    await app.close()
  }
}

/** The parts of a frame, milliseconds: each is what a frame takes with that part less what it takes without. */
function parts({ script, whole, onePixel, hidden, empty }: CanvasFigures) {
  return {
    script: script.median,
    'clearing and showing the canvas': Math.max(0, empty.median - script.median),
    'running their vertex shader': Math.max(0, hidden.median - empty.median),
    'setting up the points': Math.max(0, onePixel.median - hidden.median),
    'filling their pixels': Math.max(0, whole.median - onePixel.median),
  }
}

function limits(canvas: CanvasFigures): string {
  const sorted = Object.entries(parts(canvas)).sort(([, a], [, b]) => b - a)
  const all = sorted.map(([name, time]) => `${name} ${time.toFixed(1)} ms`)
  return `limited by ${all[0]}; ${all.slice(1).join(', ')}`
}

function canvasRow({ points }: CloudFigures, canvas: CanvasFigures) {
  const { width, height, script, whole, interval } = canvas
  return {
    points,
    canvas: `${width} × ${height}`,
    'script, ms': tidy(script.median),
    p95: tidy(script.p95),
    'until drawn, ms': tidy(whole.median),
    'frame to frame, ms': tidy(interval.median),
    'vertices, ms': tidy(parts(canvas)['running their vertex shader']),
    'setting up, ms': tidy(parts(canvas)['setting up the points']),
    'filling, ms': tidy(parts(canvas)['filling their pixels']),
  }
}

function cloudRow(cloud: CloudFigures) {
  return {
    points: cloud.points,
    'draw calls': cloud.draws,
    vertices: cloud.vertices,
    'at rest': cloud.restingDraws,
    'pick, ms': tidy(cloud.pick.median),
    'pick p95': tidy(cloud.pick.p95),
    hits: `${cloud.picksThatHit} of ${cloud.picks}`,
    'new positions, ms': tidy(cloud.handOver.median),
    'until shown, ms': tidy(cloud.handOverShown.median),
  }
}

const tidy = (value: number) => Number(value.toPrecision(3))
const rounded = (_: string, value: unknown) =>
  typeof value === 'number' && !Number.isInteger(value) ? tidy(value) : value
