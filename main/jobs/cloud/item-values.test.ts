import { describe, expect, it } from 'vitest'
import { codesFingerprint, mapFingerprint } from '../study/fingerprints'
import { itemValues } from './item-values'
import type { Codes, SolvedTransport, Study } from '../study/study'

/** Three codes, of which the map has cells for the third and the first. */
const normalisation = { centre: Float64Array.of(0.5), scale: 2 }
const items = Uint32Array.from([2, 0])
const transport = {
  items,
  cellMass: Float32Array.from([0.5, 1.5]),
  map: { normalisation, heights: Float64Array.of(0, 1) },
} as SolvedTransport
const codes = { normalised: { rows: 3 }, spacing: Float32Array.from([1, 2, 3]), normalisation } as Codes
const hits = (stale: boolean) => ({
  basis: {
    codes: codesFingerprint(codes),
    map: stale ? 'another' : mapFingerprint(transport),
    mapper: null,
  },
  report: { cells: { items, hits: Uint32Array.from([7, 0]) } },
})
const study = (parts: object) =>
  ({ codes, transport: null, modes: null, stages: { codes: 'done', transport: 'done' }, ...parts }) as Study

describe('itemValues', () => {
  it('brings cell masses to the items of the cells, and NaN to those without one', () => {
    const values = itemValues(study({ transport }), 'cellMass')!
    expect([...values]).toEqual([1.5, NaN, 0.5])
  })

  it('knows hits while the sample is of the map there is', () => {
    expect([...itemValues(study({ transport, modes: hits(false) }), 'hits')!]).toEqual([0, NaN, 7])
    expect(itemValues(study({ transport, modes: hits(true) }), 'hits')).toBeNull()
  })

  it('says null of what was not measured', () => {
    expect(itemValues(study({}), 'cellMass')).toBeNull()
    expect(itemValues(study({}), 'hits')).toBeNull()
    expect(itemValues(study({ codes: null }), 'spacing')).toBeNull()
  })
})
