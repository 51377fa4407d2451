/** What leaves the window for others: a study as one HTML file, opened elsewhere, and a path as an animation. */
import { _electron } from '@playwright/test'
import { unzipSync } from 'fflate'
import { mkdirSync } from 'node:fs'
import sharp from 'sharp'
import { readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import { electronExecutable, expect, launchArguments, test } from './launch'
import { StudyWindow } from './pages/study-window'

const screens = path.resolve(import.meta.dirname, '../../artefacts/screens')
mkdirSync(screens, { recursive: true })
const plainWindow = path.join(import.meta.dirname, 'fixtures/plain-window.mjs')

/** What the report's script offers in its page. */
interface ReportPage {
  projected(point: number): { x: number; y: number }
  pointAt(x: number, y: number): number
}

test('a report is saved from the study, and its cloud turns and shows pictures in any browser', async ({
  launch,
  freshFolder,
}) => {
  test.setTimeout(2 * 60_000)
  const { page, app } = await launch()
  const study = new StudyWindow(page, app)
  await study.openSample('Faces')
  await expect.poll(() => study.probed()).toBe(true)
  const file = path.join(freshFolder('report'), 'faces.html')
  await study.savesNextFileTo(file)
  await page.getByRole('button', { name: 'Study menu' }).click()
  await page.getByRole('menuitem', { name: 'Save report…' }).click()
  await expect
    .poll(
      () =>
        stat(file)
          .then(({ size }) => size > 1e6)
          .catch(() => false),
      { timeout: 30_000 },
    )
    .toBe(true)

  const words = launchArguments(freshFolder('browser')).slice(0, -1)
  const browser = await _electron.launch({
    executablePath: electronExecutable(),
    args: [...words, plainWindow, file],
  })
  try {
    const report = await browser.firstWindow()
    const problems: string[] = []
    report.on('console', (message) => {
      if (message.type() === 'error') problems.push(message.text())
    })
    await expect(report.getByRole('heading', { name: 'Faces', level: 1 })).toBeVisible()
    await expect(report.getByText('6,000 / 6,000 points')).toBeVisible()
    const cloud = report.getByRole('img', { name: /^The cloud of codes/ })
    const box = (await cloud.boundingBox())!
    // A point that no other hides.
    const found = await report.evaluate(() => {
      const { projected, pointAt } = globalThis as unknown as ReportPage
      for (let point = 0; point < 6000; point++) {
        const { x, y } = projected(point)
        if (x > 100 && y > 100 && y < 400 && pointAt(x, y) === point) return { point, x, y }
      }
      return null
    })
    await report.mouse.move(box.x + found!.x, box.y + found!.y)
    await expect(report.getByText(`No. ${found!.point}`)).toBeVisible()
    await report.screenshot({ path: path.join(screens, 'report.png') })

    const place = () =>
      report.evaluate((k) => (globalThis as unknown as ReportPage).projected(k), found!.point)
    const before = await place()
    await report.mouse.down()
    await report.mouse.move(box.x + found!.x + 120, box.y + found!.y, { steps: 4 })
    await report.mouse.up()
    expect(Math.abs((await place()).x - before.x)).toBeGreaterThan(5)

    await report.getByRole('button', { name: /^Bald/ }).click()
    await expect(report.getByText('5,372 / 6,000 points')).toBeVisible()
    await report.getByLabel('Colour').selectOption({ label: 'Glasses' })
    await expect(report.getByText('6,000 / 6,000 points')).toBeVisible()
    await report.getByRole('checkbox', { name: 'Singular facets' }).check()
    await expect(report.getByText(/^θ above 0\.59: [\d,]+ facets$/)).toBeVisible()
    expect(problems).toEqual([])
  } finally {
    await browser.close()
  }
})

test('a path is saved as an animation of more steps than its strip, and the codes with their labels', async ({
  launch,
  freshFolder,
}) => {
  const { page, app } = await launch()
  const study = new StudyWindow(page, app)
  await study.openSample('Faces')
  await expect.poll(() => study.probed()).toBe(true)
  const file = path.join(freshFolder('animation'), 'path.gif')
  await study.savesNextFileTo(file)
  await page.getByRole('toolbar', { name: 'Path' }).getByRole('button', { name: 'Export' }).click()
  await page.getByRole('menuitem', { name: 'Animation as GIF' }).click()
  const pages = () =>
    sharp(file)
      .metadata()
      .then((meta) => meta.pages)
      .catch(() => 0)
  await expect.poll(pages, { timeout: 20_000 }).toBe(94)

  const tables = path.join(freshFolder('tables'), 'faces.zip')
  await study.savesNextFileTo(tables)
  await page.getByRole('button', { name: 'Study menu' }).click()
  await page.getByRole('menuitem', { name: 'Export codes and labels…' }).click()
  const names = () =>
    readFile(tables)
      .then((bytes) => Object.keys(unzipSync(bytes)).sort())
      .catch(() => [])
  await expect
    .poll(names, { timeout: 20_000 })
    .toEqual(['cloud.npy', 'codes.npy', 'metadata.tsv', 'projector_config.json', 'sprite.png', 'vectors.tsv'])
})
