/**
 * Selecting in the cloud, as a person does it: a box and a lasso with the mouse, added to and taken back, kept under a
 * name, found by an expression. The points of a plane set are their own codes: its cloud is there within seconds.
 */
import { expect, test } from './launch'
import { StudyWindow } from './pages/study-window'

test('points are selected by box, lasso and expression, and undone', async ({ launch }) => {
  test.setTimeout(3 * 60_000)
  const { page, app } = await launch()
  const study = new StudyWindow(page, app)
  await expect(page.getByRole('button', { name: /^25 Gaussians/ })).toBeEnabled({ timeout: 60_000 })
  await study.openSample('25 Gaussians')
  await study.show('Latent')
  await expect.poll(() => study.probed()).toBe(true)
  await expect.poll(() => study.ask((probe) => probe.counts().points)).toBeGreaterThan(100)
  const stage = (await page.getByRole('application').boundingBox())!
  const total = await study.ask((probe) => probe.counts().points)
  const middle = { x: stage.x + stage.width / 2, y: stage.y + stage.height / 2 }
  const left = { x: stage.x + 20, y: stage.y + 40 }
  const seen = await study.pointsOnPage(total)
  const within = (right: number) =>
    seen.filter(({ x, y }) => x > left.x && x < right && y > left.y && y < stage.y + stage.height - 10).length

  await page.keyboard.press('b')
  await study.drag(left, { x: middle.x, y: stage.y + stage.height - 10 }, 8)
  const half = within(middle.x)
  expect(half).toBeGreaterThan(total / 4)
  const selected = page.getByRole('region', { name: 'Selection', exact: true }).getByRole('heading')
  const said = (count: number) =>
    `${count.toLocaleString('en-US')} of ${total.toLocaleString('en-US')} selected`
  await expect(selected).toHaveText(said(half))

  // A second box with Shift reaches further; it adds what is new, and Ctrl+Z takes that back.
  await page.keyboard.down('Shift')
  await study.drag(left, { x: middle.x + 100, y: stage.y + stage.height - 10 }, 8)
  await page.keyboard.up('Shift')
  await expect(selected).toHaveText(said(within(middle.x + 100)))
  await page.keyboard.press('Control+z')
  await expect(selected).toHaveText(said(half))

  await page.getByRole('button', { name: 'Keep' }).click()
  await expect(page.getByRole('button', { name: /^Selection 1/ })).toContainText(half.toLocaleString('en-US'))
  await page.getByRole('button', { name: /^Selection 1/ }).focus()
  await page.keyboard.press('F2')
  await page.keyboard.type('Left half')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('button', { name: /^Left half/ })).toContainText(half.toLocaleString('en-US'))

  // A lasso about everything takes all points.
  await page.keyboard.press('l')
  const corners = [left, { x: left.x, y: stage.y + stage.height - 4 }]
  const far = stage.x + stage.width - 6
  await page.mouse.move(left.x, left.y)
  await page.mouse.down()
  for (const { x, y } of [...corners, { x: far, y: stage.y + stage.height - 4 }, { x: far, y: left.y }]) {
    await page.mouse.move(x, y, { steps: 4 })
  }
  await page.mouse.up()
  await expect(selected).toHaveText(said(total))

  await page.getByLabel('Select where').fill('class = nowhere')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('alert')).toContainText('got "nowhere"')
  await page.getByRole('button', { name: /^Left half/ }).click()
  await expect(selected).toHaveText(said(half))
  await page.getByRole('button', { name: 'Invert' }).click()
  await expect(selected).toHaveText(said(total - half))

  // What has the focus is pressed by Space, and nothing else happens.
  await page.getByRole('switch', { name: 'Dim the rest' }).focus()
  await page.keyboard.press('Space')
  await expect(page.getByRole('switch', { name: 'Dim the rest' })).toBeChecked()
  const one = await study.visiblePoint(Array.from({ length: total }, (_, index) => index))
  await page.mouse.click(one.at.x, one.at.y, { button: 'right' })
  await page.getByRole('menuitem', { name: 'Select its 8 nearest codes' }).click()
  await expect(selected).toHaveText(said(9))

  // Generated codes are drawn when they are first asked for, and stand over the others.
  await page.getByText('Both', { exact: true }).click()
  await expect(page.getByText('2,000 generated')).toBeVisible({ timeout: 90_000 })
  await expect.poll(() => study.ask((probe) => probe.counts().generated)).toBe(2000)

  // One of them is clicked as a point is; from it the nearest real one is reached.
  await page.keyboard.press('v')
  const drawn = (await study.ask((probe) => probe.drawn(7)))!
  await page.mouse.click(drawn.x, drawn.y)
  const inspector = page.getByRole('region', { name: 'Generated code' })
  await expect(inspector).toContainText('Draw ')
  await inspector.getByRole('button', { name: /^Point .*, the nearest$/ }).click()
  await expect(page.getByRole('region', { name: 'Point', exact: true })).toBeVisible()
})
