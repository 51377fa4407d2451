/**
 * Pairs of cells that touch in a picture of them, with the length of their border in pixels: the pairs that `facetsOf`
 * takes.
 * @param cells which cell holds each pixel, row-major [size, size], 0 … count − 1
 * @returns i·count + j (i < j) → pixels side by side or one above the other that the border runs between
 */
export function touchingCells(
  cells: ArrayLike<number>,
  size: number,
  count: number,
): ReadonlyMap<number, number> {
  const pairs = new Map<number, number>()
  const add = (a: number, b: number): void => {
    if (a === b) return
    const key = Math.min(a, b) * count + Math.max(a, b)
    pairs.set(key, (pairs.get(key) ?? 0) + 1)
  }
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const at = y * size + x
      if (x + 1 < size) add(cells[at]!, cells[at + 1]!)
      if (y + 1 < size) add(cells[at]!, cells[at + size]!)
    }
  }
  return pairs
}
