// The cost of one arc in 64-bit floats. Every place that needs it calls this, so that the same arc has the same bits
// everywhere.
import * as job from './job'
import { address, word } from './job'

export function costOf(j: usize, row: i32, column: i32): f64 {
  const kind = word(j, job.KIND)
  if (kind == job.TABLE) {
    return load<f64>(address(j, job.A) + (<usize>row * <usize>word(j, job.COLUMNS) + <usize>column) * 8)
  }
  // Rows are padded to an even number of coordinates with zeros.
  const bytes = (<usize>((word(j, job.DIMENSION) + 1) & ~1)) << 3
  let a = address(j, job.A) + <usize>row * bytes
  let b = address(j, job.B) + <usize>column * bytes
  const end = a + bytes
  let sum = f64x2.splat(0)
  for (; a < end; a += 16, b += 16) {
    const difference = f64x2.sub(v128.load(a), v128.load(b))
    sum = f64x2.add(sum, kind == job.MANHATTAN ? f64x2.abs(difference) : f64x2.mul(difference, difference))
  }
  const total = f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1)
  return kind == job.EUCLIDEAN ? sqrt(total) : total
}
