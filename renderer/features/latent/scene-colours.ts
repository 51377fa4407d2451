import type { SceneTheme } from '../../scene/scene-theme'
import { categoryColour, channels, type Palette } from '../../ui/palette'
import type { CategoryEntry } from '../../stores/categories'
import type { CategoryColour } from './point-colours'

/** What the scene takes of the window's palette. */
export function sceneTheme(colours: Palette): SceneTheme {
  return {
    well: colours.well,
    raised: colours.raised,
    border: colours.border,
    text1: colours.text1,
    text2: colours.text2,
    text3: colours.text3,
    tear: colours.tear,
    path: colours.path,
    selection: colours.selectionPoint,
    selectionText: colours.selection,
    font: "'Inter Variable', system-ui, sans-serif",
  }
}

/** Colour and visibility of each category, by code. */
export function categoryColours(
  entries: readonly CategoryEntry[],
  colours: Palette,
): readonly CategoryColour[] {
  return entries.map(({ colour, hidden }) => ({ colour: channels(categoryColour(colours, colour)), hidden }))
}
