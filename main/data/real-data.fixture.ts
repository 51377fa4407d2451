import { existsSync } from 'node:fs'
import path from 'node:path'

/** Real sets that tests read where they lie beside the checkout; the product never does. */
const folder = path.resolve(import.meta.dirname, '../../../shared/data')

/** The path of a real file, and a reason to skip where it is absent: `describe.skipIf(real.absent)`. */
export function realData(file: string): { readonly path: string; readonly absent: boolean } {
  const found = path.join(folder, file)
  const absent = !existsSync(found)
  // eslint-disable-next-line no-console -- a test that is skipped says why
  if (absent) console.info(`Skipped: ${file} is not among the real data beside the checkout.`)
  return { path: found, absent }
}
