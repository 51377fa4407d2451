/** What stays the same while a study's codes, layout and map do, made once: searches, heights, targets of items. */
import { matrix, selectRows, type Matrix } from '../../../shared/matrix'
import { neighbourSearch, type NeighbourSearch } from '../../embedding/neighbours'
import { placeAmong } from '../../embedding/place'
import { voronoiHeights } from './path-curve'
import type { Codes, Layout, SolvedTransport } from '../study/study'

/** Searches and heights that stay the same while the codes do. */
interface CodeSpace {
  readonly search: NeighbourSearch
  readonly heights: Float64Array
}

const codeSpaces = new WeakMap<Codes, CodeSpace>()
const layoutSearches = new WeakMap<Layout, NeighbourSearch>()
const targetIndices = new WeakMap<SolvedTransport, Int32Array>()

function remembered<K extends object, T>(memory: WeakMap<K, T>, key: K, make: () => T): T {
  let value = memory.get(key)
  if (value === undefined) {
    value = make()
    memory.set(key, value)
  }
  return value
}

export const codeSpaceOf = (codes: Codes): CodeSpace =>
  remembered(codeSpaces, codes, () => ({
    search: neighbourSearch(codes.normalised),
    heights: voronoiHeights(codes.normalised),
  }))

/** The codes, ready for queries. */
export const codeSearch = (codes: Codes): NeighbourSearch => codeSpaceOf(codes).search

export const layoutSearchOf = (layout: Layout): NeighbourSearch =>
  remembered(layoutSearches, layout, () =>
    neighbourSearch(matrix(layout.positions.length / 3, 3, layout.positions)),
  )

/** For each item the index of its cell, -1 where the map left it out. */
export const targetOf = (transport: SolvedTransport, items: number): Int32Array =>
  remembered(targetIndices, transport, () => {
    const targets = new Int32Array(items).fill(-1)
    for (const [target, item] of transport.items.entries()) targets[item] = target
    return targets
  })

const nearestTargets = new WeakMap<SolvedTransport, Uint32Array>()

/** For each item its own target, or the one with the nearest code where the map left the item out. */
export function targetNear(transport: SolvedTransport, codes: Codes): Uint32Array {
  return remembered(nearestTargets, transport, () => {
    const { items } = transport
    const count = codes.normalised.rows
    if (items.length === count) return Uint32Array.from(targetOf(transport, count))
    return neighbourSearch(selectRows(codes.normalised, items)).nearest(codes.normalised, 1).indices
  })
}

/** Where codes are drawn among their nearest codes, [m, 3]. */
export function placed(codes: Matrix, layout: Layout, search: NeighbourSearch): Float32Array {
  const points = matrix(layout.positions.length / 3, 3, layout.positions)
  return placeAmong(search, points, codes).data
}
