/** Whole parts that the total is cut into: sums of flows are then exact in double precision. */
const parts = 2 ** 50

export interface WholeMasses {
  /** The numbers of the masses that are a whole part or more. */
  readonly kept: Uint32Array
  /** Of those, whole parts above 0; they add up to 2⁵⁰. */
  readonly amounts: Float64Array
  /** The mass of one part. */
  readonly unit: number
}

/**
 * Masses as whole numbers of 2⁻⁵⁰ of their sum. What is rounded off is carried on, so that they add up; each is off by at
 * most one part, 10⁻¹⁵ of the sum.
 */
export function wholeMasses(masses: Float64Array): WholeMasses {
  const total = masses.reduce((sum, mass) => sum + mass, 0)
  const kept: number[] = []
  const amounts: number[] = []
  let sum = 0
  let before = 0
  masses.forEach((mass, i) => {
    sum += mass
    const upTo = Math.round((sum / total) * parts)
    if (upTo > before) {
      kept.push(i)
      amounts.push(upTo - before)
      before = upTo
    }
  })
  return { kept: Uint32Array.from(kept), amounts: Float64Array.from(amounts), unit: total / parts }
}

/** For each of `count` equal shares of all amounts, in order, the number of the amount that its middle lies in. */
export function equalShares(amounts: Float64Array, count: number): Uint32Array {
  const total = amounts.reduce((sum, amount) => sum + amount, 0)
  const shares = new Uint32Array(count)
  let index = 0
  let upTo = amounts[0]!
  for (let share = 0; share < count; share++) {
    while (upTo < ((share + 0.5) / count) * total) upTo += amounts[++index]!
    shares[share] = index
  }
  return shares
}
