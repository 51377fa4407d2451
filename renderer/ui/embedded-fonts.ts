/** Whether a `unicode-range` holds one of these characters. */
export function rangeHolds(range: string, characters: ReadonlySet<number>): boolean {
  const spans = range.split(',').map((part) => {
    const [low = '', high = low] = part.trim().replace(/^U\+/i, '').split('-')
    return [Number.parseInt(low, 16), Number.parseInt(high, 16)] as const
  })
  return [...characters].some((code) => spans.some(([low, high]) => code >= low && code <= high))
}

/** The page's own font faces that a text needs, as rules with the fonts inside. */
export async function embeddedFonts(text: string): Promise<string> {
  const characters = new Set(Array.from(text, (letter) => letter.codePointAt(0) ?? 0))
  const faces = [...document.styleSheets]
    .flatMap((sheet) => [...sheet.cssRules])
    .filter((rule) => rule instanceof CSSFontFaceRule)
    .filter(({ style }) => style.getPropertyValue('font-style') !== 'italic')
    .filter(({ style }) => rangeHolds(style.getPropertyValue('unicode-range') || 'U+0-10FFFF', characters))
  const rules = await Promise.all(
    faces.map(async ({ style, parentStyleSheet }) => {
      const address = /url\("?([^")]+)"?\)/.exec(style.getPropertyValue('src'))?.[1]
      if (!address) return ''
      const answer = await fetch(new URL(address, parentStyleSheet?.href ?? document.baseURI))
      const source = await dataUrl(await answer.blob())
      const weight = style.getPropertyValue('font-weight')
      const range = style.getPropertyValue('unicode-range')
      return `@font-face{font-family:${style.getPropertyValue('font-family').replaceAll('"', "'")};font-weight:${weight};unicode-range:${range};src:url(${source}) format('woff2')}`
    }),
  )
  return rules.join('')
}

function dataUrl(content: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.onload = () => {
      resolve(String(reader.result))
    }
    reader.onerror = () => {
      reject(reader.error ?? new Error('The font could not be read.'))
    }
    reader.readAsDataURL(content)
  })
}
