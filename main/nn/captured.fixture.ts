import { expect } from 'vitest'
import type { Figures } from './figures'

/**
 * Expects the figures of captured steps to be those of the same steps run op by op, to 1e-4 of each figure's root mean
 * square over the training: scores and estimated divergences are differences, and pass through zero.
 *
 * From the same weights a step's figures agree to some units in the last place, and its gradients to 1e-5: operations are
 * fused or ordered in another way within a graph. What is beyond that is how far a training carries rounding. Norms of
 * gradients are held to 1e-2: gradients jump where rounding takes a value over a rectifier's kink, which losses hardly show.
 */
export function expectSameFigures(captured: readonly Figures[], eager: readonly Figures[]): void {
  expect(captured.length).toBe(eager.length)
  for (const [name, scale] of rootMeanSquares(eager)) {
    const apart = captured.map((figures, i) => Math.abs((figures[name] ?? 0) - (eager[i]![name] ?? 0)))
    const most = apart.reduce((a, b) => Math.max(a, b), 0)
    expect(most / scale, name).toBeLessThan(name.startsWith('gradient norm') ? 1e-2 : 1e-4)
  }
}

function rootMeanSquares(all: readonly Figures[]): Map<string, number> {
  const names = new Set(all.flatMap((figures) => Object.keys(figures)))
  return new Map(
    [...names].map((name) => {
      const values = all.flatMap((figures) => figures[name] ?? [])
      return [name, Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0) / values.length)]
    }),
  )
}

/**
 * A function for a first training, and one that gives a second what the first was given: points that only rounding tells apart may
 * be matched in other ways altogether.
 */
export function remembered<Given extends readonly unknown[], Made>(
  make: (...given: Given) => Made,
): { readonly first: (...given: Given) => Made; readonly again: () => Made } {
  const all: Made[] = []
  const first = (...given: Given): Made => {
    const made = make(...given)
    all.push(made)
    return made
  }
  return { first, again: () => all.shift()! }
}
