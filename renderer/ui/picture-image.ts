/**
 * One picture as RGBA for a canvas.
 * @param pixels Uint8, pictures [height, width, channels] one after another; 1 channel is grey, 3 RGB, 4 RGBA
 * @param offset where the picture starts in `pixels`
 * @returns null where the array ends before the picture does
 */
export function pictureImage(
  pixels: Uint8Array,
  offset: number,
  height: number,
  width: number,
  channels: number,
): ImageData | null {
  const count = height * width
  if (count === 0 || offset + count * channels > pixels.length) return null
  const image = new ImageData(width, height)
  const { data } = image
  for (let p = 0; p < count; p++) {
    const from = offset + p * channels
    const grey = channels < 3
    data[4 * p] = pixels[from]!
    data[4 * p + 1] = pixels[grey ? from : from + 1]!
    data[4 * p + 2] = pixels[grey ? from : from + 2]!
    data[4 * p + 3] = channels === 4 ? pixels[from + 3]! : 255
  }
  return image
}
