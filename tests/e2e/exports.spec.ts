/** Pictures, animations and figures that leave the window, as another program finds them in the files. */
import { ALL_FORMATS, BufferSource, EncodedPacketSink, Input } from 'mediabunny'
import type { Page } from '@playwright/test'
import { mkdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import sharp from 'sharp'
import { expect, test } from './launch'
import { StudyWindow } from './pages/study-window'

const screens = path.resolve(import.meta.dirname, '../../artefacts/screens')
mkdirSync(screens, { recursive: true })

/** What the tests need of the page's parser; they know no DOM. */
interface ParsingWindow {
  readonly DOMParser: new () => {
    parseFromString(
      text: string,
      type: string,
    ): { querySelectorAll(selector: string): Iterable<ParsedElement> }
  }
}
interface ParsedElement {
  readonly tagName: string
  readonly textContent: string
  getAttribute(name: string): string | null
}

/** What a test changes of the page's encoder. */
interface EncodingWindow {
  readonly VideoEncoder: {
    isConfigSupported(config: { readonly codec: string }): Promise<{ supported: boolean; config: object }>
  }
}

/** What is in an SVG: how many elements of each kind, its words, and what it would fetch or leave to a style sheet. */
async function svgFacts(page: Page, file: string) {
  const text = await readFile(file, 'utf8')
  const facts = await page.evaluate((svg) => {
    const { DOMParser } = globalThis as unknown as ParsingWindow
    const all = [...new DOMParser().parseFromString(svg, 'image/svg+xml').querySelectorAll('*')]
    const counts: Record<string, number> = {}
    for (const { tagName } of all) counts[tagName] = (counts[tagName] ?? 0) + 1
    const named = (tag: string) => all.filter(({ tagName }) => tagName === tag)
    return {
      counts,
      words: named('text').map(({ textContent }) => textContent),
      sources: named('image').map((image) => image.getAttribute('href') ?? ''),
      fills: named('rect').map((rect) => rect.getAttribute('fill') ?? ''),
    }
  }, text)
  expect(text).not.toMatch(/class=|var\(|https?:\/\/(?!www\.w3\.org\/2000\/svg)/)
  return facts
}

/** What a player finds in a video. */
async function playedVideo(file: string) {
  const bytes = await readFile(file)
  const input = new Input({ formats: ALL_FORMATS, source: new BufferSource(bytes) })
  const track = (await input.getPrimaryVideoTrack())!
  let frames = 0
  for await (const packet of new EncodedPacketSink(track).packets()) frames += packet.data.length > 0 ? 1 : 0
  return {
    // "ftyp" of an MP4, or the EBML header of a WebM.
    isContainer: bytes.toString('latin1', 4, 8) === 'ftyp' || bytes.readUInt32BE(0) === 0x1a45dfa3,
    codec: track.codec,
    width: track.displayWidth,
    height: track.displayHeight,
    seconds: await input.computeDuration(),
    frames,
  }
}

test('the cloud as pictures, its turn as GIF and as video, and a path as a video', async ({
  launch,
  freshFolder,
}) => {
  test.setTimeout(4 * 60_000)
  const { page, app } = await launch()
  const study = new StudyWindow(page, app)
  await study.openFaces()
  const folder = freshFolder('exports')
  const view = (await page.getByRole('application').boundingBox())!
  const card = page.getByRole('group', { name: 'Export' })
  /** Asks for a file, and waits until it is written whole. */
  const saved = async (name: string, ask: () => Promise<void>): Promise<string> => {
    const file = path.join(folder, name)
    const written = study.nextFileWritten(file)
    await ask()
    expect(await written).toBe('completed')
    return file
  }
  const cloudMenu = async (item: string) => {
    await page.getByRole('button', { name: 'Export the cloud' }).click()
    await page.getByRole('menuitem', { name: item }).click()
  }
  const pathMenu = async (item: string) => {
    await study.path.getByRole('button', { name: 'Export' }).click()
    await page.getByRole('menuitem', { name: item }).click()
  }

  await page.getByRole('button', { name: 'Export the cloud' }).click()
  for (const theme of ['dark', 'light'] as const) {
    await study.theme(theme)
    await page.screenshot({ path: path.join(screens, `cloud-export-${theme}.png`) })
  }
  await page.keyboard.press('Escape')

  const shown = await saved('shown.png', () => cloudMenu('PNG at 2×, as shown'))
  const clear = await saved('clear.png', () => cloudMenu('PNG at 2×, transparent ground'))
  for (const file of [shown, clear]) {
    expect(await sharp(file).metadata()).toMatchObject({
      format: 'png',
      width: Math.round(2 * view.width),
      height: Math.round(2 * view.height),
    })
  }
  expect((await sharp(shown).stats()).isOpaque).toBe(true)
  const alpha = await sharp(clear).extractChannel(3).raw().toBuffer()
  const share = (least: number, most: number) =>
    alpha.reduce((sum, value) => sum + (value >= least && value <= most ? 1 : 0), 0) / alpha.length
  expect(alpha[0]).toBe(0)
  expect(share(0, 0)).toBeGreaterThan(0.3)
  // Beside a path the points stand back a little.
  expect(share(160, 255)).toBeGreaterThan(0.02)
  // Laid on the ground of the theme it is the picture as shown, but for what rounding to bytes leaves.
  const laid = await sharp(clear).flatten({ background: '#ffffff' }).raw().toBuffer()
  const asShown = await sharp(shown).removeAlpha().raw().toBuffer()
  const apart = laid.reduce((sum, value, k) => sum + Math.abs(value - asShown[k]!), 0) / laid.length
  expect(apart).toBeLessThan(1)

  const camera = () => study.ask((probe) => probe.point(0))
  const before = await camera()
  const turn = async (format: 'Video' | 'GIF', frames: string) => {
    await cloudMenu('Turn as video or GIF…')
    await page.getByRole('dialog').getByText(format, { exact: true }).click()
    await page.getByRole('dialog').getByText('Half', { exact: true }).click()
    await page.getByRole('textbox', { name: 'Frames' }).fill('5')
    await expect(page.getByRole('dialog').getByRole('status')).toContainText('from 12 to 1800')
    await expect(page.getByRole('dialog').getByRole('button', { name: 'Make' }).last()).toBeDisabled()
    await page.getByRole('textbox', { name: 'Frames' }).fill(frames)
    if (format === 'Video') {
      for (const theme of ['dark', 'light'] as const) {
        await study.theme(theme)
        await page.screenshot({ path: path.join(screens, `turn-${theme}.png`) })
      }
    }
    await page.getByRole('dialog').getByRole('button', { name: 'Make' }).last().click()
  }
  const half = { width: 2 * Math.floor(view.width / 4), height: 2 * Math.floor(view.height / 4) }

  const video = await playedVideo(
    await saved('turn', async () => {
      await turn('Video', '30')
      await expect(card).toContainText('Frame')
      await page.screenshot({ path: path.join(screens, 'export-card.png') })
    }),
  )
  expect(video).toMatchObject({ isContainer: true, frames: 30, ...half })
  expect(['avc', 'vp9', 'vp8']).toContain(video.codec)
  expect(video.seconds).toBeCloseTo(1, 2)

  const gif = await saved('turn.gif', () => turn('GIF', '16'))
  expect(await sharp(gif, { animated: true }).metadata()).toMatchObject({
    format: 'gif',
    pages: 16,
    width: half.width,
    pageHeight: half.height,
    loop: 0,
  })
  // Half a turn shows the other side; the person's own camera has not moved.
  const page0 = await sharp(gif, { page: 0 }).removeAlpha().raw().toBuffer()
  const page8 = await sharp(gif, { page: 8 }).removeAlpha().raw().toBuffer()
  expect(page0.equals(page8)).toBe(false)
  expect(await camera()).toEqual(before)

  const path64 = await playedVideo(await saved('path', () => pathMenu('Animation as video')))
  // 64 pictures there, 63 back, both ends and the start again three times as long: 3 s · (124 + 3 · 3) / 64.
  expect(path64).toMatchObject({ isContainer: true, frames: 127, width: 512, height: 512 })
  expect(path64.seconds).toBeCloseTo((3 * (124 + 9)) / 64, 1)

  // Given up, nothing is written and the next may begin.
  await turn('Video', '900')
  await card.getByRole('button', { name: 'Cancel' }).click()
  await expect(card).toBeHidden()
  await expect(page.getByRole('alert')).toBeHidden()
  await saved('again.png', () => cloudMenu('PNG at 2×, as shown'))
})

test('charts and the strip as SVG and PNG, by a right click and from the palette', async ({
  launch,
  freshFolder,
}) => {
  test.setTimeout(2 * 60_000)
  const { page, app } = await launch()
  const study = new StudyWindow(page, app)
  await study.openFaces()
  await study.theme('light')
  const folder = freshFolder('figures')
  const saved = async (name: string, ask: () => Promise<void>): Promise<string> => {
    const file = path.join(folder, name)
    const written = study.nextFileWritten(file)
    await ask()
    expect(await written).toBe('completed')
    return file
  }

  const strip = await saved('strip.svg', async () => {
    await study.path.getByRole('button', { name: 'Export' }).click()
    await page.getByRole('menuitem', { name: 'Strip as SVG' }).click()
  })
  const stripFacts = await svgFacts(page, strip)
  // Sixteen decoded pictures over sixteen real ones, each as PNG of its own.
  expect(stripFacts.counts['image']).toBe(32)
  for (const source of stripFacts.sources) {
    const picture = Buffer.from(source.replace('data:image/png;base64,', ''), 'base64')
    expect(await sharp(picture).metadata()).toMatchObject({ format: 'png', width: 64, height: 64 })
  }
  for (const word of ['Decoded', 'Nearest real', 'Off the data', '1 × spacing', 'θ 0.64', '15']) {
    expect(stripFacts.words).toContain(word)
  }

  const histogram = page.getByRole('img', { name: 'Angle threshold θ̂' })
  await histogram.click({ button: 'right' })
  for (const theme of ['dark', 'light'] as const) {
    await study.theme(theme)
    await page.screenshot({ path: path.join(screens, `figure-menu-${theme}.png`) })
  }
  const bars = await saved('bars.svg', () => page.getByRole('menuitem', { name: 'Save as SVG' }).click())
  const barFacts = await svgFacts(page, bars)
  const shownBars = await histogram.locator('rect:visible').count()
  expect(barFacts.counts['rect']).toBe(shownBars)
  // Red past the threshold, as in the light theme.
  expect(barFacts.fills.filter((fill) => fill === '#d3142b').length).toBe(
    await histogram.locator('rect.past:visible').count(),
  )
  expect(barFacts.words).toEqual(['0', '0.59', '2.5 rad'])

  await study.show('Transport')
  await expect(page.getByRole('img', { name: /^Relative RMS and worst cell/ })).toBeVisible()
  await page.keyboard.press('Control+k')
  await page.keyboard.type('relative rms as')
  await page.screenshot({ path: path.join(screens, 'figure-palette.png') })
  const chart = await saved('chart.svg', () =>
    page.getByRole('option', { name: 'Relative RMS and worst cell at each step as SVG' }).click(),
  )
  const chartFacts = await svgFacts(page, chart)
  const lines = page.getByRole('img', { name: /^Relative RMS and worst cell/ }).locator('path.line')
  expect(chartFacts.counts['path']).toBe(await lines.count())
  expect(chartFacts.counts['path']).toBeGreaterThan(1)
  const png = await saved('chart.png', async () => {
    await page.getByRole('img', { name: /^Relative RMS and worst cell/ }).click({ button: 'right' })
    await page.getByRole('menuitem', { name: 'Save as PNG at 2×, transparent ground' }).click()
  })
  const box = (await page.getByRole('img', { name: /^Relative RMS and worst cell/ }).boundingBox())!
  const { data, info } = await sharp(png).raw().toBuffer({ resolveWithObject: true })
  expect(info).toMatchObject({ width: 2 * Math.ceil(box.width), channels: 4 })
  const alphas = data.filter((_, k) => k % 4 === 3)
  expect(alphas.filter((value) => value === 0).length / alphas.length).toBeGreaterThan(0.7)
  expect(alphas.some((value) => value === 255)).toBe(true)
})

test('without H.264 a video is a WebM, and a turn whose view is left says why there is none', async ({
  launch,
  freshFolder,
}) => {
  test.setTimeout(2 * 60_000)
  const { page, app } = await launch()
  const study = new StudyWindow(page, app)
  await study.openFaces()
  // As on a system whose Chromium was built without it.
  await page.evaluate(() => {
    const { VideoEncoder: encoder } = globalThis as unknown as EncodingWindow
    const asked = encoder.isConfigSupported.bind(encoder)
    encoder.isConfigSupported = async (config) =>
      config.codec.startsWith('avc') ? { supported: false, config } : asked(config)
  })
  const file = path.join(freshFolder('webm'), 'path.webm')
  const written = study.nextFileWritten(file)
  await study.path.getByRole('button', { name: 'Export' }).click()
  await page.getByRole('menuitem', { name: 'Animation as video' }).click()
  expect(await written).toBe('completed')
  const video = await playedVideo(file)
  // The last frame twice, since a WebM ends where its last frame begins.
  expect(video).toMatchObject({ isContainer: true, codec: 'vp9', frames: 128, width: 512, height: 512 })
  expect((await readFile(file)).readUInt32BE(0)).toBe(0x1a45dfa3)
  expect(video.seconds).toBeCloseTo((3 * (124 + 9)) / 64, 1)

  await page.getByRole('button', { name: 'Export the cloud' }).click()
  await page.getByRole('menuitem', { name: 'Turn as video or GIF…' }).click()
  await page.getByRole('textbox', { name: 'Frames' }).fill('900')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('group', { name: 'Export' })).toContainText('of 900')
  await study.show('Data')
  await expect(page.getByRole('alert')).toContainText('Expected the Latent view to stay open')
})
