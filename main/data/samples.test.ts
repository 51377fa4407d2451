import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { picture, type PictureSet } from './picture-set'
import { openSample, sampleNames } from './samples'

const resources = path.resolve(import.meta.dirname, '../../resources')

async function pictures(name: string): Promise<PictureSet> {
  const set = await openSample(name, resources)
  if (set?.kind !== 'pictures') throw new Error('Expected pictures.')
  return set
}

describe('samples', () => {
  const faces = pictures('faces')

  it.each([
    ['fashion', 10_000, 28, new Array<number>(10).fill(1000)],
    // Counts that scikit-learn's description of its digits gives.
    ['digits', 1797, 8, [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]],
  ])('opens %s with its pictures and classes', async (name, count, side, classes) => {
    const set = await openSample(name, resources)
    expect(set).toMatchObject({ kind: 'pictures', count, height: side, width: side, channels: 1 })
    expect(set!.classNames).toHaveLength(10)
    const counts = new Array<number>(10).fill(0)
    for (const label of set!.labels!) counts[label]!++
    expect(counts).toEqual(classes)
  })

  it('spreads the digits over all greys', async () => {
    const set = await pictures('digits')
    // Sixteen steps of grey, 0 to 255.
    expect([...new Set(set.pixels)].sort((a, b) => a - b)).toEqual(
      Array.from({ length: 17 }, (_, value) => Math.round((value * 255) / 16)),
    )
  })

  it('opens the faces with what each has, every value at least 500 times', async () => {
    const set = await faces
    expect(set).toMatchObject({ count: 6000, height: 64, width: 64, channels: 3 })
    expect(set.attributes.map(({ name }) => name)).toEqual([
      'Hair',
      'Hair colour',
      'Glasses',
      'Beard',
      'Eyes',
      'Mouth',
      'Skin',
    ])
    for (const { name, values, codes } of set.attributes) {
      const counts = values.map((_, code) => codes.filter((other) => other === code).length)
      expect(Math.min(...counts), `${name}: ${counts.join()}`).toBeGreaterThan(500)
    }
    expect(set.labels).toEqual(set.attributes[0]!.codes)
  })

  it('shows on the faces what their attributes say', async () => {
    const set = await faces
    const codesOf = (name: string) => set.attributes.find((attribute) => attribute.name === name)!.codes
    /** Mean brightness of a part of all faces with one code. */
    const brightness = (
      name: string,
      code: number,
      [top, bottom, left, right]: readonly [number, number, number, number],
    ) => {
      const codes = codesOf(name)
      let sum = 0
      let count = 0
      for (let i = 0; i < set.count; i++) {
        if (codes[i] !== code) continue
        const face = picture(set, i)
        for (let y = top; y < bottom; y++) {
          for (let x = left * 3; x < right * 3; x++) sum += face[y * 64 * 3 + x]!
        }
        count += (bottom - top) * (right - left) * 3
      }
      return sum / count
    }
    // Black hair is darker than blond above the brow, dark skin darker than light on the cheeks, a beard on the chin.
    const crown = [8, 18, 24, 40] as const
    const cheeks = [46, 50, 24, 40] as const
    const chin = [56, 59, 28, 36] as const
    expect(brightness('Hair colour', 3, crown) - brightness('Hair colour', 0, crown)).toBeGreaterThan(50)
    expect(brightness('Skin', 0, cheeks) - brightness('Skin', 2, cheeks)).toBeGreaterThan(50)
    expect(brightness('Beard', 0, chin) - brightness('Beard', 2, chin)).toBeGreaterThan(20)
  })

  it.each(['faces', 'fashion', 'digits'])('says under which licence %s ships', async (name) => {
    const text = await readFile(path.join(resources, 'licences', `${name}.txt`), 'utf8')
    expect(text).toContain(`Sample "${name}"`)
    expect(text).toMatch(/MIT License|CC BY 4\.0/)
  })

  it('opens every sample it names and none it does not', async () => {
    for (const name of sampleNames) expect(await openSample(name, resources), name).not.toBeNull()
    expect(await openSample('nothing', resources)).toBeNull()
  })
})
