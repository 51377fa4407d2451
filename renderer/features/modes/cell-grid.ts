/** Where cells stand in a grid: squares in columns from top to bottom, cells of one mode side by side. */
export interface CellPlaces {
  /** Cells in the order in which they stand. */
  readonly order: Uint32Array
  readonly rows: number
  /** Pixels from square to square. */
  readonly pitch: number
}

/** Largest and smallest square with its gap, px. */
const largest = 12
const smallest = 2

/**
 * Squares as large as fit.
 * @param ranks the place of each cell's mode among the modes
 * @param hits of each cell: those of a mode stand from least to most
 */
export function placeCells(
  ranks: ArrayLike<number>,
  hits: ArrayLike<number>,
  width: number,
  height: number,
): CellPlaces {
  const cells = hits.length
  const order = Uint32Array.from({ length: cells }, (_, cell) => cell).sort(
    (a, b) => ranks[a]! - ranks[b]! || hits[a]! - hits[b]! || a - b,
  )
  let pitch = largest
  const fits = (size: number) => Math.floor(width / size) * Math.floor(height / size) >= cells
  while (pitch > smallest && !fits(pitch)) pitch -= 0.5
  return { order, rows: Math.max(1, Math.floor(height / pitch)), pitch }
}

/** The cell under a point of the grid; null beside all. */
export function cellAt({ order, rows, pitch }: CellPlaces, x: number, y: number): number | null {
  const row = Math.floor(y / pitch)
  if (row < 0 || row >= rows || x < 0) return null
  return order[Math.floor(x / pitch) * rows + row] ?? null
}
