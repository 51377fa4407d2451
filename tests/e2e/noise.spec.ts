/** The choice of noise in the Transport view: the map of 25 Gaussians is solved anew from a disc, then from a triangle. */
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from './launch'
import { StudyWindow } from './pages/study-window'

const screens = path.resolve(import.meta.dirname, '../../artefacts/screens')
mkdirSync(screens, { recursive: true })

test('the map is solved from another domain of noise', async ({ launch }) => {
  const { page, app } = await launch()
  const study = new StudyWindow(page, app)
  await expect(page.getByRole('button', { name: /^25 Gaussians/ })).toBeEnabled({ timeout: 60_000 })
  await study.openSample('25 Gaussians')
  await study.show('Transport')

  const noise = page.getByRole('combobox', { name: 'Noise drawn from' })
  await expect(noise).toContainText('Square')
  const solve = page.getByRole('button', { name: 'Solve the map' })
  await expect(solve).toBeHidden()
  await noise.click()
  await page.getByRole('option', { name: 'Disc' }).click()
  await solve.click()
  await expect(solve).toBeHidden()
  await expect(page.getByText('No job running')).toBeVisible({ timeout: 30_000 })
  await expect(page.getByRole('img', { name: 'Power cells over the noise domain' })).toBeVisible()
  for (const theme of ['dark', 'light'] as const) {
    await study.theme(theme)
    await page.screenshot({ path: path.join(screens, `noise-${theme}.png`) })
  }

  await noise.click()
  await page.getByRole('option', { name: 'Own corners' }).click()
  const corners = page.getByRole('textbox', { name: 'Corners of the noise domain' })
  await corners.fill('0 0, 1 0')
  await corners.press('Enter')
  await expect(corners).toHaveAttribute('aria-invalid', 'true')
  await corners.fill('0 0, 2 0, 0 1')
  await corners.press('Enter')
  await solve.click()
  await expect(solve).toBeHidden()
  await expect(page.getByText('No job running')).toBeVisible({ timeout: 30_000 })
  await page.screenshot({ path: path.join(screens, 'noise-triangle.png') })
})
