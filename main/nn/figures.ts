/** Figures of a training by name: `reconstruction`, the mean squared error per value, and those of the objective. */
export type Figures = Readonly<Record<string, number>>

/** Sums over steps: of each figure times the pictures it was of, and of these pictures. */
export interface FigureSums {
  readonly sums: Figures
  /** By figure, since not every step gives every figure. */
  readonly pictures: Figures
}

export const noSums: FigureSums = { sums: {}, pictures: {} }

/** What stands before an input's name in results that are no figure but the loss's gradient by that input. */
export const slopePrefix = 'slope/'

type Results = readonly Readonly<Record<string, Float32Array>>[]

/** Each step's figures, numbers by name, as one record. */
export function figuresOf(results: Results): Figures {
  const entries = results.flatMap((result) => Object.entries(result))
  const figures = entries.filter(([name]) => !name.startsWith(slopePrefix))
  return Object.fromEntries(figures.map(([name, value]) => [name, value[0]!]))
}

/** Each step's gradients by inputs, by their names. */
export function slopesOf(results: Results): Readonly<Record<string, Float32Array>> {
  const entries = results.flatMap((result) => Object.entries(result))
  const slopes = entries.filter(([name]) => name.startsWith(slopePrefix))
  return Object.fromEntries(slopes.map(([name, value]) => [name.slice(slopePrefix.length), value]))
}

/** The sums with the figures of one more step on so many pictures. */
export function added({ sums, pictures }: FigureSums, figures: Figures, count: number): FigureSums {
  const more = (held: Figures, of: (value: number) => number): Figures => ({
    ...held,
    ...Object.fromEntries(
      Object.entries(figures).map(([name, value]) => [name, (held[name] ?? 0) + of(value)]),
    ),
  })
  return { sums: more(sums, (value) => value * count), pictures: more(pictures, () => count) }
}

/** The means over the pictures of each. */
export function means({ sums, pictures }: FigureSums): Figures {
  return Object.fromEntries(Object.entries(sums).map(([name, sum]) => [name, sum / pictures[name]!]))
}
