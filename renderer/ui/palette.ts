/** Colours for canvas and WebGL: the same values as `tokens.css`, for both themes. */
export interface Palette {
  readonly well: string
  readonly app: string
  readonly panel: string
  readonly raised: string
  readonly hover: string
  readonly line: string
  readonly border: string
  readonly text1: string
  readonly text2: string
  readonly text3: string
  readonly accent: string
  readonly tear: string
  readonly path: string
  /** Selected text and lines; selected points. */
  readonly selection: string
  readonly selectionPoint: string
  readonly neutral: string
  /** Points that are neither selected nor isolated. */
  readonly dim: string
  /** Ten category colours in order, then `other`. */
  readonly categories: readonly string[]
  readonly other: string
}

const dark: Palette = {
  well: '#0A0D12',
  app: '#0E1217',
  panel: '#13181F',
  raised: '#1B222B',
  hover: '#252D38',
  line: '#1F262F',
  border: '#303A47',
  text1: '#E8ECF2',
  text2: '#AAB4C2',
  text3: '#8C98A8',
  accent: '#8AA4FF',
  tear: '#FF4F5E',
  path: '#2CDAF5',
  selection: '#FFD54A',
  selectionPoint: '#FFD54A',
  neutral: '#5F6C80',
  dim: '#8A94A3',
  categories: [
    '#6FB3DE',
    '#EF8E06',
    '#189F5D',
    '#B0668A',
    '#1F78B4',
    '#C4562A',
    '#C2CE86',
    '#7E6FE7',
    '#B3A59C',
    '#86E8D2',
  ],
  other: '#5F6C80',
}

const light: Palette = {
  well: '#FFFFFF',
  app: '#EDF0F3',
  panel: '#F7F8FA',
  raised: '#FFFFFF',
  hover: '#E6EAEF',
  line: '#DEE3E9',
  border: '#C5CDD7',
  text1: '#151A21',
  text2: '#465160',
  text3: '#5C6776',
  accent: '#2C52D0',
  tear: '#D3142B',
  path: '#007C9B',
  selection: '#8F6300',
  selectionPoint: '#E0A400',
  neutral: '#8591A1',
  dim: '#8A94A3',
  categories: [
    '#0F98F1',
    '#C16705',
    '#2B7436',
    '#8D3B63',
    '#0C4880',
    '#832806',
    '#8C9A4D',
    '#5767B7',
    '#8F8B99',
    '#579D75',
  ],
  other: '#8591A1',
}

export function palette(theme: 'dark' | 'light'): Palette {
  return theme === 'dark' ? dark : light
}

/** Colour of a category by its position in the palette; −1 is "other". */
export function categoryColour(colours: Palette, position: number): string {
  return colours.categories[position] ?? colours.other
}

/** Red, green and blue of `#RRGGBB`, each 0 … 255. */
export function channels(hex: string): readonly [number, number, number] {
  const value = Number.parseInt(hex.slice(1), 16)
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255]
}

/** `share` of colour `a` with the rest of colour `b`, as `#RRGGBB`. */
export function mixed(a: string, b: string, share: number): string {
  const from = channels(b)
  const parts = channels(a).map((value, i) => Math.round(value * share + from[i]! * (1 - share)))
  return `#${parts.map((part) => part.toString(16).padStart(2, '0')).join('')}`
}
