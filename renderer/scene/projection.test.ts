import { Matrix4, PerspectiveCamera, Vector3 } from 'three'
import { describe, expect, it } from 'vitest'
import { cloudFrame, type Place } from './cloud-frame'
import { Projection } from './projection'

/** A camera anywhere about a cloud that lies off the origin and is large. */
function view() {
  const camera = new PerspectiveCamera(30, 16 / 9, 0.02, 60)
  camera.position.set(1.4, 0.9, 3.1)
  camera.lookAt(new Vector3(0.1, -0.2, 0))
  const model = new Matrix4().makeScale(0.02, 0.02, 0.02).multiply(new Matrix4().makeTranslation(-40, 10, 5))
  return { camera, model, projection: new Projection(camera, model, 1600, 900) }
}

const place: Place = [52, -8, 3]

describe('Projection', () => {
  it('agrees with the camera’s own projection', () => {
    const { camera, model, projection } = view()
    const ndc = new Vector3(...place).applyMatrix4(model).project(camera)
    const seen = projection.projectPlace(place)
    expect(seen.x).toBeCloseTo((ndc.x + 1) * 800, 6)
    expect(seen.y).toBeCloseTo((1 - ndc.y) * 450, 6)
  })

  it('brings a dragged handle under the pointer, in the plane that faces the camera', () => {
    const { camera, model, projection } = view()
    const start = projection.projectPlace(place)
    const moved = projection.onFacingPlane(start.x + 180, start.y - 75, place)
    const seen = projection.projectPlace(moved)
    expect(seen.x).toBeCloseTo(start.x + 180, 5)
    expect(seen.y).toBeCloseTo(start.y - 75, 5)
    const travel = new Vector3(...moved).applyMatrix4(model).sub(new Vector3(...place).applyMatrix4(model))
    const sight = camera.getWorldDirection(new Vector3())
    expect(Math.abs(travel.dot(sight))).toBeLessThan(1e-9)
  })

  it('gives a place back unmoved where the pointer did not move', () => {
    const { projection } = view()
    const { x, y } = projection.projectPlace(place)
    projection.onFacingPlane(x, y, place).forEach((value, k) => expect(value).toBeCloseTo(place[k]!, 6))
  })

  it('projects all points at once as it does each, and gives no place to those not wanted or behind', () => {
    const { camera, model, projection } = view()
    const towards = camera.position.clone().applyMatrix4(model.clone().invert())
    const beyond = new Vector3(...place).lerp(towards, 1.4)
    const positions = Float32Array.from([...place, ...beyond.toArray(), 60, -20, 0, 61, -20, 0])
    const seen = projection.projectAll(positions, (i) => i !== 3)
    for (const i of [0, 2]) {
      const { x, y } = projection.project(positions[3 * i]!, positions[3 * i + 1]!, positions[3 * i + 2]!)
      expect(seen[2 * i]).toBeCloseTo(x, 3)
      expect(seen[2 * i + 1]).toBeCloseTo(y, 3)
    }
    expect([seen[2], seen[3], seen[6], seen[7]]).toEqual([NaN, NaN, NaN, NaN])
  })

  it('snaps onto the nearest visible point, of two on one spot onto the front one', () => {
    const { camera, model, projection } = view()
    const towards = camera.position.clone().applyMatrix4(model.clone().invert())
    const behind = new Vector3(...place).lerp(towards, -0.2)
    const positions = Float32Array.from([...behind.toArray(), ...place, 90, -8, 3])
    const { x, y } = projection.projectPlace(place)
    const all = () => true
    expect(projection.nearestPoint(positions, all, x + 4, y + 3, 60)).toBe(1)
    expect(projection.nearestPoint(positions, (i) => i !== 1, x + 4, y + 3, 60)).toBe(0)
    expect(projection.nearestPoint(positions, all, x + 300, y + 300, 20)).toBeNull()
  })

  it('finds no point behind the camera', () => {
    const { camera, model, projection } = view()
    const towards = camera.position.clone().applyMatrix4(model.clone().invert())
    const beyond = new Vector3(...place).lerp(towards, 1.4)
    expect(
      projection.nearestPoint(Float32Array.from(beyond.toArray()), () => true, 800, 450, 2000),
    ).toBeNull()
  })
})

describe('cloudFrame', () => {
  it('puts 98 % of the points into the unit ball, whatever their scale', () => {
    for (const scale of [1e-6, 1, 1e6]) {
      const positions = Float32Array.from({ length: 3000 }, (_, k) => scale * Math.sin(k * k) + 5 * scale)
      const { centre, scale: factor } = cloudFrame(positions)
      let inside = 0
      for (let i = 0; i < 1000; i++) {
        const [x, y, z] = [0, 1, 2].map((k) => (positions[3 * i + k]! - centre[k]!) * factor)
        if (Math.hypot(x!, y!, z!) <= 1) inside++
      }
      expect(inside).toBeGreaterThanOrEqual(970)
      expect(inside).toBeLessThan(1000)
    }
  })

  it('stays finite for a single point and for none', () => {
    expect(cloudFrame(Float32Array.from([3, 4, 5]))).toEqual({ centre: [3, 4, 5], scale: 1 })
    expect(cloudFrame(new Float32Array()).scale).toBe(1)
  })
})
