import * as v from 'valibot'
import { count, listOf, text } from './arrays'
import { pixelsOf } from './own-pictures'

/** What sizes a folder or a zip of pictures holds, and some of them brought to one. */
export const pictureSizesReport = v.strictObject({
  /** Picture files there are, and how many of them were looked into. */
  files: count(),
  lookedInto: count(),
  /** The commonest first. */
  sizes: listOf(v.strictObject({ height: count(), width: count(), count: count() })),
  /** Files that are no sound pictures and will be left out. */
  broken: listOf(text()),
  examples: listOf(
    v.strictObject({
      name: text(),
      height: count(),
      width: count(),
      /** The whole picture, made small enough to be shown. */
      original: pixelsOf,
      fitted: pixelsOf,
    }),
  ),
})
export type PictureSizesReport = v.InferOutput<typeof pictureSizesReport>
