import digits from './cards/digits.png'
import faces from './cards/faces.png'
import fashion from './cards/fashion.png'
import gaussiansDark from './cards/gaussians-25-dark.png'
import gaussiansLight from './cards/gaussians-25-light.png'
import type { RecipeSummary } from '../../../shared/contracts/results'

/** Pictures of a card, one a theme. */
export interface CardArt {
  readonly dark: string
  readonly light: string
}

const both = (file: string): CardArt => ({ dark: file, light: file })

/** Recipes that have a card, in order, with their art; the others stand in a list. */
const art = new Map<string, CardArt>([
  ['faces', both(faces)],
  ['fashion', both(fashion)],
  ['digits', both(digits)],
  ['gaussians-25', { dark: gaussiansDark, light: gaussiansLight }],
])

/** What the cards say until the engine has told its recipes. */
export const knownCards: readonly RecipeSummary[] = [
  {
    name: 'faces',
    title: 'Faces',
    description: 'Drag a path from one face to another and see where it tears.',
    data: 'faces',
    facts: '6,000 at 64 × 64 · comes trained',
  },
  {
    name: 'fashion',
    title: 'Fashion',
    description: 'Ten kinds of clothing. Which ones does the generator miss?',
    data: 'fashion',
    facts: '10,000 at 28 × 28 · about 2 min',
  },
  {
    name: 'digits',
    title: 'Digits',
    description: 'Handwritten digits at 8 × 8: the whole study in a minute.',
    data: 'digits',
    facts: '1,797 at 8 × 8 · about 1 min',
  },
  {
    name: 'gaussians-25',
    title: '25 Gaussians',
    description: 'The exact map in the plane: every cell, every tear.',
    data: 'gaussians-25',
    facts: '512 points, 2-d · under 1 s',
  },
]

export interface SampleCard {
  readonly recipe: RecipeSummary
  readonly art: CardArt
}

/** The engine's recipes (or what is known before it has answered) as cards and as the list of the rest. */
export function arrangeSamples(recipes: readonly RecipeSummary[]): {
  readonly cards: readonly SampleCard[]
  readonly more: readonly RecipeSummary[]
} {
  const all = recipes.length > 0 ? recipes : knownCards
  const cards: SampleCard[] = []
  for (const [name, picture] of art) {
    const recipe = all.find((one) => one.name === name)
    if (recipe) cards.push({ recipe, art: picture })
  }
  return { cards, more: all.filter(({ name }) => !art.has(name)) }
}
