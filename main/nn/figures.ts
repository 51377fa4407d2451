/** Figures of a training by name: `reconstruction`, the mean squared error per value, and those of the objective. */
export type Figures = Readonly<Record<string, number>>

/** Sums over steps: of each figure times the pictures it was of. */
export interface FigureSums {
  readonly pictures: number
  readonly sums: Figures
}

export const noSums: FigureSums = { pictures: 0, sums: {} }

/** Each step's results, numbers by name, as one record. */
export function figuresOf(results: readonly Readonly<Record<string, Float32Array>>[]): Figures {
  const entries = results.flatMap((result) => Object.entries(result))
  return Object.fromEntries(entries.map(([name, value]) => [name, value[0]!]))
}

/** The sums with the figures of one more step on so many pictures. */
export function added({ pictures, sums }: FigureSums, figures: Figures, count: number): FigureSums {
  const entries = Object.entries(figures).map(([name, value]) => [name, (sums[name] ?? 0) + value * count])
  return { pictures: pictures + count, sums: Object.fromEntries(entries) }
}

/** The means over all pictures. */
export function means({ pictures, sums }: FigureSums): Figures {
  return Object.fromEntries(Object.entries(sums).map(([name, sum]) => [name, sum / pictures]))
}
