/** A plain exact map in the plane for the fake engine: small sets only, every pair of cells is clipped. */

export interface Cell {
  /** x, y of each vertex, counter-clockwise. */
  readonly vertices: number[]
  /** The cell behind edge k → k + 1, or −1 at the border of the domain. */
  readonly behind: number[]
}

export interface PlaneMap {
  readonly cells: Cell[]
  readonly heights: Float64Array
  readonly masses: Float64Array
  /** Relative RMS and worst relative cell error of each Newton step. */
  readonly relativeRms: number[]
  readonly worstCell: number[]
  readonly cost: number
}

/** Keeps the part of `cell` where a·x + b·y ≥ c; the new edge lies before cell `other`. */
function clip(cell: Cell, a: number, b: number, c: number, other: number): Cell {
  const { vertices, behind } = cell
  const n = behind.length
  const side = new Array<number>(n)
  let outside = false
  for (let k = 0; k < n; k++) {
    side[k] = a * vertices[2 * k]! + b * vertices[2 * k + 1]! - c
    if (side[k]! < 0) outside = true
  }
  if (!outside) return cell
  const kept: Cell = { vertices: [], behind: [] }
  for (let k = 0; k < n; k++) {
    const next = (k + 1) % n
    const s = side[k]!
    const t = side[next]!
    if (s >= 0) {
      kept.vertices.push(vertices[2 * k]!, vertices[2 * k + 1]!)
      kept.behind.push(behind[k]!)
    }
    if (s >= 0 !== t >= 0) {
      const f = s / (s - t)
      kept.vertices.push(
        vertices[2 * k]! + f * (vertices[2 * next]! - vertices[2 * k]!),
        vertices[2 * k + 1]! + f * (vertices[2 * next + 1]! - vertices[2 * k + 1]!),
      )
      // Leaving: the new edge follows. Entering: the rest of the old edge follows.
      kept.behind.push(s >= 0 ? other : behind[k]!)
    }
  }
  return kept
}

/** Cells of u_h(x) = max ⟨x, y_i⟩ + h_i over [−1, 1]². */
export function powerCells(codes: Float64Array, heights: Float64Array): Cell[] {
  const n = heights.length
  const cells: Cell[] = []
  for (let i = 0; i < n; i++) {
    let cell: Cell = { vertices: [-1, -1, 1, -1, 1, 1, -1, 1], behind: [-1, -1, -1, -1] }
    for (let j = 0; j < n && cell.behind.length > 0; j++) {
      if (j === i) continue
      cell = clip(
        cell,
        codes[2 * i]! - codes[2 * j]!,
        codes[2 * i + 1]! - codes[2 * j + 1]!,
        heights[j]! - heights[i]!,
        j,
      )
    }
    cells.push(cell)
  }
  return cells
}

function area({ vertices, behind }: Cell): number {
  let twice = 0
  for (let k = 0; k < behind.length; k++) {
    const next = (k + 1) % behind.length
    twice += vertices[2 * k]! * vertices[2 * next + 1]! - vertices[2 * next]! * vertices[2 * k + 1]!
  }
  return twice / 2
}

/** ∫ ½|x − y|² over the cell. */
function transportCost({ vertices, behind }: Cell, yx: number, yy: number): number {
  let sum = 0
  for (let k = 1; k + 1 < behind.length; k++) {
    const a = [vertices[0]! - yx, vertices[1]! - yy] as const
    const b = [vertices[2 * k]! - yx, vertices[2 * k + 1]! - yy] as const
    const c = [vertices[2 * k + 2]! - yx, vertices[2 * k + 3]! - yy] as const
    const twice = (b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1])
    const dot = (p: readonly [number, number], q: readonly [number, number]) => p[0] * q[0] + p[1] * q[1]
    sum += (twice / 24) * (dot(a, a) + dot(b, b) + dot(c, c) + dot(a, b) + dot(b, c) + dot(c, a))
  }
  return sum
}

/** Solves the symmetric positive definite system in place by Cholesky; row-major n × n. */
function solve(system: Float64Array, right: Float64Array): void {
  const n = right.length
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = system[i * n + j]!
      for (let k = 0; k < j; k++) sum -= system[i * n + k]! * system[j * n + k]!
      system[i * n + j] = i === j ? Math.sqrt(Math.max(sum, 1e-12)) : sum / system[j * n + j]!
    }
  }
  for (let i = 0; i < n; i++) {
    let sum = right[i]!
    for (let k = 0; k < i; k++) sum -= system[i * n + k]! * right[k]!
    right[i] = sum / system[i * n + i]!
  }
  for (let i = n - 1; i >= 0; i--) {
    let sum = right[i]!
    for (let k = i + 1; k < n; k++) sum -= system[k * n + i]! * right[k]!
    right[i] = sum / system[i * n + i]!
  }
}

/** Damped Newton on the heights until every cell has the mass 1 / n. Codes row-major [n, 2] inside [−1, 1]². */
export function solvePlaneMap(codes: Float64Array): PlaneMap {
  const n = codes.length / 2
  const heights = new Float64Array(n)
  for (let i = 0; i < n; i++) heights[i] = -(codes[2 * i]! ** 2 + codes[2 * i + 1]! ** 2) / 2
  const massesOf = (cells: Cell[]) => Float64Array.from(cells, (cell) => area(cell) / 4)
  const errorOf = (masses: Float64Array) =>
    Math.sqrt(masses.reduce((sum, mass) => sum + (mass - 1 / n) ** 2, 0) * n)
  let cells = powerCells(codes, heights)
  let masses = massesOf(cells)
  const relativeRms = [errorOf(masses)]
  const worst = () => masses.reduce((most, mass) => Math.max(most, Math.abs(mass * n - 1)), 0)
  const worstCell = [worst()]
  const floor =
    Math.min(
      1 / n,
      masses.reduce((least, mass) => Math.min(least, mass), 1),
    ) / 2
  while (relativeRms.length < 40 && relativeRms.at(-1)! > 1e-13) {
    const system = new Float64Array(n * n)
    for (let i = 0; i < n; i++) {
      const { vertices, behind } = cells[i]!
      for (let k = 0; k < behind.length; k++) {
        const j = behind[k]!
        if (j < 0) continue
        const next = (k + 1) % behind.length
        const edge = Math.hypot(
          vertices[2 * next]! - vertices[2 * k]!,
          vertices[2 * next + 1]! - vertices[2 * k + 1]!,
        )
        const apart = Math.hypot(codes[2 * i]! - codes[2 * j]!, codes[2 * i + 1]! - codes[2 * j + 1]!)
        const weight = edge / apart / 4
        system[i * n + j] = (system[i * n + j] ?? 0) - weight
        system[i * n + i] = (system[i * n + i] ?? 0) + weight
      }
      // The heights are free up to a constant: a whiff of regularity fixes it.
      system[i * n + i] = (system[i * n + i] ?? 0) + 1e-10
    }
    const step = masses.map((mass) => 1 / n - mass)
    solve(system, step)
    let length = 1
    let next = { cells, masses, heights }
    for (; length > 1e-6; length /= 2) {
      const tried = heights.map((height, i) => height + length * step[i]!)
      const triedCells = powerCells(codes, tried)
      next = { cells: triedCells, masses: massesOf(triedCells), heights: tried }
      if (next.masses.every((mass) => mass > floor)) break
    }
    if (errorOf(next.masses) >= relativeRms.at(-1)!) break
    heights.set(next.heights)
    cells = next.cells
    masses = next.masses
    relativeRms.push(errorOf(masses))
    worstCell.push(worst())
  }
  const cost = cells.reduce(
    (sum, cell, i) => sum + transportCost(cell, codes[2 * i]!, codes[2 * i + 1]!) / 4,
    0,
  )
  return { cells, heights, masses, relativeRms, worstCell, cost }
}
