/** A folder of pictures of several sizes, three of them broken, dropped on the window. */
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import sharp from 'sharp'
import { openSample } from '../../main/data/samples'
import { expect, test } from './launch'
import { StudyWindow } from './pages/study-window'

const root = path.resolve(import.meta.dirname, '../..')
const screens = path.join(root, 'artefacts/screens')
mkdirSync(screens, { recursive: true })

test('pictures of several sizes are asked about and opened', async ({ launch, freshFolder }) => {
  const folder = path.join(freshFolder('mixed'), 'holiday')
  mkdirSync(folder)
  const faces = (await openSample('faces', path.join(root, 'resources')))!
  if (faces.kind !== 'pictures') throw new Error('Expected faces to be pictures.')
  const { height, width, channels, pixels } = faces
  const length = height * width * channels
  for (let k = 0; k < 24; k++) {
    const [beside, above] = k % 3 === 0 ? [0, 0] : k % 3 === 1 ? [24, 0] : [0, 16]
    const item = k * 250
    await sharp(pixels.subarray(item * length, (item + 1) * length), { raw: { height, width, channels } })
      .extend({ left: beside, right: beside, top: above, bottom: above, background: '#7a8ca0' })
      .png()
      .toFile(path.join(folder, `${k}.png`))
  }
  for (const name of ['a.png', 'b.jpg', 'c.webp']) writeFileSync(path.join(folder, name), 'broken')

  const { page, app } = await launch()
  const study = new StudyWindow(page, app)
  await expect(page.getByText(/TensorFlow/)).toBeVisible({ timeout: 30_000 })
  await app.evaluate(({ dialog }, chosen) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [chosen] })
  }, folder)
  await page.keyboard.press('Control+Shift+O')
  const asked = page.getByRole('dialog', { name: 'Pictures of several sizes' })
  await expect(asked).toContainText('3 sizes: 64 × 64 (8)')
  await expect(asked).toContainText('3 files cannot be read and will be left out: a.png, b.jpg, c.webp.')
  await asked.getByText('Whole', { exact: true }).click()
  await expect(asked.getByRole('img', { name: /as the model sees it$/ })).toHaveCount(3)
  for (const theme of ['dark', 'light'] as const) {
    await study.theme(theme)
    await page.screenshot({ path: path.join(screens, `mixed-sizes-${theme}.png`) })
  }
  await asked.getByRole('button', { name: 'Open' }).click()
  await expect(page.getByText('3 remarks')).toBeVisible()
  await expect(page.getByText(/Left out: .*b\.jpg/)).toBeVisible()
})
