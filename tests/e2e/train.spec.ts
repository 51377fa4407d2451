/**
 * The Train view with a real training: its epochs are looked back at while it goes on, a former run is returned to, and
 * both are there when the study is opened again. Screenshots in both themes are kept.
 */
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from './launch'
import { TrainView } from './pages/train-view'
import { StudyWindow } from './pages/study-window'

const screens = path.resolve(import.meta.dirname, '../../artefacts/screens')
mkdirSync(screens, { recursive: true })

test('epochs are looked back at while training goes on, and a former run is returned to', async ({
  launch,
  freshFolder,
}) => {
  test.setTimeout(5 * 60_000)
  const userData = freshFolder('train')
  const first = await launch({ userData })
  const study = new StudyWindow(first.page, first.app)
  const train = new TrainView(first.page)

  await study.openSample('Digits')
  await study.show('Train')
  await study.settled(4 * 60_000)
  await expect(train.runs).toHaveCount(1)
  await expect(train.slider).toHaveAttribute('aria-valuenow', '60')

  await train.setEpochs(3000)
  await train.start()
  await expect(train.runs).toHaveCount(2)
  // The former run stood at epoch 60: these are the new one's.
  await expect(first.page.getByText(/of 3,000/)).toBeVisible()
  await expect.poll(() => train.trained(), { timeout: 60_000 }).toBeGreaterThan(20)
  await expect.poll(() => train.epoch()).toBeGreaterThan(20)
  await train.slider.press('Home')
  await expect(train.slider).toHaveAttribute('aria-valuenow', '1')
  await expect.poll(() => train.ringed()).toBe('Epoch 1')
  const early = await train.pictures()
  const before = await train.trained()
  await train.slider.press('ArrowRight')
  await train.slider.press('ArrowRight')
  await expect.poll(() => train.ringed()).not.toBe('Epoch 1')
  expect(await train.pictures()).not.toBe(early)
  await expect.poll(() => train.trained()).toBeGreaterThan(before)
  for (const theme of ['dark', 'light'] as const) {
    await study.theme(theme)
    await first.page.screenshot({ path: path.join(screens, `train-looking-back-${theme}.png`) })
  }
  await study.theme('dark')

  await train.slider.press('End')
  await expect(train.timeline).toContainText('following')
  await train.cancel()
  await expect(train.timeline).toContainText('kept')

  await train.returnTo('ae 8-d')
  await expect(train.runs.first()).toContainText(/^ae 8-d\D*0\./)
  await expect(train.slider).toHaveAttribute('aria-valuenow', '60')
  await first.page.keyboard.press('Control+s')
  await expect(first.page.getByText('saved', { exact: true })).toBeVisible()
  await first.app.close()

  const second = await launch({ userData })
  const again = new TrainView(second.page)
  await second.page.getByRole('region', { name: 'Recent studies' }).getByText('Digits').first().click()
  await new StudyWindow(second.page, second.app).show('Train')
  await expect(again.runs).toHaveCount(2)
  await again.show('ae 8-d, 2')
  await again.slider.press('Home')
  await expect.poll(() => again.ringed()).toBe('Epoch 1')
  expect(await again.pictures()).toBe(early)
})

test('a model is trained for another objective, and each of its terms is shown', async ({ launch }) => {
  test.setTimeout(3 * 60_000)
  const { page, app } = await launch()
  const study = new StudyWindow(page, app)
  const train = new TrainView(page)

  await study.openSample('Digits')
  await study.show('Train')
  await study.settled(2 * 60_000)
  await train.choose('Objective', 'Variational (VAE)')
  await train.choose('Likelihood', 'Gaussian')
  await page.getByRole('textbox', { name: 'β, of KL' }).fill('two')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('textbox', { name: 'β, of KL' })).toHaveAttribute('aria-invalid', 'true')
  await page.getByRole('textbox', { name: 'β, of KL' }).fill('0.5')
  await train.setEpochs(12)
  await page.getByRole('switch', { name: /^Make codes/ }).click()
  await train.start()
  await expect(train.runs.first()).toContainText('vae 8-d')
  await study.settled(60_000)

  await train.choose('Figure shown', 'KL divergence')
  await expect(page.getByRole('region', { name: 'KL divergence' })).toContainText(/train\s*\d/)
  for (const theme of ['dark', 'light'] as const) {
    await study.theme(theme)
    await page.screenshot({ path: path.join(screens, `train-objective-${theme}.png`) })
  }
})
