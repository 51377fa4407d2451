import { MathUtils, Vector3, type OrthographicCamera, type PerspectiveCamera } from 'three'

/** How far the camera of parallel rays stands behind its twin, scene units: the whole cloud stays in front of it. */
const BEHIND = 10

/**
 * Makes a camera of parallel rays show what a perspective camera shows at a depth: the two pictures agree in the plane
 * that faces the camera at that depth, and zooming by moving the one zooms the other.
 * @param depth in front of the perspective camera, scene units
 */
export function standBehind(parallel: OrthographicCamera, twin: PerspectiveCamera, depth: number): void {
  const half = depth * Math.tan(MathUtils.degToRad(twin.fov / 2))
  const back = new Vector3(0, 0, BEHIND).applyQuaternion(twin.quaternion)
  parallel.quaternion.copy(twin.quaternion)
  parallel.position.copy(twin.position).add(back)
  parallel.top = half
  parallel.bottom = -half
  parallel.left = -half * twin.aspect
  parallel.right = half * twin.aspect
  parallel.updateProjectionMatrix()
}
