/**
 * Every view and what opens over it, in both themes, against the rules of WCAG 2.2 at level AA that axe can check: names,
 * roles, contrast, order of headings and focus. axe-core runs in the page itself: its wrapper for Playwright opens pages of
 * its own, which Electron does not.
 */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import type { Page } from '@playwright/test'
import sharp from 'sharp'
import { expect, test } from './launch'
import { StudyWindow, type View } from './pages/study-window'

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

interface AxeWindow {
  readonly axe: {
    run(
      where: unknown,
      options: object,
    ): Promise<{
      readonly violations: readonly {
        readonly id: string
        readonly help: string
        readonly nodes: readonly { readonly target: readonly unknown[]; readonly failureSummary?: string }[]
      }[]
    }>
  }
  readonly document: unknown
}

/** What axe finds, a line each: the rule, the element and why. */
async function violations(page: Page): Promise<string[]> {
  // Colours that are still moving from one theme to the other are none of either.
  await page.waitForTimeout(400)
  await page.evaluate(axeSource)
  return page.evaluate(async (values) => {
    const { axe, document } = globalThis as unknown as AxeWindow
    const found = await axe.run(document, { runOnly: { type: 'tag', values }, resultTypes: ['violations'] })
    return found.violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary = '' }) =>
        `${id}: ${target.join(' ')}: ${failureSummary.split('\n').slice(1).join(' ').trim()}`.slice(0, 300),
      ),
    )
  }, tags)
}

test('every view holds to WCAG 2.2 AA in both themes', async ({ launch, freshFolder }) => {
  test.setTimeout(6 * 60_000)
  const picture = path.join(freshFolder('picture'), 'grey.png')
  await sharp({ create: { width: 90, height: 60, channels: 3, background: '#808080' } })
    .png()
    .toFile(picture)
  const { page, app } = await launch()
  const study = new StudyWindow(page, app)
  await expect(page.getByText(/TensorFlow/)).toBeVisible({ timeout: 30_000 })
  const found: string[] = []
  const check = async (where: string) => {
    for (const theme of ['dark', 'light'] as const) {
      await study.theme(theme)
      for (const one of await violations(page)) found.push(`${where}, ${theme}: ${one}`)
    }
  }
  await check('Welcome')
  await study.openFaces()
  // A small display folds the outline: what it holds is looked at on every display.
  const unfold = page.getByRole('button', { name: 'Unfold the outline' })
  if (await unfold.isVisible()) await unfold.click()
  for (const view of ['Data', 'Train', 'Transport', 'Latent', 'Modes', 'Compare'] as const satisfies View[]) {
    await study.show(view)
    await page.waitForTimeout(700)
    if (view === 'Modes') {
      await page.getByRole('button', { name: /^Draw/ }).first().click()
      await expect(page.getByText('No job running')).toBeVisible({ timeout: 60_000 })
    }
    await check(view)
  }

  await study.show('Latent')
  await expect.poll(() => study.probed()).toBe(true)
  const total = await study.ask((probe) => probe.counts().points)
  const { at } = await study.visiblePoint(Array.from({ length: total }, (_, index) => (index * 7) % total))
  await page.mouse.click(at.x, at.y)
  await expect(page.getByRole('region', { name: 'Picture', exact: true })).toBeVisible()
  await check('Latent, a picture chosen')
  await page.getByRole('button', { name: 'Path along it' }).click()
  await expect(page.getByRole('slider', { name: 'Strength' })).toBeVisible()
  await check('Latent, a path along a direction')
  await study.drop(picture)
  await expect(page.getByRole('img', { name: 'As the model sees it' })).toBeVisible()
  await check('Latent, a picture dropped')
  await page.getByRole('button', { name: 'Add', exact: true }).click()
  await expect(page.getByRole('region', { name: 'Your picture', exact: true })).toBeVisible()
  await check('Latent, a picture of one’s own')
  await page.getByRole('combobox', { name: 'Held against' }).click()
  await page.getByRole('option', { name: 'Against spherical' }).click()
  await expect(page.getByText('Difference')).toBeVisible()
  await check('Latent, two rules')
  await page.keyboard.press('b')
  await expect(page.getByLabel('Select where')).toBeVisible()
  await check('Latent, selecting')
  await page.keyboard.press('Escape')
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('dialog')).toBeVisible()
  await check('Commands')
  await page.keyboard.press('Escape')
  await page.keyboard.press('?')
  await expect(page.getByRole('dialog')).toBeVisible()
  await check('Keys')
  expect(found).toEqual([])
})
