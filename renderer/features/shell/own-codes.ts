import { shallowRef } from 'vue'
import type { Grant } from '../../../shared/contracts/window'

/** Files that make a study of codes, as far as the person has chosen them. */
export interface OwnCodes {
  readonly codes: Grant | null
  /** A table with a line a code. */
  readonly metadata: Grant | null
  /** A picture a code. */
  readonly pictures: Grant | null
}

/** Those that are enough to open it. */
export type CodesGrants = OwnCodes & { readonly codes: Grant }

export const noCodes: OwnCodes = { codes: null, metadata: null, pictures: null }

/** What the dialog has been given; null while it is closed. */
export const ownCodes = shallowRef<OwnCodes | null>(null)

/**
 * Tells files that were dropped together apart: the array is the codes, the table their metadata, and what else there is
 * their pictures. Of two arrays, that whose name speaks of pictures or images is the pictures.
 * @returns null where they are not that
 */
export function partsAmong<T extends { readonly name: string }>(
  files: readonly T[],
): { readonly codes: T; readonly metadata: T | null; readonly pictures: T | null } | null {
  const of = (pattern: RegExp) => files.filter(({ name }) => pattern.test(name))
  const tables = of(/\.[ct]sv$/i)
  const arrays = of(/\.npy$/i)
  const named = /picture|image|thumb|sprite/i
  const codes = arrays.find(({ name }) => !named.test(name))
  const others = files.filter((file) => file !== codes && !tables.includes(file))
  if (!codes || tables.length > 1 || others.length > 1) return null
  return { codes, metadata: tables[0] ?? null, pictures: others[0] ?? null }
}
