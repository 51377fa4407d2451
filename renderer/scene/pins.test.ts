import { describe, expect, it } from 'vitest'
import { PinsInScene, type ScenePin } from './pins'
import type { Projection } from './projection'

/** Looks straight down: x and y are the place's own, and the distance grows with z. */
const projection = {
  projectPlace: ([x, y, z]: readonly number[]) => ({ x: x!, y: y!, distance: 10 + z! }),
} as unknown as Projection

const pin = (id: string, x: number, z = 0, aspect = 1): ScenePin => ({
  id,
  place: [x, 200, z],
  image: {} as CanvasImageSource,
  aspect,
  current: false,
})

function seen(...list: ScenePin[]): PinsInScene {
  const pins = new PinsInScene()
  pins.set(list, projection)
  return pins
}

describe('pins', () => {
  it('are hit on their picture and on their foot, and nowhere between others', () => {
    const pins = seen(pin('a', 100))
    const { box } = pins.seen[0]!
    expect(pins.pinAt(box.x + 1, box.y + 1)).toEqual({ kind: 'own', id: 'a' })
    expect(pins.pinAt(100, 200)).toEqual({ kind: 'own', id: 'a' })
    expect(pins.pinAt(100, 230)).toBeNull()
    expect(pins.pinAt(box.x - 20, box.y)).toBeNull()
  })

  it('give the one in front where two overlap, and leave out what is behind the camera', () => {
    const pins = seen(pin('near', 100, 1), pin('far', 104, 5), pin('behind', 100, -20))
    expect(pins.seen.map(({ pin: { id } }) => id)).toEqual(['far', 'near'])
    expect(pins.pinAt(102, 170)).toEqual({ kind: 'own', id: 'near' })
  })

  it('keep the proportions of their pictures, the longer side always the same', () => {
    const [tall] = seen(pin('tall', 0, 0, 2)).seen
    const [wide] = seen(pin('wide', 0, 0, 0.5)).seen
    expect(tall!.box.height / tall!.box.width).toBe(2)
    expect(wide!.box.height / wide!.box.width).toBe(0.5)
    expect(tall!.box.height).toBe(wide!.box.width)
  })
})
