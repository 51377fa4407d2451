import { Matrix4, PerspectiveCamera } from 'three'
import { describe, expect, it } from 'vitest'
import { PathsInScene } from './paths-in-scene'
import { covers } from './picture-choice'
import { Projection } from './projection'

/** A path from left to right through the middle of an 800 × 600 canvas, torn between its two halves. */
function tornPath(): PathsInScene {
  const camera = new PerspectiveCamera(30, 800 / 600, 0.1, 10)
  camera.position.z = 4
  const paths = new PathsInScene()
  const steps = Float32Array.from([-0.8, 0, 0, -0.6, 0, 0, 0.6, 0, 0, 0.8, 0, 0])
  const handle = { step: null, current: false, neighbours: [] }
  paths.set(
    [
      {
        id: 'a',
        active: true,
        steps,
        handles: [
          { ...handle, place: [-0.8, 0, 0] },
          { ...handle, place: [0.8, 0, 0] },
        ],
        cuts: [{ segment: 1, label: 'θ 0.81', weight: 0.81 }],
        currentStep: null,
      },
    ],
    new Projection(camera, new Matrix4(), 800, 600),
  )
  return paths
}

describe('paths in the scene', () => {
  it('keep pictures off the chip of a tear and off the dashed line across it', () => {
    const paths = tornPath()
    const { chips, marks } = paths.active!
    expect(chips).toHaveLength(1)
    for (const dx of [-24, 0, 24]) {
      expect(covers({ x: chips[0]!.at.x + dx, y: chips[0]!.at.y }, paths.obstacles)).toBe(true)
    }
    expect(marks[0]!.after.x - marks[0]!.before.x).toBeGreaterThan(100)
    // A picture is 17 px and more, and counts as over an obstacle from 18 px away.
    const wide = paths.obstacles.map((one) => ({ ...one, radius: one.radius + 18 }))
    for (let x = marks[0]!.before.x; x < marks[0]!.after.x; x += 4) {
      expect(covers({ x, y: 300 + 14 }, wide)).toBe(true)
    }
    expect(covers({ x: 400, y: 300 - 60 }, wide)).toBe(false)
  })

  it('are hit on their stretches and not in the gap of a tear', () => {
    const paths = tornPath()
    const { before } = paths.active!.marks[0]!
    expect(paths.pathAt(before.x - 20, 300)).toMatchObject({ kind: 'path', path: 'a' })
    expect(paths.pathAt(400, 300)).toBeNull()
  })
})
