import { Vector3 } from 'three'

/** Colours the scene draws with, as `#RRGGBB`; the feature reads them from the tokens of the current theme. */
export interface SceneTheme {
  readonly well: string
  readonly raised: string
  readonly border: string
  readonly text1: string
  readonly text2: string
  readonly text3: string
  readonly tear: string
  readonly path: string
  /** Selected points; lines and words about them. */
  readonly selection: string
  readonly selectionText: string
  /** Font family of numbers and chips. */
  readonly font: string
}

/** Red, green and blue of `#RRGGBB`, 0 to 255 each. */
export function channelsOf(hex: string): readonly [number, number, number] {
  const value = Number.parseInt(hex.slice(1, 7), 16)
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255]
}

/** The colour as the shaders take it: display values 0 to 1, written to the canvas as they are. */
export function shaderColour(hex: string, into = new Vector3()): Vector3 {
  const [red, green, blue] = channelsOf(hex)
  return into.set(red / 255, green / 255, blue / 255)
}

/** The colour at an opacity, in the form a canvas takes. */
export function translucent(hex: string, opacity: number): string {
  const [red, green, blue] = channelsOf(hex)
  return `rgba(${red}, ${green}, ${blue}, ${opacity})`
}
