/**
 * The Compare view with two real trainings: one camera, one path through both, measures, draws. Screenshots in both
 * themes are kept.
 */
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from './launch'
import { CompareView } from './pages/compare-view'
import { StudyWindow } from './pages/study-window'
import { TrainView } from './pages/train-view'

const screens = path.resolve(import.meta.dirname, '../../artefacts/screens')
mkdirSync(screens, { recursive: true })

test('two runs stand side by side with one camera and one path', async ({ launch, freshFolder }) => {
  test.setTimeout(5 * 60_000)
  const { page, app } = await launch()
  const study = new StudyWindow(page, app)
  const train = new TrainView(page)
  const compare = new CompareView(page)

  await study.openSample('Digits')
  await study.show('Compare')
  await expect(page.getByText(/^(No run yet|One run, nothing)/)).toBeVisible()
  await study.settled(4 * 60_000)
  await study.show('Train')
  await page.getByRole('textbox', { name: 'Code size' }).fill('2')
  await page.keyboard.press('Enter')
  await train.setEpochs(12)
  await page.getByRole('switch', { name: /Make codes/ }).click()
  await train.start()
  await expect(train.runs).toHaveCount(2)
  await study.settled(2 * 60_000)
  await train.returnTo('ae 8-d')
  await expect(train.runs.first()).toContainText(/^ae 8-d/)
  await study.show('Compare')
  await expect(compare.runs).toHaveCount(2)
  await compare.measure()
  await expect(compare.clouds).toHaveCount(2, { timeout: 60_000 })
  await expect(compare.strips).toHaveCount(2)
  await expect(compare.strips.nth(1).locator('canvas')).toBeVisible({ timeout: 30_000 })
  expect(await compare.strip(0)).not.toBe(await compare.strip(1))
  const accuracies = await compare.figures('5-NN accuracy of codes').locator('b').allInnerTexts()
  expect(accuracies).toHaveLength(2)
  // Eight dimensions tell digits apart better than two after a few epochs.
  expect(parseFloat(accuracies[0]!)).toBeGreaterThan(parseFloat(accuracies[1]!))

  const [first, second] = [compare.clouds.nth(0), compare.clouds.nth(1)]
  const before = await second.screenshot()
  const box = (await first.boundingBox())!
  const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 }
  await study.drag(middle, { x: middle.x + 120, y: middle.y + 30 }, 8)
  await expect.poll(async () => before.equals(await second.screenshot())).toBe(false)

  for (const theme of ['dark', 'light'] as const) {
    await study.theme(theme)
    await page.screenshot({ path: path.join(screens, `compare-${theme}.png`) })
  }
  const table = path.join(freshFolder('compare'), 'table.csv')
  await study.savesNextFileTo(table)
  await page.getByRole('button', { name: 'CSV' }).click()
  await expect.poll(() => existsSync(table) && readFileSync(table, 'utf8')).toMatch(/\nae 8-d,ae,Dense,8,/)
  const figure = path.join(screens, 'compare-figure.png')
  rmSync(figure, { force: true })
  await study.savesNextFileTo(figure)
  await page.getByRole('button', { name: 'Figure' }).click()
  await expect.poll(() => existsSync(figure)).toBe(true)

  await compare.show('Draws')
  await expect(compare.draws).toHaveCount(2)
  await compare.choose('ae 2-d')
  await expect(compare.draws).toHaveCount(1)
})
