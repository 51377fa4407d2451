/** The gallery, narrowed down by words, by an expression and by a click on a value. */
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from './launch'
import { StudyWindow } from './pages/study-window'

const screens = path.resolve(import.meta.dirname, '../../artefacts/screens')
mkdirSync(screens, { recursive: true })

test('pictures are filtered by words, expressions and clicks', async ({ launch }) => {
  const { page, app } = await launch()
  const study = new StudyWindow(page, app)
  await expect(page.getByText(/TensorFlow/)).toBeVisible({ timeout: 30_000 })
  await study.openSample('Faces')
  await study.show('Data')
  await expect(page.getByText('6,000 of 6,000 pictures')).toBeVisible()

  const glasses = page.getByRole('region', { name: 'glasses' }).getByRole('button').first()
  const told = Number((await glasses.locator('.count').textContent())!.replace(',', ''))
  await glasses.click()
  const filter = page.getByRole('searchbox', { name: 'Filter' })
  await expect(filter).toHaveValue(/^Glasses = /)
  await expect(page.getByText(`${told.toLocaleString('en')} of 6,000 pictures`)).toBeVisible()
  await expect(glasses).toHaveAttribute('aria-pressed', 'true')
  for (const theme of ['dark', 'light'] as const) {
    await study.theme(theme)
    await page.screenshot({ path: path.join(screens, `data-filter-${theme}.png`) })
  }

  await filter.fill('hair = nonsense')
  await expect(page.getByRole('status').getByText(/Expected one of .*got "nonsense"/)).toBeVisible()
  await filter.fill('nonsense')
  await expect(page.getByText(/Expected part of a class or of an attribute’s value/)).toBeVisible()
  await filter.fill('')
  await expect(page.getByText('6,000 of 6,000 pictures')).toBeVisible()
})
