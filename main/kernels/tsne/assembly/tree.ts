// The balanced kd-tree of `../reference-tree.ts`: the same splits, boxes and centroids in 32-bit floats.
import * as job from './job'
import { address, at, word } from './job'

/** Sorts the points into slots and centres them. One thread. */
export function rebuild(j: usize): void {
  recentre(j)
  splitRange(j, 0, word(j, job.GROUPS))
  const order = address(j, job.ORDER)
  const slot = address(j, job.SLOT)
  const n = word(j, job.N)
  for (let s = 0; s < n; s++) store<i32>(at(slot, load<i32>(at(order, s, 2)), 2), s)
}

function recentre(j: usize): void {
  const n = word(j, job.N)
  const positions = address(j, job.POSITIONS)
  let x: f64 = 0
  let y: f64 = 0
  let z: f64 = 0
  for (let i = 0; i < n; i++) {
    const p = at(positions, i, 4)
    x += <f64>load<f32>(p)
    y += <f64>load<f32>(p, 4)
    z += <f64>load<f32>(p, 8)
  }
  const mean = f32x4(<f32>(x / <f64>n), <f32>(y / <f64>n), <f32>(z / <f64>n), 0)
  for (let i = 0; i < n; i++) {
    const p = at(positions, i, 4)
    v128.store(p, f32x4.sub(v128.load(p), mean))
  }
}

function splitRange(j: usize, group: i32, groups: i32): void {
  const order = address(j, job.ORDER)
  const positions = address(j, job.POSITIONS)
  const begin = group * job.GROUP
  const end = min(word(j, job.N), begin + groups * job.GROUP)
  if (groups == 1) {
    if (end - begin > job.LEAF) {
      select(order, positions + longestAxis(order, positions, begin, end), begin, end - 1, begin + job.LEAF)
    }
    return
  }
  const left = groups >> 1
  const axis = longestAxis(order, positions, begin, end)
  select(order, positions + axis, begin, end - 1, begin + left * job.GROUP)
  splitRange(j, group, left)
  splitRange(j, group + left, groups - left)
}

/** Byte offset of the coordinate along which slots begin … end − 1 spread most. */
function longestAxis(order: usize, positions: usize, begin: i32, end: i32): usize {
  let low = f32x4.splat(f32.MAX_VALUE)
  let high = f32x4.splat(-f32.MAX_VALUE)
  for (let s = begin; s < end; s++) {
    const p = v128.load(at(positions, load<i32>(at(order, s, 2)), 4))
    low = f32x4.pmin(low, p)
    high = f32x4.pmax(high, p)
  }
  const sides = f32x4.sub(high, low)
  const x = f32x4.extract_lane(sides, 0)
  const y = f32x4.extract_lane(sides, 1)
  const z = f32x4.extract_lane(sides, 2)
  if (x >= y && x >= z) return 0
  return y >= z ? 4 : 8
}

/** Hoare's quickselect over the coordinate that `values` points at. */
function select(order: usize, values: usize, low: i32, high: i32, rank: i32): void {
  while (low < high) {
    const pivot = load<f32>(at(values, load<i32>(at(order, (low + high) >> 1, 2)), 4))
    let i = low
    let k = high
    while (i <= k) {
      while (load<f32>(at(values, load<i32>(at(order, i, 2)), 4)) < pivot) i++
      while (load<f32>(at(values, load<i32>(at(order, k, 2)), 4)) > pivot) k--
      if (i > k) break
      const held = load<i32>(at(order, i, 2))
      store<i32>(at(order, i, 2), load<i32>(at(order, k, 2)))
      store<i32>(at(order, k, 2), held)
      i++
      k--
    }
    if (rank <= k) high = k
    else if (rank >= i) low = i
    else return
  }
}

/** Copies the positions of some groups' points into slot order. */
export function scatter(j: usize, begin: i32, end: i32): void {
  const order = address(j, job.ORDER)
  const positions = address(j, job.POSITIONS)
  const sorted = address(j, job.SORTED)
  const last = min(word(j, job.N), end * job.GROUP)
  for (let s = begin * job.GROUP; s < last; s++) {
    v128.store(at(sorted, s, 4), v128.load(at(positions, load<i32>(at(order, s, 2)), 4)))
  }
}

/** Boxes and centroids of all nodes, children before parents. One thread. */
export function refit(j: usize): void {
  const links = address(j, job.LINKS)
  const centres = address(j, job.CENTRE)
  const lows = address(j, job.LOW)
  const highs = address(j, job.HIGH)
  const sorted = address(j, job.SORTED)
  for (let node = word(j, job.NODES) - 1; node >= 0; node--) {
    const link = at(links, node, 4)
    const count = load<i32>(link, 8)
    let low = f32x4.splat(f32.MAX_VALUE)
    let high = f32x4.splat(-f32.MAX_VALUE)
    let sum = f32x4.splat(0)
    if (load<i32>(link) == node + 1) {
      let p = at(sorted, load<i32>(link, 4), 4)
      for (let s = 0; s < count; s++, p += 16) {
        const point = v128.load(p)
        low = f32x4.pmin(low, point)
        high = f32x4.pmax(high, point)
        sum = f32x4.add(sum, point)
      }
    } else {
      const left = at(0, node + 1, 4)
      const right = at(0, load<i32>(links + left), 4)
      low = f32x4.pmin(v128.load(lows + left), v128.load(lows + right))
      high = f32x4.pmax(v128.load(highs + left), v128.load(highs + right))
      const leftCount = <f32>load<i32>(links + left, 8)
      const rightCount = <f32>load<i32>(links + right, 8)
      sum = f32x4.add(
        f32x4.mul(v128.load(centres + left), f32x4.splat(leftCount)),
        f32x4.mul(v128.load(centres + right), f32x4.splat(rightCount)),
      )
    }
    const centre = f32x4.div(sum, f32x4.splat(<f32>max(1, count)))
    const sides = f32x4.sub(high, low)
    const side = max(
      f32x4.extract_lane(sides, 0),
      max(f32x4.extract_lane(sides, 1), f32x4.extract_lane(sides, 2)),
    )
    const offset = at(0, node, 4)
    v128.store(centres + offset, f32x4.replace_lane(centre, 3, <f32>count))
    v128.store(lows + offset, f32x4.replace_lane(low, 3, count > 0 ? side * side : 0))
    v128.store(highs + offset, f32x4.replace_lane(high, 3, 0))
  }
}
