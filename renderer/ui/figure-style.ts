/** What SVG assumes where nothing is said. */
const initial: Readonly<Record<string, string>> = {
  fill: '#000000',
  'fill-opacity': '1',
  'fill-rule': 'nonzero',
  stroke: 'none',
  'stroke-opacity': '1',
  'stroke-width': '1',
  'stroke-dasharray': 'none',
  'stroke-linecap': 'butt',
  'stroke-linejoin': 'miter',
  opacity: '1',
  'vector-effect': 'none',
  'font-weight': '400',
  'text-anchor': 'start',
}
const ofShapes = [
  'fill',
  'fill-opacity',
  'fill-rule',
  'stroke',
  'stroke-opacity',
  'stroke-width',
  'stroke-dasharray',
  'stroke-linecap',
  'stroke-linejoin',
  'opacity',
  'vector-effect',
]
const ofText = ['fill', 'fill-opacity', 'opacity', 'font-size', 'font-weight', 'text-anchor']

/**
 * A colour of a computed style as every program reads it.
 * @returns `#rrggbb` with its opacity, or the colour as it is where it has another form
 */
export function plainColour(colour: string): { readonly colour: string; readonly opacity: number } {
  const parts = /^rgba?\(\s*(\d+)[,\s]+(\d+)[,\s]+(\d+)(?:\s*[,/]\s*([\d.]+))?\s*\)$/.exec(colour)
  if (!parts) return { colour, opacity: 1 }
  const hex = parts.slice(1, 4).map((part) => Number(part).toString(16).padStart(2, '0'))
  return { colour: `#${hex.join('')}`, opacity: parts[4] === undefined ? 1 : Number(parts[4]) }
}

/**
 * The look of an SVG element as attributes of its own, without what SVG assumes anyway. The halo of a text, in the
 * colour of a ground that the figure does not have, is left out.
 * @param read a property of its computed style
 */
export function lookOf(tag: string, read: (property: string) => string): Map<string, string> {
  const look = new Map<string, string>()
  const isText = tag === 'text' || tag === 'tspan'
  // What a group passes on is in the style of its members already; its opacity is not.
  const properties = isText ? ofText : tag === 'g' ? ['opacity'] : ofShapes
  for (const property of properties) {
    const value = read(property).replace(/(\d)px/g, '$1')
    if (property === 'fill' || property === 'stroke') {
      const { colour, opacity } = plainColour(value)
      look.set(property, opacity === 0 ? 'none' : colour)
      if (opacity > 0 && opacity < 1) look.set(`${property}-opacity`, String(opacity))
    } else if (property === 'fill-opacity' || property === 'stroke-opacity') {
      const own = Number(look.get(property) ?? 1)
      look.set(property, String(Number((own * Number(value)).toFixed(4))))
    } else look.set(property, property === 'stroke-dasharray' ? value.replaceAll(', ', ' ') : value)
  }
  const isDrawn = (property: string): boolean =>
    !property.startsWith('stroke-') || (look.get('stroke') ?? 'none') !== 'none'
  return new Map(
    [...look].filter(([property, value]) => value !== '' && value !== initial[property] && isDrawn(property)),
  )
}
