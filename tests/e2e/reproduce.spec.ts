/** An experiment of a paper from the welcome page. */
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from './launch'
import { StudyWindow } from './pages/study-window'

const screens = path.resolve(import.meta.dirname, '../../artefacts/screens')
mkdirSync(screens, { recursive: true })

test('an experiment of a paper is run from the welcome page, its rows beside the published, and stays', async ({
  launch,
}) => {
  const { page, app } = await launch()
  const study = new StudyWindow(page, app)
  const row = page.getByRole('button', { name: /^gaussians-8/ })
  await row.click({ timeout: 60_000 })
  await expect(page.getByText('No results yet.')).toBeVisible()
  await page.getByRole('button', { name: 'Run', exact: true }).click()
  await expect(page.getByRole('button', { name: 'Cancel, keep what there is' })).toBeVisible()

  await expect(page.getByText(/^run today/)).toBeVisible({ timeout: 240_000 })
  await expect(page.getByRole('row', { name: /^SiLU, norms/ })).toBeVisible()
  const figure = page.getByRole('img', { name: /D over the noise/ }).first()
  expect((await figure.boundingBox())?.width).toBeGreaterThan(100)

  for (const theme of ['dark', 'light'] as const) {
    await study.theme(theme)
    await page.screenshot({ path: path.join(screens, `reproduce-${theme}.png`) })
  }

  await page.getByRole('button', { name: 'Welcome' }).click()
  await expect(row).toContainText('today')
})
