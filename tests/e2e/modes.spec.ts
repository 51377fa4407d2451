/** The Modes view of a small study: a sample is drawn, a mode is looked at, grouped anew and lit in the cloud. */
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from './launch'
import { StudyWindow } from './pages/study-window'

const screens = path.resolve(import.meta.dirname, '../../artefacts/screens')
mkdirSync(screens, { recursive: true })

test('a sample is drawn, its modes are told, and one of them is lit in the cloud', async ({ launch }) => {
  const { page, app } = await launch()
  const study = new StudyWindow(page, app)
  await study.openSample('25 Gaussians')
  await study.settled(60_000)
  await study.show('Modes')
  await expect(page.getByText('No generated sample yet')).toBeVisible()
  await page.getByRole('button', { name: 'Draw 10,000 points' }).click()

  const rows = page.getByRole('list', { name: 'Modes' }).getByRole('button')
  await expect(rows).toHaveCount(25, { timeout: 60_000 })
  await expect(page.getByRole('region', { name: 'At a glance' })).toContainText('25 of 25')
  await expect(page.getByRole('region', { name: 'Against the known mixture' })).toContainText('25 of 25')
  await expect(page.getByRole('region', { name: 'Cells never hit' })).toContainText('of 512')
  for (const theme of ['dark', 'light'] as const) {
    await study.theme(theme)
    await page.screenshot({ path: path.join(screens, `modes-points-${theme}.png`) })
  }

  await page.getByRole('radiogroup', { name: 'Modes by' }).getByText('Cluster').click()
  await expect(rows).toHaveCount(20)
  await page.getByRole('radiogroup', { name: 'Modes by' }).getByText('Mode', { exact: true }).click()
  await expect(rows).toHaveCount(25)

  await page.getByRole('button', { name: /^Mode 7:/ }).click()
  const chosen = page.getByRole('region', { name: 'Mode 7' })
  const real = /(\d+) real points/.exec(await chosen.innerText())![1]!
  await chosen.getByRole('button', { name: 'Show in cloud' }).click()
  await expect(page.getByText(`${real} of 512 selected`)).toBeVisible()
})
