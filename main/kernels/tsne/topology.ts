import { GROUP, LEAF } from './layout'

/** The shape of the balanced tree over n points, which n alone decides; see `reference-tree.ts`. */
export interface Topology {
  readonly groups: number
  readonly nodes: number
  /** Four words a node: node after its subtree, first slot, number of points, 0. */
  readonly links: Uint32Array
  /** Node of each group. */
  readonly groupNode: Uint32Array
}

export function treeTopology(n: number): Topology {
  const groups = Math.max(1, Math.ceil(n / GROUP))
  const nodes = 4 * groups - 1
  const links = new Uint32Array(nodes * 4)
  const groupNode = new Uint32Array(groups)
  const link = (node: number, skip: number, begin: number, end: number): void => {
    links.set([skip, begin, Math.max(0, Math.min(n, end) - begin), 0], node * 4)
  }
  const place = (node: number, group: number, count: number): void => {
    const begin = group * GROUP
    link(node, node + 4 * count - 1, begin, begin + count * GROUP)
    if (count === 1) {
      groupNode[group] = node
      link(node + 1, node + 2, begin, begin + LEAF)
      link(node + 2, node + 3, begin + LEAF, begin + GROUP)
      return
    }
    const left = count >> 1
    place(node + 1, group, left)
    place(node + 4 * left, group + left, count - left)
  }
  place(0, 0, groups)
  return { groups, nodes, links, groupNode }
}
