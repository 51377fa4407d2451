/**
 * What stands before a ground, from the same picture on black and on white: C = α F + (1 − α) G, so that
 * α = 1 − (C_white − C_black) and α F = C_black.
 * @param onBlack RGBA row-major, opaque, 0 … 255
 * @param onWhite the same picture on white
 * @returns RGBA with straight alpha
 */
export function matte(
  onBlack: Uint8ClampedArray,
  onWhite: Uint8ClampedArray,
): Uint8ClampedArray<ArrayBuffer> {
  const picture = new Uint8ClampedArray(onBlack.length)
  for (let at = 0; at < onBlack.length; at += 4) {
    // Of the three channels the least difference: with its α no colour passes 255.
    let through = 255
    for (let c = 0; c < 3; c++) through = Math.min(through, onWhite[at + c]! - onBlack[at + c]!)
    const alpha = 255 - Math.max(0, through)
    if (alpha === 0) continue
    for (let c = 0; c < 3; c++) picture[at + c] = (255 * onBlack[at + c]!) / alpha
    picture[at + 3] = alpha
  }
  return picture
}
