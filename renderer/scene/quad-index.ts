import { BufferAttribute } from 'three'

/** Two triangles for each of `count` quads over four numbered corners: bit 0 of a number is right, bit 1 up. */
export function quadIndex(count: number): BufferAttribute {
  const index = new Uint32Array(6 * count)
  for (let k = 0; k < count; k++) {
    index.set([4 * k, 4 * k + 1, 4 * k + 2, 4 * k + 2, 4 * k + 1, 4 * k + 3], 6 * k)
  }
  return new BufferAttribute(index, 1)
}
