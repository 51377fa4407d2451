import { lookOf, plainColour } from './figure-style'
import { picturesOn, type Figure } from './figures'

const namespace = 'http://www.w3.org/2000/svg'
/** What a person works a figure with, or sees only while the pointer is there, is no part of it. */
const leftOut =
  'button, input, :has(> input), [role=slider], [role=combobox], [data-passing], .visually-hidden'

/** A figure as a file of its own. */
export interface FigureImage {
  /** XML of one `svg` element, with colours and pictures inside and nothing to fetch. */
  readonly svg: string
  /** CSS pixels. */
  readonly width: number
  readonly height: number
}

/**
 * A figure as it stands in the window, in the colours of the theme, on no ground: its SVG parts with their styles as
 * attributes, the words around them as text, its canvases as pictures.
 */
export function figureSvg({ element, name }: Figure): FigureImage {
  // What is scrolled away belongs to it too; nothing is painted in between.
  const { scrollLeft, scrollTop } = element
  element.scrollLeft = 0
  element.scrollTop = 0
  try {
    const width = Math.ceil(element.scrollWidth)
    const height = Math.ceil(element.scrollHeight)
    const { fontFamily, fontFeatureSettings } = getComputedStyle(element)
    const root = made('svg', {
      width,
      height,
      viewBox: `0 0 ${width} ${height}`,
      // A machine that has the font has it under its plain name.
      'font-family': fontFamily.replace(/^"?Inter Variable"?,/, "'Inter Variable', Inter,"),
      'font-size': 12,
      style: `font-feature-settings: ${fontFeatureSettings.replaceAll('"', "'")}`,
    })
    root.append(made('title', {}, name()))
    const { left, top } = element.getBoundingClientRect()
    // The label of a slider that is a figure itself would leave it out whole: only what is inside is asked.
    for (const child of element.childNodes) addNode(child, root, left, top)
    return { svg: new XMLSerializer().serializeToString(root), width, height }
  } finally {
    element.scrollLeft = scrollLeft
    element.scrollTop = scrollTop
  }
}

function made(tag: string, attributes: Readonly<Record<string, string | number>>, text = ''): SVGElement {
  const element = document.createElementNS(namespace, tag)
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value))
  element.textContent = text
  return element
}

const short = (value: number): number => Number(value.toFixed(2))

function addNode(node: Node, to: SVGElement, left: number, top: number): void {
  if (node instanceof Text) addText(node, to, left, top)
  if (!(node instanceof Element) || node.matches(leftOut)) return
  const style = getComputedStyle(node)
  if (style.display === 'none' || style.visibility === 'hidden') return
  const box = node.getBoundingClientRect()
  if (node instanceof SVGSVGElement) {
    const part = copied(node, style)
    part.setAttribute('x', String(short(box.left - left)))
    part.setAttribute('y', String(short(box.top - top)))
    part.setAttribute('width', String(short(box.width)))
    part.setAttribute('height', String(short(box.height)))
    part.setAttribute('overflow', 'visible')
    to.append(part)
  } else if (node instanceof HTMLCanvasElement) {
    for (const { x, y, width, height, source } of picturesOn(node)) {
      const at = { x: short(box.left - left + x), y: short(box.top - top + y) }
      const sides = { width: short(width), height: short(height) }
      to.append(made('image', { ...at, ...sides, href: source, style: 'image-rendering: pixelated' }))
    }
  } else {
    const { colour, opacity } = plainColour(style.backgroundColor)
    if (opacity > 0) {
      to.append(
        made('rect', {
          x: short(box.left - left),
          y: short(box.top - top),
          width: short(box.width),
          height: short(box.height),
          rx: Number.parseFloat(style.borderTopLeftRadius) || 0,
          fill: colour,
          ...(opacity < 1 ? { 'fill-opacity': opacity } : {}),
        }),
      )
    }
    for (const child of node.childNodes) addNode(child, to, left, top)
  }
}

/** An SVG element and what is in it, with its look as attributes. */
function copied(element: SVGElement, style: CSSStyleDeclaration): SVGElement {
  const copy = made(element.tagName, {})
  for (const { name, value } of element.attributes) {
    if (!/^(class|style|role|data-.*|aria-.*|xmlns)$/.test(name)) copy.setAttribute(name, value)
  }
  if (element.tagName !== 'svg') {
    const look = lookOf(element.tagName, (property) => style.getPropertyValue(property))
    for (const [property, value] of look) copy.setAttribute(property, value)
  }
  for (const child of element.childNodes) {
    if (child instanceof Text) {
      const words = wordsOf(child)
      if (words !== '') copy.append(words)
    } else if (child instanceof SVGElement && !child.matches(leftOut)) {
      const own = getComputedStyle(child)
      if (own.display !== 'none' && own.visibility !== 'hidden') copy.append(copied(child, own))
    }
  }
  return copy
}

const wordsOf = (node: Text): string => node.data.replace(/\s+/g, ' ').trim()

/** Words of the page, on the line on which they stand. */
function addText(node: Text, to: SVGElement, left: number, top: number): void {
  const words = wordsOf(node)
  if (words === '' || !node.parentElement) return
  const range = document.createRange()
  range.selectNodeContents(node)
  const box = range.getBoundingClientRect()
  if (box.width === 0) return
  const style = getComputedStyle(node.parentElement)
  const context = document.createElement('canvas').getContext('2d')
  if (!context) return
  context.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`
  const { fontBoundingBoxAscent, fontBoundingBoxDescent } = context.measureText(words)
  // The box is as high as the letters' ascent and descent together, or higher by the same above and below.
  const above = (box.height - fontBoundingBoxAscent - fontBoundingBoxDescent) / 2 + fontBoundingBoxAscent
  const { colour, opacity } = plainColour(style.color)
  to.append(
    made(
      'text',
      {
        x: short(box.left - left),
        y: short(box.top - top + above),
        fill: colour,
        'font-size': Number.parseFloat(style.fontSize),
        'font-weight': style.fontWeight,
        ...(opacity < 1 ? { 'fill-opacity': opacity } : {}),
      },
      words,
    ),
  )
}
