/** The discontinuity test in the window: segments walked through the map of 25 Gaussians, a crossing opened as a path. */
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from './launch'
import { StudyWindow } from './pages/study-window'

const screens = path.resolve(import.meta.dirname, '../../artefacts/screens')
mkdirSync(screens, { recursive: true })

test('segments of noise cross the tear between clusters', async ({ launch }) => {
  const { page, app } = await launch()
  const study = new StudyWindow(page, app)
  await expect(page.getByRole('button', { name: /^25 Gaussians/ })).toBeEnabled({ timeout: 60_000 })
  await study.openSample('25 Gaussians')
  await study.show('Transport')
  await page.getByText('Discontinuity test').click()
  await page.getByRole('button', { name: /^Walk 1,000 segments/ }).click()

  await expect(page.getByText('Torn.')).toBeVisible({ timeout: 60_000 })
  const crossings = page.getByRole('list', { name: 'Largest crossings' }).getByRole('button')
  expect(await crossings.count()).toBeGreaterThan(5)
  await expect(page.getByRole('row', { name: /^Class/ })).toBeVisible()
  for (const theme of ['dark', 'light'] as const) {
    await study.theme(theme)
    await page.screenshot({ path: path.join(screens, `discontinuity-${theme}.png`) })
  }

  await crossings.first().click()
  await expect(study.path).toContainText('Path')
  await expect(page.getByText(/Through noise/).first()).toBeVisible()
})
