/** Where pictures stand in a gallery that scrolls: as many columns as fit, pictures of one size that fill the width. */
export interface GalleryLayout {
  readonly columns: number
  readonly rows: number
  /** Side of a picture. */
  readonly size: number
  /** Distance from picture to picture. */
  readonly pitch: number
  /** Height of the whole gallery. */
  readonly height: number
}

/** @param least smallest side of a picture; where columns are left over they all grow */
export function galleryLayout(count: number, width: number, least: number, gap: number): GalleryLayout {
  const columns = Math.max(1, Math.floor((width + gap) / (least + gap)))
  const size = Math.max(least, Math.floor((width + gap) / columns) - gap)
  const pitch = size + gap
  const rows = Math.ceil(count / columns)
  return { columns, rows, size, pitch, height: Math.max(0, rows * pitch - gap) }
}

/** The places in view: [first, end), with one row more at either end. */
export function placesInView(
  layout: GalleryLayout,
  count: number,
  top: number,
  viewHeight: number,
): readonly [number, number] {
  const first = Math.max(0, Math.floor(top / layout.pitch) - 1)
  const last = Math.min(layout.rows, Math.ceil((top + viewHeight) / layout.pitch) + 1)
  return [first * layout.columns, Math.max(first * layout.columns, Math.min(count, last * layout.columns))]
}

/** The place at a point of the gallery, or −1 in a gap or past the end. */
export function placeAt(layout: GalleryLayout, count: number, x: number, y: number): number {
  const { size } = layout
  const column = Math.floor(x / layout.pitch)
  const row = Math.floor(y / layout.pitch)
  const inside = x >= 0 && y >= 0 && column < layout.columns
  if (!inside || x - column * layout.pitch >= size || y - row * layout.pitch >= size) return -1
  const place = row * layout.columns + column
  return place < count ? place : -1
}

/**
 * Items to show: those whose category is not hidden, as stored or category by category.
 * @param codes category of each item, −1 unknown; null where nothing is labelled
 */
export function itemsToShow(
  count: number,
  codes: Int32Array | null,
  hidden: ReadonlySet<number>,
  byCategory: boolean,
): Uint32Array {
  const shown: number[] = []
  for (let i = 0; i < count; i++) if (!codes || !hidden.has(codes[i]!)) shown.push(i)
  // Unknown last; the sort is stable, so items of one category keep their order.
  if (byCategory && codes) shown.sort((a, b) => (codes[a]! >>> 0) - (codes[b]! >>> 0))
  return Uint32Array.from(shown)
}
