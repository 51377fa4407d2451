import { GROUP, LEAF } from './layout'

/**
 * A balanced kd-tree over embedded points, in preorder: the left child of node i is i + 1, the right child follows
 * the left subtree, and `skip[i]` is the node after the subtree of i. Splits fall on multiples of 16 points, so
 * every leaf but the last is full. The last level halves a group of 16 points into two leaves of 8.
 */
export interface ReferenceTree {
  readonly nodes: number
  readonly groups: number
  /** Point at each slot; slots of a node are contiguous. */
  readonly order: Uint32Array
  readonly skip: Uint32Array
  readonly first: Uint32Array
  readonly count: Uint32Array
  /** Of each group: its node. */
  readonly groupNode: Uint32Array
  /** Row-major [nodes, 3]. */
  readonly low: Float64Array
  readonly high: Float64Array
  readonly centre: Float64Array
}

/** @param points row-major [n, 3] */
export function buildTree(points: Float64Array, n: number): ReferenceTree {
  const groups = Math.max(1, Math.ceil(n / GROUP))
  const nodes = 4 * groups - 1
  const tree = {
    nodes,
    groups,
    order: Uint32Array.from({ length: n }, (_, i) => i),
    skip: new Uint32Array(nodes),
    first: new Uint32Array(nodes),
    count: new Uint32Array(nodes),
    groupNode: new Uint32Array(groups),
    low: new Float64Array(nodes * 3).fill(Infinity),
    high: new Float64Array(nodes * 3).fill(-Infinity),
    centre: new Float64Array(nodes * 3),
  }
  split(tree, points, n, 0, 0, groups)
  for (let node = nodes - 1; node >= 0; node--) summarise(tree, points, node)
  return tree
}

function split(
  tree: ReferenceTree,
  points: Float64Array,
  n: number,
  node: number,
  group: number,
  groups: number,
) {
  const begin = group * GROUP
  const end = Math.min(n, begin + groups * GROUP)
  tree.first[node] = begin
  tree.count[node] = Math.max(0, end - begin)
  tree.skip[node] = node + 4 * groups - 1
  const axis = longestAxis(tree.order, points, begin, end)
  if (groups === 1) {
    const middle = Math.min(end, begin + LEAF)
    if (middle < end) select(tree.order, points, axis, begin, end - 1, middle)
    tree.groupNode[group] = node
    for (const [child, from, to] of [
      [node + 1, begin, middle],
      [node + 2, middle, end],
    ] as const) {
      tree.first[child] = from
      tree.count[child] = to - from
      tree.skip[child] = child + 1
    }
    return
  }
  const left = groups >> 1
  select(tree.order, points, axis, begin, end - 1, begin + left * GROUP)
  split(tree, points, n, node + 1, group, left)
  split(tree, points, n, node + 4 * left, group + left, groups - left)
}

function longestAxis(order: Uint32Array, points: Float64Array, begin: number, end: number): number {
  let axis = 0
  let longest = -1
  for (let a = 0; a < 3; a++) {
    let low = Infinity
    let high = -Infinity
    for (let s = begin; s < end; s++) {
      const value = points[order[s]! * 3 + a]!
      low = Math.min(low, value)
      high = Math.max(high, value)
    }
    if (high - low > longest) {
      longest = high - low
      axis = a
    }
  }
  return axis
}

/** Hoare's quickselect: slots below `rank` end up no larger along `axis` than those from `rank` on. */
function select(
  order: Uint32Array,
  points: Float64Array,
  axis: number,
  low: number,
  high: number,
  rank: number,
) {
  while (low < high) {
    const pivot = points[order[(low + high) >> 1]! * 3 + axis]!
    let i = low
    let j = high
    while (i <= j) {
      while (points[order[i]! * 3 + axis]! < pivot) i++
      while (points[order[j]! * 3 + axis]! > pivot) j--
      if (i > j) break
      const held = order[i]!
      order[i++] = order[j]!
      order[j--] = held
    }
    if (rank <= j) high = j
    else if (rank >= i) low = i
    else return
  }
}

/** Box and centroid of a node, from its points where it is a leaf and from its children otherwise. */
function summarise(tree: ReferenceTree, points: Float64Array, node: number): void {
  const { low, high, centre, count, skip } = tree
  const base = node * 3
  if (skip[node] === node + 1) {
    for (let s = tree.first[node]!; s < tree.first[node]! + count[node]!; s++) {
      for (let a = 0; a < 3; a++) {
        const value = points[tree.order[s]! * 3 + a]!
        low[base + a] = Math.min(low[base + a]!, value)
        high[base + a] = Math.max(high[base + a]!, value)
        centre[base + a]! += value
      }
    }
  } else {
    for (const child of [node + 1, skip[node + 1]!]) {
      for (let a = 0; a < 3; a++) {
        low[base + a] = Math.min(low[base + a]!, low[child * 3 + a]!)
        high[base + a] = Math.max(high[base + a]!, high[child * 3 + a]!)
        centre[base + a]! += centre[child * 3 + a]! * count[child]!
      }
    }
  }
  for (let a = 0; a < 3; a++) centre[base + a]! /= Math.max(1, count[node]!)
}
