import { createHash } from 'node:crypto'
import type { Mapper } from '../mappers/mapper-fit'
import type { Codes, SolvedTransport } from './study'

/** What is measured on a study's stages says by these what it was measured on, also after the study was reopened. */
const known = new WeakMap<object, string>()

function fingerprint(of: object, arrays: () => readonly NodeJS.ArrayBufferView[]): string {
  let found = known.get(of)
  if (found === undefined) {
    const hash = createHash('sha256')
    for (const array of arrays()) hash.update(array)
    found = hash.digest('hex').slice(0, 16)
    known.set(of, found)
  }
  return found
}

/** Centre and scale are sums over all codes: where one code is another, so are they. */
const ofNormalisation = ({ normalisation: { centre, scale } }: Pick<Codes, 'normalisation'>) => [
  centre,
  Float64Array.of(scale),
]

export const codesFingerprint = (codes: Codes): string => fingerprint(codes, () => ofNormalisation(codes))

export const mapFingerprint = (transport: SolvedTransport): string =>
  fingerprint(transport, () => [...ofNormalisation(transport.map), transport.map.heights, transport.items])

export const mapperFingerprint = (mapper: Mapper): string =>
  fingerprint(mapper, () => {
    const { weights } = mapper.checkpoint
    // A file gives its arrays back in the order of their names.
    const names = Object.keys(weights).sort()
    return [...ofNormalisation(mapper), ...names.map((name) => weights[name]!.data)]
  })
