/** A learned map in the window: trained beside the optimal map of 25 Gaussians, then drawn from in the Modes view. */
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from './launch'
import { StudyWindow } from './pages/study-window'

const screens = path.resolve(import.meta.dirname, '../../artefacts/screens')
mkdirSync(screens, { recursive: true })

test('a map is learned, and a sample is drawn from it', async ({ launch }) => {
  const { page, app } = await launch()
  const study = new StudyWindow(page, app)
  await study.openSample('25 Gaussians')
  await study.settled(60_000)
  await study.show('Transport')
  // The exact cells, which are drawn once their facets are found.
  await expect(page.getByRole('region', { name: 'Noise and power cells' })).toBeVisible()
  const section = page.getByRole('region', { name: 'Learned map' })
  await expect(section).toContainText('OTtrans')
  const steps = section.getByRole('textbox', { name: 'Steps' })
  await steps.fill('60')
  await steps.press('Enter')
  await section.getByRole('button', { name: 'Train' }).click()

  await expect(section).toContainText('Gradient norm', { timeout: 60_000 })
  await expect(section).toContainText('Regression')
  await expect(section.getByRole('button', { name: 'Train anew' })).toBeEnabled()
  await section.scrollIntoViewIfNeeded()
  for (const theme of ['dark', 'light'] as const) {
    await study.theme(theme)
    await page.screenshot({ path: path.join(screens, `mapper-${theme}.png`) })
  }

  await study.show('Modes')
  await page.getByRole('combobox', { name: 'Drawn from' }).click()
  await page.getByRole('option', { name: 'Learned map' }).click()
  await page.getByRole('button', { name: 'Draw 10,000 points' }).click()
  await expect(page.getByRole('list', { name: 'Modes' }).getByRole('button')).toHaveCount(25, {
    timeout: 60_000,
  })
  await expect(page.getByRole('combobox', { name: 'Drawn from' })).toContainText('Learned map')
  await page.screenshot({ path: path.join(screens, 'mapper-modes-light.png') })
})
