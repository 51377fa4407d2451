/**
 * Signs of determinants that are right whatever the rounding (Shewchuk, Adaptive Precision Floating-Point Arithmetic
 * and Fast Robust Geometric Predicates, 1997): a plain evaluation with a bound on its error first, exact expansions
 * (sums of doubles that do not overlap, smallest first) where the bound does not decide.
 */

/** Half the distance from 1 to the next double. */
const EPSILON = 2 ** -53
const ORIENT_BOUND = (3 + 16 * EPSILON) * EPSILON
const LIFTED_BOUND = (7 + 56 * EPSILON) * EPSILON
/** Splits a double into two halves of 26 bits. */
const SPLITTER = 2 ** 27 + 1

/** The doubles of an expansion, smallest first; `length` of them count. */
class Expansion {
  readonly terms: Float64Array
  length = 0

  constructor(capacity: number) {
    this.terms = new Float64Array(capacity)
  }
}

/**
 * Twice the signed area of the triangle (p, q, r): positive where it turns left. The sign is exact, the size rounded.
 */
export function orientation(px: number, py: number, qx: number, qy: number, rx: number, ry: number): number {
  const left = (px - rx) * (qy - ry)
  const right = (py - ry) * (qx - rx)
  const value = left - right
  if (Math.abs(value) > ORIENT_BOUND * (Math.abs(left) + Math.abs(right))) return value
  exactOrientation(px, py, qx, qy, rx, ry, minors[0])
  return largest(minors[0])
}

/**
 * Whether point d, lifted to dz, lies below (positive) or above (negative) the plane through lifted a, b, c that turn
 * left; 0 on it. The sign is exact.
 */
export function belowPlane(
  ax: number,
  ay: number,
  az: number,
  bx: number,
  by: number,
  bz: number,
  cx: number,
  cy: number,
  cz: number,
  dx: number,
  dy: number,
  dz: number,
): number {
  const adx = ax - dx
  const ady = ay - dy
  const adz = az - dz
  const bdx = bx - dx
  const bdy = by - dy
  const bdz = bz - dz
  const cdx = cx - dx
  const cdy = cy - dy
  const cdz = cz - dz
  const bc = bdx * cdy
  const cb = cdx * bdy
  const ca = cdx * ady
  const ac = adx * cdy
  const ab = adx * bdy
  const ba = bdx * ady
  const value = adz * (bc - cb) + bdz * (ca - ac) + cdz * (ab - ba)
  const size =
    (Math.abs(bc) + Math.abs(cb)) * Math.abs(adz) +
    (Math.abs(ca) + Math.abs(ac)) * Math.abs(bdz) +
    (Math.abs(ab) + Math.abs(ba)) * Math.abs(cdz)
  if (Math.abs(value) > LIFTED_BOUND * size) return value
  return exactBelowPlane(ax, ay, az, bx, by, bz, cx, cy, cz, dx, dy, dz)
}

// Scratch of the exact stage: it is rare, but would otherwise allocate in the middle of a triangulation.
const minors = [new Expansion(12), new Expansion(12), new Expansion(12), new Expansion(12)] as const
const scaled = new Expansion(24)
const sums = [new Expansion(120), new Expansion(120)] as const

function exactBelowPlane(
  ax: number,
  ay: number,
  az: number,
  bx: number,
  by: number,
  bz: number,
  cx: number,
  cy: number,
  cz: number,
  dx: number,
  dy: number,
  dz: number,
): number {
  // The determinant of rows (x, y, z, 1) along its column z.
  exactOrientation(bx, by, cx, cy, dx, dy, minors[0])
  exactOrientation(ax, ay, cx, cy, dx, dy, minors[1])
  exactOrientation(ax, ay, bx, by, dx, dy, minors[2])
  exactOrientation(ax, ay, bx, by, cx, cy, minors[3])
  scale(minors[0], az, sums[0])
  scale(minors[1], -bz, scaled)
  add(sums[0], scaled, sums[1])
  scale(minors[2], cz, scaled)
  add(sums[1], scaled, sums[0])
  scale(minors[3], -dz, scaled)
  add(sums[0], scaled, sums[1])
  return largest(sums[1])
}

/** px·qy − py·qx + qx·ry − qy·rx + rx·py − ry·px as an expansion. */
function exactOrientation(
  px: number,
  py: number,
  qx: number,
  qy: number,
  rx: number,
  ry: number,
  result: Expansion,
): void {
  result.length = 0
  addProduct(result, px, qy)
  addProduct(result, -py, qx)
  addProduct(result, qx, ry)
  addProduct(result, -qy, rx)
  addProduct(result, rx, py)
  addProduct(result, -ry, px)
}

let tail = 0

/** a + b rounded; what was rounded off goes to `tail`. */
function twoSum(a: number, b: number): number {
  const sum = a + b
  const virtual = sum - a
  tail = a - (sum - virtual) + (b - virtual)
  return sum
}

/** a·b rounded; what was rounded off goes to `tail`. */
function twoProduct(a: number, b: number): number {
  const product = a * b
  const wideA = SPLITTER * a
  const highA = wideA - (wideA - a)
  const lowA = a - highA
  const wideB = SPLITTER * b
  const highB = wideB - (wideB - b)
  const lowB = b - highB
  tail = lowA * lowB - (product - highA * highB - lowA * highB - highA * lowB)
  return product
}

/** Adds one double to an expansion in place, leaving out zeros. */
function grow(expansion: Expansion, value: number): void {
  const { terms } = expansion
  let carry = value
  let length = 0
  for (let i = 0; i < expansion.length; i++) {
    carry = twoSum(carry, terms[i]!)
    if (tail !== 0) terms[length++] = tail
  }
  if (carry !== 0) terms[length++] = carry
  expansion.length = length
}

function addProduct(expansion: Expansion, a: number, b: number): void {
  const product = twoProduct(a, b)
  const low = tail
  grow(expansion, low)
  grow(expansion, product)
}

function scale(expansion: Expansion, factor: number, result: Expansion): void {
  result.length = 0
  for (let i = 0; i < expansion.length; i++) addProduct(result, expansion.terms[i]!, factor)
}

function add(a: Expansion, b: Expansion, result: Expansion): void {
  result.terms.set(a.terms.subarray(0, a.length))
  result.length = a.length
  for (let i = 0; i < b.length; i++) grow(result, b.terms[i]!)
}

/** Terms do not overlap: the last carries the sign. */
function largest(expansion: Expansion): number {
  return expansion.length === 0 ? 0 : expansion.terms[expansion.length - 1]!
}
