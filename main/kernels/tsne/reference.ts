import { LONGEST_STEP } from './layout'
import type { TsneLayout, TsneProblem, TsneStep } from './layout'
import { buildTree } from './reference-tree'
import type { ReferenceTree } from './reference-tree'

/** The layout in plain TypeScript and double precision, the tree built anew for every gradient. */
export function referenceLayout(problem: TsneProblem): TsneLayout {
  const { n, dims, degreesOfFreedom } = problem
  // Everything is held in units of √ν, where the kernel is (1 + d²)^(−(ν+1)/2), and in three coordinates.
  const unit = Math.sqrt(degreesOfFreedom)
  const points = new Float64Array(n * 3)
  for (let i = 0; i < n; i++) {
    for (let a = 0; a < dims; a++) points[i * 3 + a] = problem.positions[i * dims + a]! / unit
  }
  const forces = new Float64Array(n * 3)
  const velocity = new Float64Array(n * 3)
  const gains = new Float64Array(n * 3).fill(1)
  let divergence = Number.NaN

  const unpack = (source: Float64Array): Float32Array => {
    const out = new Float32Array(n * dims)
    for (let i = 0; i < n; i++) for (let a = 0; a < dims; a++) out[i * dims + a] = unit * source[i * 3 + a]!
    return out
  }
  const descend = (exaggeration: number): number => {
    forces.fill(0)
    const z = repel(problem, points, forces)
    for (let c = 0; c < forces.length; c++) forces[c]! /= -z
    attract(problem, points, exaggeration, forces)
    return z
  }

  return {
    backend: 'reference',
    get divergence() {
      return divergence
    },
    positions: () => unpack(points),
    gradient(exaggeration) {
      descend(exaggeration)
      return unpack(forces)
    },
    exactNormalisation: () => repel({ ...problem, theta: 0 }, points, new Float64Array(n * 3)),
    iterate(step) {
      const z = descend(step.exaggeration)
      if (step.measure) divergence = listedDivergence(problem, points, z)
      move(step, points, forces, velocity, gains, LONGEST_STEP / unit)
      recentre(points, n)
    },
    // Nothing is held outside this closure.
    close: () => undefined,
  }
}

/** Adds Σ_j t w Δ to `forces` and returns Z = Σ w, both without the pairs of a point with itself. */
function repel(
  { n, degreesOfFreedom, theta }: TsneProblem,
  points: Float64Array,
  forces: Float64Array,
): number {
  const tree = buildTree(points, n)
  const power = (degreesOfFreedom + 1) / 2
  const cells: number[] = []
  let z = -n
  for (let g = 0; g < tree.groups; g++) {
    listCells(tree, theta, tree.groupNode[g]!, cells)
    const target = tree.groupNode[g]!
    for (let s = tree.first[target]!; s < tree.first[target]! + tree.count[target]!; s++) {
      const i = tree.order[s]! * 3
      for (const cell of cells) {
        if (cell >= 0) {
          z += push(points, i, tree.centre, cell * 3, tree.count[cell]!, power, forces)
          continue
        }
        const leaf = ~cell
        for (let q = tree.first[leaf]!; q < tree.first[leaf]! + tree.count[leaf]!; q++) {
          z += push(points, i, points, tree.order[q]! * 3, 1, power, forces)
        }
      }
    }
  }
  // A lone point would leave nothing to divide by.
  return Math.max(z, Number.MIN_VALUE)
}

function push(
  points: Float64Array,
  i: number,
  sources: Float64Array,
  j: number,
  mass: number,
  power: number,
  forces: Float64Array,
): number {
  const dx = points[i]! - sources[j]!
  const dy = points[i + 1]! - sources[j + 1]!
  const dz = points[i + 2]! - sources[j + 2]!
  const t = 1 / (1 + dx * dx + dy * dy + dz * dz)
  const w = mass * (power === 1 ? t : power === 1.5 ? t * Math.sqrt(t) : t ** power)
  const factor = w * t
  forces[i]! += factor * dx
  forces[i + 1]! += factor * dy
  forces[i + 2]! += factor * dz
  return w
}

/** The cells that stand in for all points as seen from a group: a node number for a far cell, ~node for a leaf. */
function listCells(tree: ReferenceTree, theta: number, group: number, cells: number[]): void {
  cells.length = 0
  for (let node = 0; node < tree.nodes;) {
    if (tree.count[node] === 0) {
      node = tree.skip[node]!
      continue
    }
    let side = 0
    let distance = 0
    for (let a = 0; a < 3; a++) {
      side = Math.max(side, tree.high[node * 3 + a]! - tree.low[node * 3 + a]!)
      const c = tree.centre[node * 3 + a]!
      const gap = Math.max(tree.low[group * 3 + a]! - c, c - tree.high[group * 3 + a]!, 0)
      distance += gap * gap
    }
    if (side * side < theta * theta * distance) {
      cells.push(node)
      node = tree.skip[node]!
    } else {
      if (tree.skip[node] === node + 1) cells.push(~node)
      node++
    }
  }
}

/** Adds Σ_j exaggeration · p t Δ to `forces`. */
function attract(
  problem: TsneProblem,
  points: Float64Array,
  exaggeration: number,
  forces: Float64Array,
): void {
  const { n, rowStart, columns, values } = problem
  for (let i = 0; i < n; i++) {
    let x = 0
    let y = 0
    let z = 0
    for (let e = rowStart[i]!; e < rowStart[i + 1]!; e++) {
      const j = columns[e]! * 3
      const dx = points[i * 3]! - points[j]!
      const dy = points[i * 3 + 1]! - points[j + 1]!
      const dz = points[i * 3 + 2]! - points[j + 2]!
      const pull = values[e]! / (1 + dx * dx + dy * dy + dz * dz)
      x += pull * dx
      y += pull * dy
      z += pull * dz
    }
    forces[i * 3]! += exaggeration * x
    forces[i * 3 + 1]! += exaggeration * y
    forces[i * 3 + 2]! += exaggeration * z
  }
}

/** Σ p log(p / q) over the listed pairs. */
function listedDivergence(problem: TsneProblem, points: Float64Array, z: number): number {
  const { n, rowStart, columns, values } = problem
  const power = (problem.degreesOfFreedom + 1) / 2
  let sum = 0
  for (let i = 0; i < n; i++) {
    for (let e = rowStart[i]!; e < rowStart[i + 1]!; e++) {
      const p = values[e]!
      if (p <= 0) continue
      let squared = 0
      for (let a = 0; a < 3; a++) squared += (points[i * 3 + a]! - points[columns[e]! * 3 + a]!) ** 2
      sum += p * (Math.log(p * z) + power * Math.log1p(squared))
    }
  }
  return sum
}

function move(
  step: TsneStep,
  points: Float64Array,
  forces: Float64Array,
  velocity: Float64Array,
  gains: Float64Array,
  longest: number,
): void {
  for (let c = 0; c < points.length; c++) {
    const opposed = forces[c]! * velocity[c]! < 0
    gains[c] = opposed ? gains[c]! + 0.2 : Math.max(0.01, gains[c]! * 0.8)
    const moved = step.momentum * velocity[c]! - step.learningRate * gains[c]! * forces[c]!
    velocity[c] = Math.min(longest, Math.max(-longest, moved))
    points[c]! += velocity[c]!
  }
}

function recentre(points: Float64Array, n: number): void {
  for (let a = 0; a < 3; a++) {
    let mean = 0
    for (let i = 0; i < n; i++) mean += points[i * 3 + a]!
    mean /= n
    for (let i = 0; i < n; i++) points[i * 3 + a]! -= mean
  }
}
