/**
 * Pictures of one's own beside a study's set: fitted, encoded by its model, placed in its cloud, ends of paths, kept with
 * it. The digits are drawn light on dark and 8 × 8.
 */
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openDigits, quick, startEngine, type TestEngine } from './test-engine'

const asIs = { fit: 'crop', invert: false } as const
const threshold = { test: 'angle', value: 1 } as const

let folder = ''
let engine: TestEngine
/** A picture of the set, as a person would have it: large, in colour, on a wide sheet, dark on light. */
let drawn = ''
let own = ''

const grant = (name: string, use: 'read' | 'write' = 'read'): string => {
  engine.session.grant(name, path.join(folder, name), use)
  return name
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'brenier-own-'))
  engine = startEngine(folder)
  await openDigits(engine.window)
  await engine.window.run({ kind: 'train', parameters: quick.model, rest: false })
  await engine.window.run({ kind: 'embed', parameters: quick.cloud })
  const { picture } = await engine.window.ask('point.inspect', { index: 5 })
  const digit = sharp(picture, { raw: { width: 8, height: 8, channels: 1 } })
  await digit.clone().png().toFile(path.join(folder, 'same.png'))
  const inked = await digit.resize(160, 160, { kernel: 'nearest' }).negate().png().toBuffer()
  const sheet = await sharp(inked)
    .extend({ left: 80, right: 80, background: '#ffffff' })
    .toColourspace('srgb')
    .jpeg({ quality: 100 })
    .toBuffer()
  await writeFile(path.join(folder, 'drawn.jpg'), sheet)
  drawn = grant('drawn.jpg')
  own = (await engine.window.ask('own.add', { token: grant('same.png'), fitting: asIs })).id
}, 120_000)
afterAll(async () => {
  await engine.close()
  await rm(folder, { recursive: true, force: true })
})

describe('a picture of one’s own', () => {
  it('is shown cut out, whole, and dark for light, at the size and colours of the set', async () => {
    const { window } = engine
    const preview = (fit: 'crop' | 'fit', invert: boolean) =>
      window.ask('own.preview', { token: drawn, fitting: { fit, invert } })
    const crop = await preview('crop', true)
    expect(crop).toMatchObject({ name: 'drawn.jpg', width: 320, height: 160 })
    expect(crop.original).toMatchObject({ width: 256, height: 128 })
    expect(crop.fitted).toMatchObject({ width: 8, height: 8, channels: 1 })
    const { picture } = await window.ask('point.inspect', { index: 5 })
    const worst = Math.max(...crop.fitted.pixels.map((value, i) => Math.abs(value - picture[i]!)))
    // JPEG of quality 100 and rounding: a few grey levels.
    expect(worst).toBeLessThan(8)
    const plain = await preview('crop', false)
    expect(plain.fitted.pixels[0]).toBe(255 - crop.fitted.pixels[0]!)
    const whole = await preview('fit', false)
    // All of a sheet of 2 : 1 leaves a quarter of the square black above and below.
    expect([...whole.fitted.pixels.subarray(0, 16)].every((value) => value === 0)).toBe(true)
    expect(whole.fitted.pixels[16]).toBeGreaterThan(200)
    expect(whole.fitted.pixels[23]).toBeGreaterThan(200)
  })

  it('stands where its twin of the set stands, with the same reconstruction, and moves nothing', async () => {
    const { window } = engine
    const before = await window.ask('cloud.get', {})
    const [report] = await window.ask('own.reports', { ids: [own] })
    const twin = await window.ask('point.inspect', { index: 5 })
    expect(report!.neighbours[0]!.index).toBe(5)
    expect(report!.neighbours[0]!.distance).toBeLessThan(1e-4)
    expect(report!.offData).toBeLessThan(1e-3)
    expect(report!.reconstructionError).toBeCloseTo(twin.reconstructionError!, 5)
    expect(report!.picture.pixels).toEqual(twin.picture)
    const after = await window.ask('cloud.get', {})
    expect(after!.positions).toEqual(before!.positions)
    const reach = Math.hypot(
      ...report!.position.map((value, axis) => value - before!.positions[3 * 5 + axis]!),
    )
    expect(reach).toBeLessThan(1e-3 * Math.max(...before!.positions))
  })

  it('is an end of a path as its twin of the set is', async () => {
    const { window } = engine
    const trace = (end: { kind: 'own'; id: string } | { kind: 'picture'; index: number }) =>
      window.ask('path.trace', {
        path: {
          id: 'p',
          name: 'P',
          rule: 'straight',
          steps: 9,
          waypoints: [{ kind: 'picture', index: 100 }, end],
        },
        revision: 1,
        threshold,
      })
    const [through, twin] = await Promise.all([
      trace({ kind: 'own', id: own }),
      trace({ kind: 'picture', index: 5 }),
    ])
    expect(through.nearest).toEqual(twin.nearest)
    expect(through.decoded).toEqual(twin.decoded)
    expect(through.handles[1]!.waypoint).toEqual({ kind: 'own', id: own })
    await expect(trace({ kind: 'own', id: 'gone' })).rejects.toThrow(/Drop it on the cloud again/)
  })

  it('is kept with the study where the view names it, and its part may be damaged without harm', async () => {
    const { window } = engine
    const view = { ...window.summary!.view, ownPictures: [{ id: own, name: 'same.png' }] }
    await window.ask('study.save', { token: grant('kept.brenier', 'write'), view })
    await window.ask('study.open', { token: 'kept.brenier' })
    expect(window.summary!.view.ownPictures).toEqual(view.ownPictures)
    const [report] = await window.ask('own.reports', { ids: [own] })
    expect(report!.neighbours[0]!.index).toBe(5)

    const { parts } = JSON.parse(await readFile(path.join(folder, 'kept.brenier', 'study.json'), 'utf8')) as {
      parts: Record<string, { file: string }>
    }
    const stored = (await readdir(path.join(folder, 'kept.brenier', 'parts'))).find((name) =>
      JSON.stringify(parts['own-pictures.npz']).includes(name.split('.')[0]!),
    )!
    await writeFile(path.join(folder, 'kept.brenier', 'parts', stored), 'rubbish')
    const damaged = await window.ask('study.open', { token: 'kept.brenier' })
    expect(damaged.view.ownPictures).toEqual([])
    expect(damaged.damaged.join()).toContain('own-pictures.npz')
    expect(damaged.stages.model).toBe('done')
  }, 60_000)

  it('is refused in a sentence where the file is none, and by a study that cannot encode it', async () => {
    const { window } = engine
    await writeFile(path.join(folder, 'notes.png'), 'these are notes')
    await writeFile(path.join(folder, 'empty.png'), '')
    const preview = (name: string) => window.ask('own.preview', { token: grant(name), fitting: asIs })
    await expect(preview('notes.png')).rejects.toThrow(/sound PNG, JPEG, WebP.* in notes\.png/)
    await expect(preview('empty.png')).rejects.toThrow(/empty file/)
    await expect(preview('absent.png')).rejects.toThrow(/there is none/)
    await expect(window.ask('own.preview', { token: 'never granted', fitting: asIs })).rejects.toThrow(
      /Choose it again/,
    )
    await window.ask('study.create', {
      recipe: null,
      source: { kind: 'sample', name: 'digits' },
      name: null,
    })
    await expect(preview('same.png')).rejects.toThrow(/Train one first/)
  })
})
