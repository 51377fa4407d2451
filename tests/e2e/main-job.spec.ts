/**
 * The main job, as a person does it: open Fashion on a new profile, train for real, see the cloud and its tears, draw a
 * path with the mouse, drag a handle, save, quit, reopen. Screenshots of every view in both themes are kept.
 */
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from './launch'
import { StudyWindow, type View } from './pages/study-window'

const screens = path.resolve(import.meta.dirname, '../../artefacts/screens')
mkdirSync(screens, { recursive: true })

const median = (values: readonly number[]) =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!

test('from a sample to a dragged path, saved and found again', async ({ launch, freshFolder }) => {
  // Ten thousand pictures train for minutes on two cores.
  test.setTimeout(15 * 60_000)
  const userData = freshFolder('main-job')
  const first = await launch({ userData })
  const study = new StudyWindow(first.page, first.app)
  const keep = async (name: string) => {
    for (const theme of ['dark', 'light'] as const) {
      await study.theme(theme)
      await first.page.screenshot({ path: path.join(screens, `${name}-${theme}.png`) })
    }
    await study.theme('dark')
  }

  await expect(first.page.getByRole('button', { name: /^Fashion/ })).toBeEnabled({ timeout: 60_000 })
  await keep('welcome')
  await study.openSample('Fashion')

  await study.show('Train')
  await expect(first.page.getByText(/Epoch\s*[2-9]/).first()).toBeVisible({ timeout: 5 * 60_000 })
  await keep('train')

  await study.show('Latent')
  await study.settled(12 * 60_000)
  await expect.poll(() => study.probed()).toBe(true)
  await expect.poll(() => study.ask((probe) => probe.counts().points)).toBe(10_000)
  expect(await study.ask((probe) => probe.counts().facets)).toBeGreaterThan(1000)

  // Two pictures found by where they are seen; the first few are ends of the path that the recipe draws.
  const from = await study.visiblePoint(Array.from({ length: 400 }, (_, i) => 100 + i))
  const to = await study.visiblePoint(
    Array.from({ length: 400 }, (_, i) => 9999 - i).filter((index) => index !== from.index),
  )
  await first.page.keyboard.press('p')
  await first.page.mouse.click(from.at.x, from.at.y)
  await expect(first.page.getByText(/to end the path/)).toBeVisible()
  await first.page.mouse.click(to.at.x, to.at.y)
  await first.page.keyboard.press('Escape')
  await expect(study.path).toContainText('Path 2')
  await study.chooseRule('Through noise')
  await expect.poll(() => study.ask((probe) => probe.crossings())).not.toBeNull()
  await keep('latent')

  // Dragging a handle changes the pictures, and the newest position wins.
  await study.chooseRule('Straight')
  await study.path.getByLabel('Steps', { exact: true }).fill('24')
  await first.page.keyboard.press('Enter')
  await expect(first.page.getByText('24 steps')).toBeVisible()
  const before = await study.stripPicture()
  const revision = await study.ask((probe) => probe.revision())
  const handle = (await study.ask((probe) => probe.handle(1)))!
  await study.drag(handle, { x: handle.x - 140, y: handle.y + 60 })
  await expect.poll(() => study.ask((probe) => probe.revision())).toBeGreaterThan(revision)
  expect(await study.stripPicture()).not.toBe(before)
  const latencies = await study.ask((probe) => [...probe.pointerToPixels()])
  expect(latencies.length).toBeGreaterThan(5)
  console.log(
    `pointer to pixels, 24-step strip of 28×28 pictures: median ${median(latencies).toFixed(0)} ms of ${latencies.length}, goal 50 ms`,
  )
  // A queue of moves, which latest-wins forbids, would take seconds; the goal itself is printed, not held here, because
  // software rendering of the cloud shares the cores with whatever else the machine does.
  expect(median(latencies)).toBeLessThan(500)

  await study.chooseRule('Through noise')
  for (const view of ['Data', 'Transport', 'Modes', 'Compare'] as const satisfies readonly View[]) {
    await study.show(view)
    await expect(first.page.getByText('Computing the plane')).toBeHidden({ timeout: 60_000 })
    await keep(view.toLowerCase())
  }
  await study.show('Latent')
  await first.page.keyboard.press('Control+s')
  await expect(first.page.getByText('saved', { exact: true })).toBeVisible()
  await first.app.close()

  const second = await launch({ userData })
  const again = new StudyWindow(second.page, second.app)
  await second.page.getByRole('region', { name: 'Recent studies' }).getByText('Fashion').first().click()
  await expect(again.path).toContainText('Path 2', { timeout: 60_000 })
  await expect.poll(() => again.ask((probe) => probe.counts().points)).toBe(10_000)
  await expect.poll(() => again.ask((probe) => probe.crossings())).not.toBeNull()
})
