import type { Page } from '../../stores/study'

/** The views in the order of their tabs and keys. */
export const pages: readonly { readonly id: Page; readonly title: string }[] = [
  { id: 'data', title: 'Data' },
  { id: 'train', title: 'Train' },
  { id: 'transport', title: 'Transport' },
  { id: 'latent', title: 'Latent' },
  { id: 'modes', title: 'Modes' },
  { id: 'compare', title: 'Compare' },
]
