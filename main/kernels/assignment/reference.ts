import type { AssignmentProblem, AssignmentRun, AssignmentSolver } from './assignment'
import { problemSize } from './assignment'

/**
 * Shortest augmenting paths over all arcs (Jonker and Volgenant 1987; Crouse 2016), in double precision and O(n³):
 * the kernel's oracle in tests, and what runs where values are too large for its 32-bit bounds.
 */
export function referenceAssignment(): AssignmentSolver {
  return { start: run, close: () => undefined }
}

/** The cost of an arc, summed in the order of the coordinates. */
export function costFunction(problem: AssignmentProblem): (row: number, column: number) => number {
  if (!('a' in problem)) {
    const { size, costs } = problem.cost
    return (row, column) => costs[row * size + column]!
  }
  const { cost, a, b } = problem
  const d = a.columns
  return (row, column) => {
    let sum = 0
    for (let k = 0; k < d; k++) {
      const difference = a.data[row * d + k]! - b.data[column * d + k]!
      sum += cost === 'l1' ? Math.abs(difference) : difference * difference
    }
    return cost === 'l2' ? Math.sqrt(sum) : sum
  }
}

function run(problem: AssignmentProblem): AssignmentRun {
  const n = problemSize(problem)
  const cost = costFunction(problem)
  const v = new Float64Array(n)
  const columnOf = new Int32Array(n).fill(-1)
  const rowOf = new Int32Array(n).fill(-1)
  const distance = new Float64Array(n)
  const from = new Int32Array(n)
  let joined = 0

  /** Joins one more row by the shortest path to a free column; u_i is c_iσ(i) − v_σ(i) throughout. */
  const join = (start: number): void => {
    distance.fill(Infinity)
    const settled: number[] = []
    const open = Array.from({ length: n }, (_, j) => j)
    let row = start
    let shift = 0
    for (;;) {
      let nearest = 0
      for (let place = 0; place < open.length; place++) {
        const j = open[place]!
        const through = shift + cost(row, j) - v[j]!
        if (through < distance[j]!) {
          distance[j] = through
          from[j] = row
        }
        if (distance[j]! < distance[open[nearest]!]!) nearest = place
      }
      const column = open[nearest]!
      open[nearest] = open.at(-1)!
      open.pop()
      const reached = distance[column]!
      if (rowOf[column]! < 0) {
        for (const j of settled) v[j]! -= reached - distance[j]!
        flip(start, column)
        return
      }
      settled.push(column)
      row = rowOf[column]!
      shift = reached - (cost(row, column) - v[column]!)
    }
  }
  const flip = (start: number, free: number): void => {
    let column = free
    for (;;) {
      const row = from[column]!
      const before = columnOf[row]!
      columnOf[row] = column
      rowOf[column] = row
      if (row === start) return
      column = before
    }
  }

  return {
    backend: 'reference',
    step() {
      if (joined < n) join(joined++)
      return joined === n
    },
    share: () => joined / n,
    result() {
      const filled = Uint32Array.from(columnOf)
      const free = Array.from({ length: n }, (_, j) => j).filter((j) => rowOf[j]! < 0)
      for (let i = joined; i < n; i++) filled[i] = free[i - joined]!
      const u = new Float64Array(n).fill(Infinity)
      let smallestReducedCost = 0
      for (let i = 0; i < n; i++) {
        for (let j = 0; j < n; j++) u[i] = Math.min(u[i]!, cost(i, j) - v[j]!)
        const own = cost(i, filled[i]!) - v[filled[i]!]!
        smallestReducedCost = Math.min(smallestReducedCost, u[i]! - own)
      }
      return { columnOf: filled, u, v: v.slice(), smallestReducedCost }
    },
  }
}
