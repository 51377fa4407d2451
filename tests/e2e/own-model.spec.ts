/** A person's own encoder and decoder, as ONNX, wired to their pictures in the app. */
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from './launch'
import { StudyWindow } from './pages/study-window'

const root = path.resolve(import.meta.dirname, '../..')
const screens = path.join(root, 'artefacts/screens')
mkdirSync(screens, { recursive: true })
const nets = path.join(root, 'tests/reference/onnx')
const digits = path.join(root, 'resources/samples/digits/digits-images-idx3-ubyte.gz')

test('a model of one’s own is checked, taken, and gives its cloud', async ({ launch }) => {
  const { page, app } = await launch()
  const study = new StudyWindow(page, app)
  await expect(page.getByRole('heading', { name: 'Open a study' })).toBeVisible()
  await study.drop(digits)
  await study.show('Train')
  await page.getByRole('button', { name: 'Use your own model…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Use your own model' })
  await expect(dialog.getByRole('button', { name: 'Use it' })).toBeDisabled()
  for (const name of ['digits-encoder.onnx', 'digits-decoder.onnx']) {
    await app.evaluate(
      ({ dialog: native }, chosen) => {
        native.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [chosen] })
      },
      path.join(nets, name),
    )
    await dialog.getByRole('button', { name: 'File…' }).first().click()
    await expect(dialog).toContainText(name)
  }
  await expect(dialog).toContainText('pictures [n, 1, 8, 8] → mean [n, 8], takes pixels 0 … 1')
  await expect(dialog).toContainText('Squared error 0.027 a value over 16 pictures')
  for (const theme of ['dark', 'light'] as const) {
    await study.theme(theme)
    await page.screenshot({ path: path.join(screens, `own-model-${theme}.png`) })
  }
  await dialog.getByRole('button', { name: 'Use it' }).click()
  await expect(page.getByRole('heading', { name: 'The model is your own' })).toBeVisible({ timeout: 20_000 })
  await page.screenshot({ path: path.join(screens, 'own-model-train.png') })
  await study.show('Latent')
  await expect(page.getByText('1,797').first()).toBeVisible()
  await study.settled(60_000)
  await page.screenshot({ path: path.join(screens, 'own-model-latent.png') })
})
