/** A person's folder as folders are: pictures of several sizes, and three broken files among the good ones. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startEngine, type TestEngine } from './test-engine'

let folder = ''
let engine: TestEngine
const crop = { height: 32, width: 32, fit: 'crop' } as const

/** White, with a black border one pixel wide. */
const sheet = (width: number, height: number) =>
  sharp({ create: { width: width - 2, height: height - 2, channels: 3, background: '#ffffff' } }).extend({
    top: 1,
    bottom: 1,
    left: 1,
    right: 1,
    background: '#000000',
  })

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'brenier-mixed-'))
  const holiday = path.join(folder, 'holiday')
  await mkdir(holiday)
  const sizes = [
    [40, 20],
    [40, 20],
    [20, 40],
    [64, 64],
  ] as const
  for (const [k, [width, height]] of sizes.entries())
    await sheet(width, height)
      .png()
      .toFile(path.join(holiday, `${k}.png`))
  const whole = await sheet(300, 200).jpeg().toBuffer()
  await writeFile(path.join(holiday, 'cut.jpg'), whole.subarray(0, whole.length / 2))
  await writeFile(path.join(holiday, 'empty.png'), '')
  await writeFile(path.join(holiday, 'notes.png'), 'these are notes')
  engine = startEngine(folder)
  engine.session.grant('holiday', holiday, 'read')
})
afterAll(async () => {
  await engine.close()
  await rm(folder, { recursive: true, force: true })
})

describe('pictures of several sizes', () => {
  it('are told before they are read, with some of them as they would become', async () => {
    const { window } = engine
    const found = await window.ask('data.sizes', { token: 'holiday', fitting: crop })
    expect(found).toMatchObject({ files: 7, lookedInto: 7 })
    expect(found.sizes[0]).toEqual({ width: 40, height: 20, count: 2 })
    expect(found.sizes.map(({ count }) => count).reduce((a, b) => a + b)).toBe(4)
    // The one that was cut short has a sound header: it is found where it would be an example.
    expect(found.broken.toSorted()).toEqual(['cut.jpg', 'empty.png', 'notes.png'])
    expect(found.examples[0]).toMatchObject({ name: '0.png', width: 40, height: 20 })
    expect(found.examples.every(({ fitted }) => fitted.height === 32 && fitted.width === 32)).toBe(true)
    // At the size that some have already they stay as they are.
    const same = await window.ask('data.sizes', {
      token: 'holiday',
      fitting: { ...crop, height: 64, width: 64 },
    })
    expect(same.examples.map(({ fitted }) => fitted.width)).toEqual([64, 64, 64])
    const whole = await window.ask('data.sizes', { token: 'holiday', fitting: { ...crop, fit: 'fit' } })
    expect([...whole.examples[0]!.fitted.pixels.subarray(0, 3)]).toEqual([0, 0, 0])
  })

  it('are refused as they are, and opened at the size asked for; what cannot be read is named', async () => {
    const { window } = engine
    const create = (fitting?: typeof crop) =>
      window.ask('study.create', {
        recipe: null,
        source: { kind: 'granted', token: 'holiday', ...(fitting && { fitting }) },
        name: 'Holiday',
      })
    await expect(create()).rejects.toMatchObject({ code: 'mixed-sizes' })
    const { data } = await create(crop)
    expect(data).toMatchObject({ count: 4, height: 32, width: 32, channels: 3 })
    expect(data!.warnings).toHaveLength(3)
    for (const name of ['cut.jpg', 'empty.png', 'notes.png'])
      expect(data!.warnings.some((warning) => warning.includes(name))).toBe(true)
    const recipe = JSON.parse((await window.ask('study.recipe', {})).json) as { data: unknown }
    expect(recipe.data).toEqual({ kind: 'path', path: path.join(folder, 'holiday'), fitting: crop })
  })
})
