/**
 * Drops values until `most` are left, each time the one whose going leaves its neighbours closest together, so that
 * what is left lies evenly. The first and the last stay.
 * @param values ascending
 * @param most at least 2
 * @param position the axis on which they are to lie evenly, ascending with the value
 * @param stays values that are never dropped, however many there are
 */
export function thinEvenly(
  values: readonly number[],
  most: number,
  position: (value: number) => number,
  stays: (value: number) => boolean = () => false,
): number[] {
  const kept = [...values]
  while (kept.length > most) {
    let least = -1
    let smallest = Number.POSITIVE_INFINITY
    for (let i = 1; i + 1 < kept.length; i++) {
      const gap = position(kept[i + 1]!) - position(kept[i - 1]!)
      if (gap >= smallest || stays(kept[i]!)) continue
      smallest = gap
      least = i
    }
    if (least < 0) return kept
    kept.splice(least, 1)
  }
  return kept
}
