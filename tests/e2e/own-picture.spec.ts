/** A picture of one's own, dropped on the cloud of the faces: fitted, placed, the end of a path, removed and brought back. */
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import sharp from 'sharp'
import { openSample } from '../../main/data/samples'
import { expect, test } from './launch'
import { StudyWindow } from './pages/study-window'

const root = path.resolve(import.meta.dirname, '../..')
const screens = path.join(root, 'artefacts/screens')
mkdirSync(screens, { recursive: true })

/** A face of the set on a wide sheet, larger than the model takes. */
async function writeFace(file: string): Promise<void> {
  const faces = (await openSample('faces', path.join(root, 'resources')))!
  if (faces.kind !== 'pictures') throw new Error('Expected faces to be pictures.')
  const { height, width, channels, pixels } = faces
  const size = height * width * channels
  await sharp(pixels.subarray(17 * size, 18 * size), { raw: { height, width, channels } })
    .resize(256, 256, { kernel: 'lanczos3' })
    .extend({ left: 60, right: 60, background: '#7a8ca0' })
    .png()
    .toFile(file)
}

test('a dropped picture joins the cloud and ends a path', async ({ launch, freshFolder }) => {
  test.setTimeout(2 * 60_000)
  const folder = freshFolder('own')
  const face = path.join(folder, 'my face.png')
  const notes = path.join(folder, 'notes.png')
  await writeFace(face)
  writeFileSync(notes, 'these are notes')
  const { page, app } = await launch()
  const study = new StudyWindow(page, app)
  await expect(page.getByText(/TensorFlow/)).toBeVisible({ timeout: 30_000 })
  await study.openFaces()

  await study.drop(notes)
  const dialog = page.getByRole('dialog', { name: 'Add your picture' })
  await expect(dialog.getByRole('alert')).toContainText('Expected a sound PNG, JPEG, WebP')
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  await expect(dialog).toBeHidden()

  await study.drop(face)
  await expect(dialog).toContainText('376 × 256')
  await expect(dialog.getByRole('img', { name: 'As the model sees it' })).toBeVisible()
  await dialog.getByText('Whole', { exact: true }).click()
  await page.screenshot({ path: path.join(screens, 'own-picture-dialog.png') })
  await dialog.getByText('Crop', { exact: true }).click()
  await dialog.getByRole('button', { name: 'Add', exact: true }).click()
  const inspector = page.getByRole('region', { name: 'Your picture', exact: true })
  await expect(inspector.getByRole('img', { name: 'Decoded' })).toBeVisible()
  await expect.poll(() => study.ask((probe) => probe.pins().length)).toBe(1)
  for (const theme of ['dark', 'light'] as const) {
    await study.theme(theme)
    await page.screenshot({ path: path.join(screens, `own-picture-${theme}.png`) })
  }

  // Its pin is clicked as a point is; a path goes from it to a picture of the set.
  await page.keyboard.press('Escape')
  await expect(inspector).toBeHidden()
  const pin = (await study.ask((probe) => probe.pin(probe.pins()[0]!)))!
  await page.mouse.click(pin.x, pin.y - 30)
  await expect(inspector).toBeVisible()
  await inspector.getByRole('button', { name: 'Path from here' }).click()
  const total = await study.ask((probe) => probe.counts().points)
  const end = await study.visiblePoint(Array.from({ length: total }, (_, index) => (index * 7) % total))
  await page.mouse.click(end.at.x, end.at.y)
  await expect(study.path).toContainText('Path 2')
  await expect.poll(() => study.ask((probe) => probe.crossings())).not.toBeNull()
  await page.screenshot({ path: path.join(screens, 'own-picture-path.png') })

  await page.keyboard.press('Escape')
  await page.mouse.click(pin.x, pin.y - 30)
  await inspector.getByRole('button', { name: 'Remove' }).click()
  await expect.poll(() => study.ask((probe) => probe.pins().length)).toBe(0)
  await expect(study.path).toBeHidden()
  await page.keyboard.press('Control+z')
  await expect.poll(() => study.ask((probe) => probe.pins().length)).toBe(1)
  await expect(study.path).toContainText('Path 2')
})
