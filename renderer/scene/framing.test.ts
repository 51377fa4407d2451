import { Vector3 } from 'three'
import { describe, expect, it } from 'vitest'
import { random } from '../../shared/random'
import { framing } from './framing'

describe('framing', () => {
  it.each([
    [new Vector3(0, 0, 1), 1.8],
    [new Vector3(0.36, 0.3, 1).normalize(), 1.8],
    [new Vector3(1, 0.5, -0.4).normalize(), 0.6],
  ])('brings nearly all points onto the canvas and fills it', (direction, aspect) => {
    const source = random(5)
    const points = Float32Array.from({ length: 3000 }, (_, k) => source.normal() * [1, 0.4, 0.7][k % 3]! + 2)
    const tangent = Math.tan(Math.PI / 12)
    const { target, distance } = framing(points, direction, tangent, aspect)
    const camera = target.clone().addScaledVector(direction, distance)
    const right = new Vector3(0, 1, 0).cross(direction).normalize()
    const up = direction.clone().cross(right)
    let inside = 0
    let widest = 0
    for (let i = 0; i < 1000; i++) {
      const ray = new Vector3().fromArray(points, 3 * i).sub(camera)
      const depth = -ray.dot(direction)
      const x = Math.abs(ray.dot(right)) / (depth * tangent * aspect)
      const y = Math.abs(ray.dot(up)) / (depth * tangent)
      if (x <= 1 && y <= 1) inside++
      widest = Math.max(widest, x, y)
    }
    expect(inside).toBeGreaterThan(980)
    expect(widest).toBeGreaterThan(0.85)
  })

  it('has an answer for no points and for one', () => {
    expect(framing(new Float32Array(), new Vector3(0, 0, 1), 0.3, 1).distance).toBeGreaterThan(0)
    const one = framing(Float32Array.from([1, 2, 3]), new Vector3(0, 0, 1), 0.3, 1)
    expect(one.target.toArray()).toEqual([1, 2, 3])
    expect(one.distance).toBeGreaterThan(0)
  })
})
