/** The drawn faces that ship: their values packed with Brotli, beside a description of what each face has. */
import path from 'node:path'
import { promisify } from 'node:util'
import { brotliDecompress } from 'node:zlib'
import * as v from 'valibot'
import { BrenierError, asBrenierError } from '../../shared/errors'
import { permutation, random } from '../../shared/random'
import { pictureSet, selectPictures, type PictureSet } from './picture-set'
import { bounds, readBounded } from './source-file'

const side = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1024))
const descriptionSchema = v.strictObject({
  height: side,
  width: side,
  channels: v.literal(3),
  count: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100_000)),
  attributes: v.pipe(
    v.array(
      v.strictObject({
        name: v.string(),
        values: v.pipe(v.array(v.string()), v.maxLength(10)),
        /** A digit a face. */
        codes: v.pipe(v.string(), v.regex(/^\d*$/)),
      }),
    ),
    v.minLength(1),
  ),
})

/**
 * Reads the faces of a folder written by `scripts/make-faces.mjs`. They stand sorted there, since that packs better; here
 * they come in a random order that is always the same. The first attribute, hair, is also their class.
 * @throws BrenierError `file-not-found`, `file-format`, `bad-shape` where files are missing or do not fit
 */
export async function readFaces(folder: string): Promise<PictureSet> {
  const description = await readDescription(path.join(folder, 'faces.json'))
  const { height, width, channels, count } = description
  const pixels = await unpack(path.join(folder, 'pixels.br'), count * height * width * channels)
  const attributes = description.attributes.map(({ name, values, codes }) => ({
    name,
    values,
    codes: Int32Array.from(codes, Number),
  }))
  const [hair] = attributes
  const sorted = pictureSet({
    name: 'Faces',
    height,
    width,
    channels,
    pixels,
    labels: hair!.codes,
    classNames: hair!.values,
    attributes,
  })
  return selectPictures(sorted, permutation(count, random(1)))
}

/** @throws BrenierError `file-format` where the file does not unpack to just `length` bytes */
async function unpack(file: string, length: number): Promise<Uint8Array> {
  const packed = await readBounded(file, bounds.pictureBytes)
  const pixels = await promisify(brotliDecompress)(packed, { maxOutputLength: length }).catch(() => null)
  if (pixels?.length === length) return pixels
  throw new BrenierError(
    'file-format',
    `Expected ${file} to unpack to ${length} bytes, but it is damaged. Install the product again.`,
    { path: file },
  )
}

async function readDescription(file: string): Promise<v.InferOutput<typeof descriptionSchema>> {
  const text = new TextDecoder().decode(await readBounded(file, bounds.pictureBytes))
  const wrong = (reason: string) =>
    new BrenierError(
      'file-format',
      `Expected a description of faces in ${file}, but ${reason}. Install the product again.`,
    )
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch (thrown) {
    throw wrong(`it is no JSON: ${asBrenierError(thrown).message}`)
  }
  const outcome = v.safeParse(descriptionSchema, parsed)
  if (outcome.success) return outcome.output
  const [issue] = outcome.issues
  throw wrong(`at ${v.getDotPath(issue) ?? 'its top'}: ${issue.message}`)
}
