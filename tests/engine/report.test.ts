/** The report of a study of digits, made by the engine as the window asks for it. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import sharp from 'sharp'
import { openDigits, quick, startEngine, type TestEngine } from './test-engine'

let folder = ''
let engine: TestEngine
let html = ''

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'brenier-report-'))
  engine = startEngine(folder)
  const { window } = engine
  await openDigits(window)
  await window.ask('study.rename', { name: 'Digits </script><b>"bold"</b>' })
  await window.run({ kind: 'train', parameters: quick.model, rest: false })
  await window.run({ kind: 'embed', parameters: quick.cloud })
  await window.run({ kind: 'transport', parameters: quick.transport, rest: false })
  await window.run({ kind: 'facets', parameters: quick.facets })
  const { view } = window.summary!
  const waypoints = [0, 1].map((index) => ({ kind: 'picture' as const, index }))
  const held = { id: 'p', name: 'Nought to <one>', rule: 'straight' as const, steps: 9, waypoints }
  await window.ask('study.keepView', { ...view, paths: [held] })
  html = new TextDecoder().decode((await window.ask('study.report', {})).html)
}, 60_000)
afterAll(async () => {
  await engine.close()
  await rm(folder, { recursive: true, force: true })
})

const between = (start: string, end: string) => {
  const from = html.indexOf(start) + start.length
  return html.slice(from, html.indexOf(end, from))
}
const bytes = (text: string) => Buffer.from(text, 'base64')

describe('the report of a study', () => {
  it('holds the cloud with its classes and facets, as the study has them', async () => {
    const cloud = JSON.parse(between('<script type="application/json" id="cloud-data">', '</script>'))
    const { layout, data, facets } = engine.session.study!
    expect(cloud).toMatchObject({ count: layout!.positions.length / 3, dimensions: 3 })
    const places = bytes(cloud.positions)
    const at = (i: number, k: number) => places.readInt16LE(2 * (3 * i + k))
    const own = (i: number, k: number) => layout!.positions[3 * i + k]!
    // Distances are those of the layout, but for one scale.
    const apart = (of: typeof own, i: number, j: number) =>
      Math.hypot(...[0, 1, 2].map((k) => of(i, k) - of(j, k)))
    const scale = apart(at, 0, 1) / apart(own, 0, 1)
    for (const j of [2, 50, 700]) expect(apart(at, 0, j) / apart(own, 0, j) / scale).toBeCloseTo(1, 2)
    expect(cloud.fields[0]).toMatchObject({ name: 'Class', values: data.classNames })
    const codes = bytes(cloud.fields[0].codes)
    expect(codes.readInt16LE(2 * 17)).toBe(data.labels![17])
    const values = bytes(cloud.facets.values)
    expect(values.length / 4).toBe(facets!.table.angle.length)
    expect(values.readFloatLE(0)).toBe(Math.max(...facets!.table.angle))
    expect(cloud.facets.threshold).toBe(facets!.suggested.value)
  })

  it('holds a thumbnail for each picture, in their order', async () => {
    const { columns, cell } = JSON.parse(between('id="cloud-data">', '</script>')).thumbnails
    const { data, info } = await sharp(bytes(between('id="thumbnails" src="data:image/webp;base64,', '"')))
      .raw()
      .toBuffer({ resolveWithObject: true })
    const set = engine.session.study!.pictures()
    expect(info).toMatchObject({ width: columns * cell, height: Math.ceil(set.count / columns) * cell })
    const light = (item: number) => {
      const [left, top] = [(item % columns) * cell, Math.floor(item / columns) * cell]
      let sum = 0
      for (let y = 0; y < cell; y++) {
        for (let x = 0; x < cell; x++) sum += data[((top + y) * info.width + left + x) * info.channels]!
      }
      return sum / cell ** 2
    }
    for (const item of [0, 1, columns, set.count - 1]) {
      const size = set.height * set.width
      const own = set.pixels.subarray(item * size, (item + 1) * size)
      const mean = own.reduce((sum, value) => sum + value, 0) / size
      // The codec loses some.
      expect(Math.abs(light(item) - mean)).toBeLessThan(6)
    }
  })

  it('runs its own script alone and fetches nothing, whatever the study is called', () => {
    const script = between('<script>', '</script>')
    const hash = createHash('sha256').update(script).digest('base64')
    expect(html).toContain(
      `default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'sha256-${hash}'`,
    )
    expect(html).not.toMatch(/(src|href)="(?!data:)/)
    expect(html).toContain('<h1>Digits &lt;/script&gt;&lt;b&gt;&quot;bold&quot;&lt;/b&gt;</h1>')
    expect(html).not.toContain('<b>"bold"')
  })

  it('shows training, map, and the path as a strip with its crossings', () => {
    expect(html).toContain('<h2>Training</h2>')
    expect(html).toContain('stochastic')
    expect(html).toContain('<h3>Nought to &lt;one&gt;</h3>')
    expect(html).toContain('alt="Nought to &lt;one&gt;, decoded"')
  })

  it('has the colours of the window, in both themes', () => {
    const [dark, light] = readFileSync('renderer/ui/tokens.css', 'utf8').split(":root[data-theme='light']")
    const [day, night] = readFileSync('resources/report/report.css', 'utf8').split(
      '@media (prefers-color-scheme: dark)',
    )
    const colours = (css: string | undefined) =>
      [...css!.matchAll(/--(?:category-\w+|tear): #\w{6}/g)].map(String).sort()
    expect(colours(day)).toHaveLength(12)
    expect(colours(day)).toEqual(colours(light))
    expect(colours(night)).toEqual(colours(dark))
  })
})
