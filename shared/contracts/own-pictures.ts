import * as v from 'valibot'
import { count, declared, finite, listOf, text, uint8 } from './arrays'

/** At most so many pictures of one's own a study: each is drawn in the cloud and encoded anew for every model. */
export const mostOwnPictures = 64

/** How a picture of any size is brought to that of the study's pictures. */
export const pictureFitting = v.strictObject({
  /** Its middle cut out, or all of it with black beside. */
  fit: v.picklist(['crop', 'fit']),
  /** Dark turned to light: ink on paper is the reverse of digits that shine on black. */
  invert: v.boolean(),
})
export type PictureFitting = v.InferOutput<typeof pictureFitting>

export const pixelsOf = v.pipe(
  v.strictObject({
    height: count(),
    width: count(),
    channels: count(),
    /** Row-major [height, width, channels]. */
    pixels: uint8(),
  }),
  declared(({ height, width, channels, pixels }) => [height * width * channels, pixels.length], 'pixels'),
)

/** What becomes of a picture file before it is added. */
export const fittedPicture = v.strictObject({
  name: text(),
  /** Sides of the picture in the file. */
  height: count(),
  width: count(),
  /** The whole picture, made small enough to be shown. */
  original: pixelsOf,
  /** The picture as the model will see it. */
  fitted: pixelsOf,
})
export type FittedPicture = v.InferOutput<typeof fittedPicture>

/** What the study's model makes of a picture of one's own. */
export const ownPictureReport = v.strictObject({
  id: text(),
  name: text(),
  picture: pixelsOf,
  /** What the model decodes from its code. */
  decoded: pixelsOf,
  /** Mean squared error a value, pictures in [0, 1]. */
  reconstructionError: finite(),
  /** Distance to the nearest code over the spacing there. */
  offData: finite(),
  /** Class by vote of the nearest codes, -1 where there is none, and its share of the vote. */
  vote: v.pipe(v.number(), v.integer()),
  voteShare: finite(),
  /** The nearest codes, nearest first, in normalised units. */
  neighbours: listOf(v.strictObject({ index: count(), distance: finite() })),
  /** Where it stands in the cloud. */
  position: v.tuple([finite(), finite(), finite()]),
})
export type OwnPictureReport = v.InferOutput<typeof ownPictureReport>
