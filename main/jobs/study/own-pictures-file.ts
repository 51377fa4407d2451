import * as v from 'valibot'
import { uint8 } from '../../../shared/contracts/arrays'
import { ownPicture } from '../../../shared/contracts/study'
import { packValue, unpackValue } from '../../data/packed'
import type { OwnPicture } from '../own-pictures/own-pictures'

/** The part of a saved study that holds the pictures of the person's own. */
export const ownPicturesPart = 'own-pictures.npz'

const kept = v.array(v.strictObject({ ...ownPicture.entries, pixels: uint8() }))

export const packOwnPictures = (pictures: readonly OwnPicture[]): Uint8Array => packValue(pictures)

/** @throws BrenierError `file-format` */
export const unpackOwnPictures = (bytes: Uint8Array): Map<string, OwnPicture> =>
  new Map(unpackValue(bytes, ownPicturesPart, kept).map((one) => [one.id, one]))
