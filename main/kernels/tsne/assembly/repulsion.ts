// Repulsion of groups of 16 targets by the cells that stand in for all points.
import * as job from './job'
import { address, at, word } from './job'

/** Repulsion of one piece of groups; makes their lists first where the tree was rebuilt. */
export function repel(j: usize, thread: i32, piece: i32): void {
  const begin = piece * job.PIECE_GROUPS
  const end = min(word(j, job.GROUPS), begin + job.PIECE_GROUPS)
  const counts = address(j, job.LIST_COUNTS)
  const capacity = word(j, job.CAPACITY)
  const nodes = word(j, job.NODES)
  const scratch = at(address(j, job.SCRATCH), thread * (nodes + 1), 3)
  const freedom = word(j, job.FREEDOM)
  for (let group = begin; group < end; group++) {
    const count = at(counts, group, 3)
    let front = at(address(j, job.LISTS), group * capacity, 2)
    let back = at(front, capacity, 2)
    if (word(j, job.FLAGS) & job.REBUILD) list(j, group, front, back, count)
    let far = load<i32>(count)
    let near = load<i32>(count, 4)
    if (far == job.OVERFLOWN) {
      front = scratch + 8
      back = at(front, nodes, 3)
      list(j, group, front, back, scratch)
      far = load<i32>(scratch)
      near = load<i32>(scratch, 4)
    }
    if (freedom == 1) push<Cauchy>(j, group, front, far, back, near)
    else push<Student>(j, group, front, far, back, near)
  }
}

/** Fills the list between `front` and `back`, and the two counts. */
function list(j: usize, group: i32, front: usize, back: usize, count: usize): void {
  const links = address(j, job.LINKS)
  const centres = address(j, job.CENTRE)
  const lows = address(j, job.LOW)
  const own = at(0, load<i32>(at(address(j, job.GROUP_NODE), group, 2)), 4)
  const groupLow = v128.load(lows + own)
  const groupHigh = v128.load(address(j, job.HIGH) + own)
  const theta = load<f32>(j + job.THETA)
  const squaredTheta = theta * theta
  const nodes = word(j, job.NODES)
  let far = front
  let near = back
  let node = 0
  while (node < nodes) {
    const offset = at(0, node, 4)
    const link = links + offset
    const next = load<i32>(link)
    const centre = v128.load(centres + offset)
    if (load<i32>(link, 8) == 0) {
      node = next
      continue
    }
    if (far + 4 >= near) {
      store<i32>(count, job.OVERFLOWN)
      return
    }
    const gap = f32x4.max(
      f32x4.max(f32x4.sub(groupLow, centre), f32x4.sub(centre, groupHigh)),
      f32x4.splat(0),
    )
    const squared = f32x4.mul(gap, gap)
    const distance =
      f32x4.extract_lane(squared, 0) + f32x4.extract_lane(squared, 1) + f32x4.extract_lane(squared, 2)
    if (load<f32>(lows + offset, 12) < squaredTheta * distance) {
      store<u32>(far, <u32>offset)
      far += 4
      node = next
    } else {
      if (next == node + 1) {
        near -= 4
        store<u32>(near, (<u32>load<i32>(link, 4)) << 4)
      }
      node++
    }
  }
  store<i32>(count, <i32>((far - front) >> 2))
  store<i32>(count, <i32>((back - near) >> 2), 4)
}

/** Sums t w Δ and w over a list for the 16 targets of a group, four targets a vector. */
function push<Kernel>(j: usize, group: i32, front: usize, far: i32, back: usize, near: i32): void {
  const centres = address(j, job.CENTRE)
  const sorted = address(j, job.SORTED)
  const repulsion = address(j, job.REPULSION)
  const one = v128.load32_splat(j + job.ONE)
  const farEnd = at(front, far, 2)
  const nearBegin = back - ((<usize>near) << 2)
  for (let quarter = 0; quarter < 4; quarter++) {
    const offset = at(0, group * job.GROUP + 4 * quarter, 4)
    const a = v128.load(sorted + offset)
    const b = v128.load(sorted + offset, 16)
    const c = v128.load(sorted + offset, 32)
    const d = v128.load(sorted + offset, 48)
    const abLow = v128.shuffle<f32>(a, b, 0, 4, 1, 5)
    const cdLow = v128.shuffle<f32>(c, d, 0, 4, 1, 5)
    const x = v128.shuffle<f32>(abLow, cdLow, 0, 1, 4, 5)
    const y = v128.shuffle<f32>(abLow, cdLow, 2, 3, 6, 7)
    const z = v128.shuffle<f32>(
      v128.shuffle<f32>(a, b, 2, 6, 3, 7),
      v128.shuffle<f32>(c, d, 2, 6, 3, 7),
      0,
      1,
      4,
      5,
    )
    let fx = f32x4.splat(0)
    let fy = f32x4.splat(0)
    let fz = f32x4.splat(0)
    let total = f32x4.splat(0)
    for (let entry = front; entry < farEnd; entry += 4) {
      const source = centres + <usize>load<u32>(entry)
      const dx = f32x4.sub(x, v128.load32_splat(source))
      const dy = f32x4.sub(y, v128.load32_splat(source, 4))
      const dz = f32x4.sub(z, v128.load32_splat(source, 8))
      const s = f32x4.add(f32x4.add(one, f32x4.mul(dx, dx)), f32x4.add(f32x4.mul(dy, dy), f32x4.mul(dz, dz)))
      const force = f32x4.mul(weightOverDistance<Kernel>(s, one), v128.load32_splat(source, 12))
      total = f32x4.add(total, f32x4.mul(force, s))
      fx = f32x4.add(fx, f32x4.mul(force, dx))
      fy = f32x4.add(fy, f32x4.mul(force, dy))
      fz = f32x4.add(fz, f32x4.mul(force, dz))
    }
    for (let entry = nearBegin; entry < back; entry += 4) {
      let source = sorted + <usize>load<u32>(entry)
      const end = source + (job.LEAF << 4)
      for (; source < end; source += 16) {
        const dx = f32x4.sub(x, v128.load32_splat(source))
        const dy = f32x4.sub(y, v128.load32_splat(source, 4))
        const dz = f32x4.sub(z, v128.load32_splat(source, 8))
        const s = f32x4.add(
          f32x4.add(one, f32x4.mul(dx, dx)),
          f32x4.add(f32x4.mul(dy, dy), f32x4.mul(dz, dz)),
        )
        const force = weightOverDistance<Kernel>(s, one)
        total = f32x4.add(total, f32x4.mul(force, s))
        fx = f32x4.add(fx, f32x4.mul(force, dx))
        fy = f32x4.add(fy, f32x4.mul(force, dy))
        fz = f32x4.add(fz, f32x4.mul(force, dz))
      }
    }
    const xyLow = v128.shuffle<f32>(fx, fy, 0, 4, 1, 5)
    const xyHigh = v128.shuffle<f32>(fx, fy, 2, 6, 3, 7)
    const zwLow = v128.shuffle<f32>(fz, total, 0, 4, 1, 5)
    const zwHigh = v128.shuffle<f32>(fz, total, 2, 6, 3, 7)
    v128.store(repulsion + offset, v128.shuffle<f32>(xyLow, zwLow, 0, 1, 4, 5))
    v128.store(repulsion + offset, v128.shuffle<f32>(xyLow, zwLow, 2, 3, 6, 7), 16)
    v128.store(repulsion + offset, v128.shuffle<f32>(xyHigh, zwHigh, 0, 1, 4, 5), 32)
    v128.store(repulsion + offset, v128.shuffle<f32>(xyHigh, zwHigh, 2, 3, 6, 7), 48)
  }
}

class Cauchy {}
class Student {}

/** t w for s = 1 + d²: s⁻² with one degree of freedom, s^(−5/2) with two; w is s times it. */
function weightOverDistance<Kernel>(s: v128, one: v128): v128 {
  if (idof<Kernel>() == idof<Cauchy>()) return f32x4.div(one, f32x4.mul(s, s))
  return f32x4.div(one, f32x4.mul(f32x4.mul(s, s), f32x4.sqrt(s)))
}

/** Z: the sum of all w less each target's own, in slot order. One thread. */
export function sumWeights(j: usize): void {
  const n = word(j, job.N)
  const repulsion = address(j, job.REPULSION)
  let z: f64 = 0
  for (let s = 0; s < n; s++) z += <f64>load<f32>(at(repulsion, s, 4), 12) - 1
  store<f64>(j + job.Z, max(z, 1e-30))
}
