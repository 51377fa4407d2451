/** Pictures of the person's own beside a study's set: fitted to its size, encoded by its model, never trained on. */
import { createHash } from 'node:crypto'
import path from 'node:path'
import {
  mostOwnPictures,
  type FittedPicture,
  type PictureFitting,
} from '../../../shared/contracts/own-pictures'
import type { OwnPictureName } from '../../../shared/contracts/study'
import { BrenierError } from '../../../shared/errors'
import { matrix } from '../../../shared/matrix'
import { decodePicture } from '../../data/decode-picture'
import type { Picture, PictureSet } from '../../data/picture-set'
import { colourPicture, fitPicture, greyPicture, shownWhole } from '../../data/preprocess'
import { bounds, readBounded } from '../../data/source-file'
import type { PictureCoder } from '../../nn/coder'
import { normalise } from '../../ot/normalise'
import type { Codes, Study } from '../study/study'

export interface OwnPicture extends OwnPictureName {
  /** As the model sees it, row-major [height, width, channels] of the study's pictures. */
  readonly pixels: Uint8Array
}

/**
 * A picture file as the model of the study would see it.
 * @throws BrenierError `missing-stage` where the study has no model that encodes pictures; `file-format`,
 *   `file-truncated`, `file-not-found` where the file holds no sound picture
 */
export async function fitOwnPicture(
  study: Study,
  file: string,
  fitting: PictureFitting,
): Promise<FittedPicture> {
  const set = encodedPictures(study)
  const name = path.basename(file)
  const source = await decodePicture(await readBounded(file, bounds.pictureBytes), name)
  const fitted = fittedTo(set, source, fitting)
  return { name, height: source.height, width: source.width, original: shownWhole(source), fitted }
}

/** Takes a fitted picture into the study; the same picture again is the same one. */
export function addOwnPicture(study: Study, { name, fitted }: FittedPicture): OwnPictureName {
  const id = createHash('sha256').update(fitted.pixels).digest('hex').slice(0, 16)
  const known = study.ownPictures.get(id)
  if (known) return { id, name: known.name }
  if (study.view.ownPictures.length >= mostOwnPictures) {
    throw new BrenierError(
      'bad-argument',
      `Expected at most ${mostOwnPictures} pictures of your own beside the set. Remove one first.`,
    )
  }
  study.ownPictures = new Map(study.ownPictures).set(id, { id, name, pixels: fitted.pixels })
  study.saved = false
  return { id, name }
}

/** Those of a study's pictures that its view names: what is saved. */
export const ownPicturesInView = ({ view, ownPictures }: Study): OwnPicture[] =>
  view.ownPictures.flatMap(({ id }) => ownPictures.get(id) ?? [])

/** @throws BrenierError `bad-argument` */
export function requireOwnPicture(all: ReadonlyMap<string, OwnPicture>, id: string): OwnPicture {
  const found = all.get(id)
  if (found) return found
  throw new BrenierError(
    'bad-argument',
    'Expected a picture of your own that the study has, got one that was removed. Drop it on the cloud again.',
    { id },
  )
}

const known = new WeakMap<Codes, Map<string, Promise<Float32Array>>>()

/** The normalised code, [d], that a model gives a picture; the same as long as the model's codes are. */
export function codeOfOwn(
  { coder, codes }: { readonly coder: PictureCoder; readonly codes: Codes },
  { id, pixels }: OwnPicture,
): Promise<Float32Array> {
  let ofCodes = known.get(codes)
  if (!ofCodes) known.set(codes, (ofCodes = new Map()))
  let code = ofCodes.get(id)
  if (!code) {
    code = coder.encode(pixels).then((raw) => normalise(matrix(1, raw.length, raw), codes.normalisation).data)
    // One that failed is tried again when it is next asked for.
    code.catch(() => ofCodes.delete(id))
    ofCodes.set(id, code)
  }
  return code
}

/** The pictures of a study whose model encodes them. @throws BrenierError `missing-stage` */
export function encodedPictures(study: Study): PictureSet {
  const set = study.pictures()
  if (study.encodes) return set
  if (study.trains) study.requireModel()
  throw new BrenierError(
    'missing-stage',
    'This study’s codes came with its data: it has no encoder that could give a picture of yours a code. Give it your encoder in the Train view, or open the pictures by themselves and train a model on them.',
  )
}

function fittedTo(set: PictureSet, source: Picture, { fit, invert }: PictureFitting): Picture {
  const { height, width, channels } = set
  const sized = fitPicture(source, { height, width }, fit)
  const coloured = channels === 1 ? greyPicture(sized) : colourPicture(sized)
  return invert ? { ...coloured, pixels: coloured.pixels.map((value) => 255 - value) } : coloured
}
