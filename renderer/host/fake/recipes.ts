import type { RecipeSummary } from '../../../shared/contracts/results'
import { pictureWorld } from './picture-world'
import { circleOfEight, gridOf25, planeWorld } from './plane-world'
import type { World } from './world'

/** What the made-up engine offers on the welcome page. */
export const recipes: RecipeSummary[] = [
  {
    name: 'faces',
    title: 'Faces',
    description: 'Drag a path from one face to another and see where it tears.',
    data: 'faces',
    facts: '6,000 at 64 × 64 · trained, opens in 5 s',
  },
  {
    name: 'fashion',
    title: 'Fashion',
    description: 'Ten kinds of clothing. Which ones does the generator miss?',
    data: 'fashion',
    facts: '10,000 at 28 × 28 · about 3 min',
  },
  {
    name: 'digits',
    title: 'Digits',
    description: 'Handwritten digits, with the published figures alongside.',
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
  {
    name: 'gaussians-8',
    title: '8 Gaussians',
    description: 'Eight modes on a circle.',
    data: 'gaussians-8',
    facts: '320 points, 2-d · under 1 s',
  },
]

/** Worlds do not change, so every fake engine shares them. */
const worlds = new Map<string, World>()

/** The finished study behind a recipe; an unknown name is a set of pictures. */
export function worldOf(recipe: string): World {
  const known = worlds.get(recipe) ?? makeWorld(recipe)
  worlds.set(recipe, known)
  return known
}

function makeWorld(recipe: string): World {
  if (recipe === 'gaussians-25') return planeWorld(recipe, '25 Gaussians', gridOf25, 512, 0.045)
  if (recipe === 'gaussians-8') return planeWorld(recipe, '8 Gaussians', circleOfEight, 320, 0.085)
  if (recipe === 'faces') return pictureWorld(recipe, 'Faces', 6000, 8)
  if (recipe === 'digits') return pictureWorld(recipe, 'Digits', 1797)
  return pictureWorld(recipe, recipe === 'fashion' ? 'Fashion' : recipe, 10_000)
}
