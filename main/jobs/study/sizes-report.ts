import type { PictureSizesReport } from '../../../shared/contracts/picture-sizes'
import type { SetFitting } from '../../../shared/contracts/study'
import { fitPicture, shownWhole } from '../../data/preprocess'
import { pictureSizes } from '../../data/picture-sizes'

/** Looked for once while the person tries one size after another. */
let latest: { readonly source: string; readonly sizes: ReturnType<typeof pictureSizes> } | null = null

/**
 * What sizes a folder or a zip of pictures holds, and some of its pictures brought to one.
 * @throws BrenierError as `pictureSizes`
 */
export async function sizesReport(source: string, fitting: SetFitting): Promise<PictureSizesReport> {
  if (latest?.source !== source) latest = { source, sizes: pictureSizes(source) }
  const { sizes } = latest
  // What failed is looked for again: the person may have mended it.
  sizes.catch(() => (latest = null))
  const { examples, ...found } = await sizes
  return {
    ...found,
    sizes: [...found.sizes],
    broken: [...found.broken],
    examples: examples.map(({ name, ...picture }) => ({
      name,
      height: picture.height,
      width: picture.width,
      original: shownWhole(picture),
      fitted: fitPicture(picture, fitting, fitting.fit),
    })),
  }
}
