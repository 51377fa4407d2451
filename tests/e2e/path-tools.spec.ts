/** Paths along an attribute, one path by two rules, and grids, with the faces that ship trained. */
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from './launch'
import { StudyWindow } from './pages/study-window'

const screens = path.resolve(import.meta.dirname, '../../artefacts/screens')
mkdirSync(screens, { recursive: true })

test('a path along an attribute', async ({ launch }) => {
  test.setTimeout(2 * 60_000)
  const { page, app } = await launch()
  const study = new StudyWindow(page, app)
  await expect(page.getByText(/TensorFlow/)).toBeVisible({ timeout: 30_000 })
  await study.openFaces()
  const total = await study.ask((probe) => probe.counts().points)
  const { at } = await study.visiblePoint(Array.from({ length: total }, (_, index) => (index * 7) % total))

  await page.mouse.click(at.x, at.y)
  const choose = async (list: string, option: string) => {
    await page.getByRole('combobox', { name: list }).click()
    await page.getByRole('option', { name: option, exact: true }).click()
  }
  await choose('Toward', 'Glasses: Round')
  await choose('Away from', 'Glasses: None')
  await page.getByRole('combobox', { name: 'Away from' }).scrollIntoViewIfNeeded()
  await page.screenshot({ path: path.join(screens, 'direction-choice.png') })
  await page.getByRole('button', { name: 'Path along it' }).click()
  await expect(study.path).toContainText('Glasses: None → Round')
  const before = await study.ask((probe) => probe.revision())
  const picture = await study.stripPicture()
  const strength = page.getByRole('slider', { name: 'Strength' })
  await strength.focus()
  for (let k = 0; k < 10; k++) await page.keyboard.press('ArrowRight')
  await expect.poll(() => study.ask((probe) => probe.revision())).toBeGreaterThan(before)
  await expect.poll(() => study.stripPicture()).not.toBe(picture)
  for (const theme of ['dark', 'light'] as const) {
    await study.theme(theme)
    await page.screenshot({ path: path.join(screens, `direction-${theme}.png`) })
  }
})

test('one path by two rules', async ({ launch }) => {
  test.setTimeout(2 * 60_000)
  const { page, app } = await launch()
  const study = new StudyWindow(page, app)
  await expect(page.getByText(/TensorFlow/)).toBeVisible({ timeout: 30_000 })
  await study.openFaces()

  await page.getByRole('combobox', { name: 'Held against' }).click()
  await page.getByRole('option', { name: 'Against around the tear' }).click()
  const strip = page.locator('.strip')
  await expect(strip).toContainText('Difference')
  await expect(strip).toContainText('Around the tear')
  await expect(strip.locator('.rival .difference').nth(8)).toBeVisible()
  for (const theme of ['dark', 'light'] as const) {
    await study.theme(theme)
    await page.screenshot({ path: path.join(screens, `two-rules-${theme}.png`) })
  }

  // Both follow a handle that is dragged.
  const before = await strip.locator('.rival').screenshot()
  const from = (await study.ask((probe) => probe.handle(1)))!
  await study.drag(from, { x: from.x + 60, y: from.y + 90 })
  await expect.poll(async () => (await strip.locator('.rival').screenshot()).equals(before)).toBe(false)
  await page.keyboard.press('Control+z')
  await page.keyboard.press('Control+z')
  await expect(strip).not.toContainText('Difference')
})

test('a grid between three pictures', async ({ launch }) => {
  test.setTimeout(2 * 60_000)
  const { page, app } = await launch()
  const study = new StudyWindow(page, app)
  await expect(page.getByText(/TensorFlow/)).toBeVisible({ timeout: 30_000 })
  await study.openFaces()

  const total = await study.ask((probe) => probe.counts().points)
  for (const third of [0, 1, 2]) {
    const candidates = Array.from({ length: total / 3 }, (_, k) => Math.floor((third * total) / 3) + k)
    const { at } = await study.visiblePoint(candidates)
    await page.keyboard.down('Shift')
    await page.mouse.click(at.x, at.y)
    await page.keyboard.up('Shift')
  }
  await page.getByRole('button', { name: 'Grid of these three' }).click()
  const grid = page.getByRole('region', { name: 'Grid', exact: true })
  await expect(grid.getByRole('button', { name: /^Row/ })).toHaveCount(49)
  await expect(grid).toContainText(/tear/)
  for (const theme of ['dark', 'light'] as const) {
    await study.theme(theme)
    await page.screenshot({ path: path.join(screens, `grid-${theme}.png`) })
  }
  await grid.getByRole('button', { name: 'Row 1, column 7' }).click()
  await grid.getByRole('button', { name: 'Row 7, column 1' }).click()
  await expect(study.path).toContainText('Path 2')
  await expect.poll(() => study.ask((probe) => probe.crossings())).not.toBeNull()
  await grid.getByRole('button', { name: 'Close the grid' }).click()
  await expect(grid).toBeHidden()
  await page.keyboard.press('Control+z')
  await expect(grid).toBeVisible()
})
