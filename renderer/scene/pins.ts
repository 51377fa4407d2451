import type { Place } from './cloud-frame'
import type { Point } from './path-geometry'
import type { Obstacle } from './picture-choice'
import type { Projection } from './projection'
import type { Target } from './scene-events'

/** A picture that stands over its place in the cloud, whatever the camera does. */
export interface ScenePin {
  readonly id: string
  readonly place: Place
  readonly image: CanvasImageSource
  /** Height over width of the image. */
  readonly aspect: number
  readonly current: boolean
}

/** A pin on the canvas. */
export interface SeenPin {
  readonly pin: ScenePin
  /** Its place, and the picture's box above it. */
  readonly foot: Point
  readonly box: { readonly x: number; readonly y: number; readonly width: number; readonly height: number }
}

/** Longer side of a pin's picture and how far it stands above its place, CSS pixels. */
const SIDE = 40
const STEM = 14
/** How far beside its picture or its foot a pin is still hit. */
const REACH = 4

/** The pins of the scene, as the camera sees them: what is drawn is also what is hit. */
export class PinsInScene {
  #pins: readonly ScenePin[] = []
  #seen: readonly SeenPin[] = []

  set(pins: readonly ScenePin[], projection: Projection): void {
    this.#pins = pins
    this.look(projection)
  }

  /** Puts the pins on the canvas anew; those behind the camera are not seen, the nearest come last. */
  look(projection: Projection): void {
    this.#seen = this.#pins
      .map((pin) => ({ pin, at: projection.projectPlace(pin.place) }))
      .filter(({ at }) => at.distance > 0)
      .sort((a, b) => b.at.distance - a.at.distance)
      .map(({ pin, at }) => {
        const width = pin.aspect > 1 ? SIDE / pin.aspect : SIDE
        const height = pin.aspect > 1 ? SIDE : SIDE * pin.aspect
        return { pin, foot: at, box: { x: at.x - width / 2, y: at.y - STEM - height, width, height } }
      })
  }

  get seen(): readonly SeenPin[] {
    return this.#seen
  }

  /** Discs that pictures of the cloud leave free. */
  get obstacles(): Obstacle[] {
    return this.#seen.map(({ box }) => ({
      x: box.x + box.width / 2,
      y: box.y + box.height / 2,
      radius: Math.hypot(box.width, box.height) / 2,
    }))
  }

  /** The pin under a canvas point, that in front first. */
  pinAt(x: number, y: number, reach = REACH): (Target & { kind: 'own' }) | null {
    const hit = this.#seen.findLast(({ foot, box }) => {
      const dx = Math.max(box.x - x, 0, x - box.x - box.width)
      const dy = Math.max(box.y - y, 0, y - box.y - box.height)
      return Math.hypot(dx, dy) <= reach || Math.hypot(foot.x - x, foot.y - y) <= reach + 3
    })
    return hit ? { kind: 'own', id: hit.pin.id } : null
  }

  footOf(id: string): Point | null {
    return this.#seen.find(({ pin }) => pin.id === id)?.foot ?? null
  }
}

/** What the pins are drawn with. */
export interface PinStyle {
  readonly ground: string
  readonly line: string
  readonly current: string
}

export function drawPins(c: CanvasRenderingContext2D, pins: readonly SeenPin[], style: PinStyle): void {
  for (const { pin, foot, box } of pins) {
    const colour = pin.current ? style.current : style.line
    c.beginPath()
    c.moveTo(foot.x, foot.y)
    c.lineTo(foot.x, box.y + box.height)
    for (const [width, stroke] of [
      [4, style.ground],
      [1.5, colour],
    ] as const) {
      c.lineWidth = width
      c.strokeStyle = stroke
      c.stroke()
    }
    for (const [radius, fill] of [
      [5, style.ground],
      [3.5, colour],
    ] as const) {
      c.beginPath()
      c.arc(foot.x, foot.y, radius, 0, 2 * Math.PI)
      c.fillStyle = fill
      c.fill()
    }
    for (const [beyond, fill] of [
      [3, style.ground],
      [2, colour],
    ] as const) {
      c.beginPath()
      c.roundRect(box.x - beyond, box.y - beyond, box.width + 2 * beyond, box.height + 2 * beyond, 3 + beyond)
      c.fillStyle = fill
      c.fill()
    }
    // Small pictures are enlarged in whole pixels, as everywhere else.
    c.imageSmoothingEnabled = false
    c.drawImage(pin.image, box.x, box.y, box.width, box.height)
    c.imageSmoothingEnabled = true
  }
}
