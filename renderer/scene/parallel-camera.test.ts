import { Matrix4, OrthographicCamera, PerspectiveCamera, Vector3 } from 'three'
import { describe, expect, it } from 'vitest'
import { standBehind } from './parallel-camera'
import { Projection } from './projection'

/** A perspective camera that looks at a target, and its twin of parallel rays. */
function twins() {
  const target = new Vector3(0.3, -0.1, 0.2)
  const perspective = new PerspectiveCamera(30, 1.5, 0.02, 60)
  perspective.position.set(1.4, 0.9, 3.1)
  perspective.lookAt(target)
  const parallel = new OrthographicCamera(-1, 1, 1, -1, 0, 60)
  standBehind(parallel, perspective, perspective.position.distanceTo(target))
  const seenBy = (camera: PerspectiveCamera | OrthographicCamera) =>
    new Projection(camera, new Matrix4(), 1500, 1000)
  const sight = perspective.getWorldDirection(new Vector3())
  return { target, perspective, sight, near: seenBy(perspective), far: seenBy(parallel) }
}

const at = (projection: Projection, { x, y, z }: Vector3) => projection.project(x, y, z)

describe('standBehind', () => {
  it('shows the plane of the target as the perspective camera does', () => {
    const { target, near, far, sight } = twins()
    const across = new Vector3(0, 1, 0).cross(sight).normalize()
    for (const place of [target, target.clone().addScaledVector(across, 0.7)]) {
      expect(at(far, place).x).toBeCloseTo(at(near, place).x, 6)
      expect(at(far, place).y).toBeCloseTo(at(near, place).y, 6)
    }
  })

  it('draws places that lie behind each other on one spot, and knows which is nearer', () => {
    const { target, far, sight } = twins()
    const place = target.clone().add(new Vector3(0.4, 0.3, -0.2))
    const behind = place.clone().addScaledVector(sight, 0.8)
    expect(at(far, behind).x).toBeCloseTo(at(far, place).x, 6)
    expect(at(far, behind).distance).toBeCloseTo(at(far, place).distance + 0.8, 6)
    const positions = Float32Array.from([...behind.toArray(), ...place.toArray()])
    const { x, y } = at(far, place)
    expect(far.nearestPoint(positions, () => true, x, y, 5)).toBe(1)
  })

  it('keeps in sight what the perspective camera has passed', () => {
    const { perspective, near, far, sight } = twins()
    const passed = perspective.position.clone().addScaledVector(sight, -0.5)
    expect(at(near, passed).distance).toBeLessThan(0)
    expect(at(far, passed).distance).toBeGreaterThan(0)
  })

  it('brings a dragged handle under the pointer', () => {
    const { target, far } = twins()
    const moved = far.onFacingPlane(400, 300, [target.x, target.y, target.z])
    const seen = far.projectPlace(moved)
    expect(seen.x).toBeCloseTo(400, 5)
    expect(seen.y).toBeCloseTo(300, 5)
  })
})
